//! `Permute`: another order of the axes.

use serde_json::Value;

use super::{Layer, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?;
    let value = layer.setting("dims");
    // Keras counts the axes from 1, the batch being 0.
    let axis = |value: &Value| usize::try_from(value.as_u64()?.checked_sub(1)?).ok().filter(|&axis| axis < shape.len());
    let axes = value.and_then(Value::as_array).and_then(|axes| axes.iter().map(axis).collect::<Option<Vec<_>>>());
    let is_whole = |axes: &Vec<usize>| axes.len() == shape.len() && (0..shape.len()).all(|axis| axes.contains(&axis));
    let Some(perm) = axes.filter(is_whole) else {
        let expected = format!("each of the axes 1 to {} once", shape.len());
        return Err(layer.malformed("dims", value, &expected).into());
    };
    let shape = perm.iter().map(|&axis| shape[axis]).collect();
    Ok(vec![layer.transposed(&perm, shape)])
}
