//! `Reshape`: the same elements under another shape.

use super::{Layer, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let value = layer.setting("target_shape");
    let malformed = || layer.malformed("target_shape", value, "positive extents, at most one of them -1");
    let extents =
        value.and_then(|value| value.as_array()).filter(|extents| !extents.is_empty()).ok_or_else(malformed)?;
    // The extent that is derived from the others is `None`.
    let extent = |value: &serde_json::Value| match value.as_i64() {
        Some(-1) => Some(None),
        Some(extent @ 1..) => usize::try_from(extent).ok().map(Some),
        Some(..=0) | None => None,
    };
    let extents: Vec<Option<usize>> = extents.iter().map(extent).collect::<Option<_>>().ok_or_else(malformed)?;
    if extents.iter().filter(|extent| extent.is_none()).count() > 1 {
        return Err(malformed().into());
    }
    let input = layer.input()?;
    let elements: usize = input.iter().product();
    let stated = extents.iter().flatten().try_fold(1usize, |product, &extent| product.checked_mul(extent));
    let derived = stated.filter(|&stated| elements.is_multiple_of(stated)).map(|stated| elements / stated);
    let is_derived = extents.contains(&None);
    let Some(derived) = derived.filter(|&derived| is_derived || derived == 1) else {
        return Err(layer
            .unsupported("the target shape does not hold the elements of the input")
            .found(super::excerpt(value.unwrap_or(&serde_json::Value::Null)))
            .expected(format!("as many elements as {input:?}"))
            .into());
    };
    Ok(vec![layer.reshaped(extents.into_iter().map(|extent| extent.unwrap_or(derived)).collect())])
}
