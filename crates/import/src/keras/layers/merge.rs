//! The layers that compute element by element over several tensors.

use hlsmith_ir::ops::broadcast_shape;

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
    if function == "subtract" && others.len() > 1 {
        let finding = layer.unsupported("the layer takes more than two tensors").found(shapes.len().to_string());
        return Err(finding.expected("two tensors").into());
    }
    // What each step gives, with elements repeated along axes of extent 1.
    let mut results = vec![shape.to_vec()];
    for (other, result) in others.iter().zip(0..) {
        let Some(shape) = broadcast_shape(&results[result], other) else {
            let finding =
                layer.unsupported("the inputs of the layer have shapes that do not fit").found(format!("{other:?}"));
            return Err(finding.expected(format!("{:?} or extents of 1", results[result])).into());
        };
        layer.check_elements(&shape)?;
        results.push(shape);
    }
    let step = |position: usize| {
        let shape = results.get(position).cloned().unwrap_or_default();
        let is_last = position == others.len();
        // An average of several tensors is the sum of all but the last, divided once.
        let function = if function == "average" && !is_last { "add" } else { function };
        let mut attributes =
            vec![("function", Setting::choice(function)), ("n_elem", Setting::size(shape.iter().product()))];
        if function == "average" {
            attributes.push(("divisor", Setting::size(shapes.len())));
        }
        Step::new("Merge", "Merge", attributes, shape)
    };
    Ok(super::chain(others.len(), step))
}
