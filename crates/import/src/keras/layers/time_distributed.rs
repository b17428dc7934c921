//! `TimeDistributed`: a layer that is applied to every step of a sequence.
//!
//! It becomes two nodes, one before and one behind those of the layer inside.

use hlsmith_ir::ops::StepsEnd;

use super::{Layer, Setting, Step, Stop};

/// The node before those of the layer inside.
pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    match layer.input()? {
        [n_steps, step @ ..] if !step.is_empty() => Ok(vec![node(StepsEnd::Begin, *n_steps, step.to_vec())]),
        shape => {
            let message = "the input of the layer has no steps";
            let finding = layer.unsupported(message).found(format!("{shape:?}"));
            Err(finding.expected("at least two dimensions, steps and elements").into())
        }
    }
}

/// The node behind those of the layer inside, which gives a result of this shape for each step.
pub(crate) fn end(layer: &Layer, n_steps: usize) -> Result<Step, Stop> {
    let shape = [&[n_steps], layer.input()?].concat();
    layer.check_elements(&shape)?;
    Ok(Step { suffix: Some("end".into()), ..node(StepsEnd::End, n_steps, shape) })
}

fn node(end: StepsEnd, n_steps: usize, shape: Vec<usize>) -> Step {
    let attributes = vec![("n_time_steps", Setting::size(n_steps)), ("end", Setting::choice(end.as_str()))];
    Step::new("TimeDistributed", "TimeDistributed", attributes, shape)
}
