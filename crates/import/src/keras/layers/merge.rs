//! The layers that compute element by element over several tensors of one shape.

use super::{Layer, Setting, Step, Stop};

/// The function of a class.
fn function(class: &str) -> Option<&'static str> {
    match class {
        "Add" => Some("add"),
        "Average" => Some("average"),
        "Maximum" => Some("maximum"),
        "Minimum" => Some("minimum"),
        "Multiply" => Some("multiply"),
        "Subtract" => Some("subtract"),
        _ => None,
    }
}

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let Some(function) = function(&layer.config.class) else {
        return Err(layer.unsupported("the class is no element-wise merge").into());
    };
    let shapes = layer.several_inputs()?;
    let [shape, others @ ..] = &shapes[..] else { return Err(Stop::Unknown) };
    if let Some(other) = others.iter().find(|other| *other != shape) {
        let finding = layer.unsupported("the inputs of the layer have different shapes").found(format!("{other:?}"));
        let remedy = "bring the inputs to one shape; elements are not repeated to make shapes fit";
        return Err(finding.expected(format!("{shape:?}, as the first input")).remedy(remedy).into());
    }
    if others.len() > 1 && ["average", "subtract"].contains(&function) {
        let finding = layer.unsupported("the layer takes more than two tensors").found(format!("{}", shapes.len()));
        let remedy = "add the tensors with `Add` and scale the sum, for instance in the weights of the next layer";
        return Err(finding.expected("two tensors").remedy(remedy).into());
    }
    let attributes = || {
        let n_elem = Setting::size(shape.iter().product());
        vec![("function", Setting::choice(function)), ("n_elem", n_elem)]
    };
    let step = |_| Step::new("Merge", "Merge", attributes(), shape.to_vec());
    Ok(super::chain(others.len(), step))
}
