//! `Softmax`: normalised exponentials along one axis or several neighbouring ones.

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let axes = layer.axes("axis", layer.input()?.len())?;
    let (Some(&first), Some(&last), true) =
        (axes.first(), axes.last(), axes.windows(2).all(|pair| pair[0] + 1 == pair[1]))
    else {
        return Err(layer
            .unsupported("the softmax runs over axes that are no neighbours")
            .found(super::excerpt(layer.setting("axis").unwrap_or(&serde_json::Value::Null)))
            .expected("one axis, or neighbouring ones")
            .remedy("put a Permute layer in front that makes the axes neighbours")
            .into());
    };
    Ok(vec![over(layer, first, last)?])
}

/// The step along the axes of the input from the first to the last.
pub(super) fn over(layer: &Layer, first: usize, last: usize) -> Result<Step, Stop> {
    let shape = layer.input()?;
    let product = |extents: Option<&[usize]>| Setting::size(extents.unwrap_or_default().iter().product());
    let attributes = vec![("n_outer", product(shape.get(..first))), ("n_inner", product(shape.get(last + 1..)))];
    layer.elementwise("Softmax", "Softmax", attributes)
}
