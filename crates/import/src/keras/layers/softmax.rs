//! `Softmax`: normalised exponentials along one axis.

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let rank = layer.input()?.len();
    let Some(axis) = layer.axis("axis", rank)? else {
        return Err(layer
            .unsupported("the softmax runs over several axes at once")
            .found(super::excerpt(layer.setting("axis").unwrap_or(&serde_json::Value::Null)))
            .expected("one axis")
            .remedy("put a Reshape layer in front that makes the axes one")
            .into());
    };
    Ok(vec![over(layer, axis)?])
}

/// The step along an axis of the input.
pub(super) fn over(layer: &Layer, axis: usize) -> Result<Step, Stop> {
    let shape = layer.input()?;
    let product = |extents: Option<&[usize]>| Setting::size(extents.unwrap_or_default().iter().product());
    let attributes = vec![("n_outer", product(shape.get(..axis))), ("n_inner", product(shape.get(axis + 1..)))];
    layer.elementwise("Softmax", "Softmax", attributes)
}
