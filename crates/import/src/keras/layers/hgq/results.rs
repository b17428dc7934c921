//! `HQuantize`, `HAdd` and `HActivation`: a quantizer behind nothing, a sum or a rectifier.

use super::super::{Layer, Step, Stop, activation};
use super::arrays::trained;
use super::quantizer::Results;
use crate::keras::layers::hgq2::{inner, plain};

pub(in super::super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?;
    let mut steps = match layer.config.class.as_str() {
        "HAdd" => plain(layer, &inner(layer, "Add")?, layer.weights)?,
        "HActivation" => match super::function(layer)? {
            "linear" => Vec::new(),
            function => vec![activation::plain(layer, function)?],
        },
        _ => Vec::new(),
    };
    let [bits] = &trained(layer, &["activation_bw"])?[..] else { return Err(Stop::Unknown) };
    let results = Results::read(layer, bits, None)?;
    steps.push(results.step("q", shape));
    if let [only] = &mut steps[..] {
        only.suffix = None;
    }
    Ok(steps)
}
