//! Elements that a constant condition takes from one tensor or another: `where`, `masked_fill`, and sums with masks.
//!
//! A condition of constants is a factor of 1 or 0 for each element, which changes no number. Where minus infinity is put
//! in place of scores, or added to them, the softmax behind leaves them out.

use hlsmith_ir::Array;
use hlsmith_ir::ops::{broadcast_places, broadcast_shape};

use super::arithmetic::{added, part, scaled_by, sum};
use super::{Call, Item, Made, Tensor};
use crate::flow::mask::hides;

/// `masked_fill`: a number where the mask is not 0.
pub(super) fn import_fill(call: &mut Call) -> Made<Vec<Item>> {
    let mask = condition(call, "mask")?;
    let value = number(call, "value")?;
    let tensor = call.tensor("self")?;
    let kept = made(mask.shape(), mask.iter().map(|flag| f64::from(flag == 0.0)));
    chosen(call, tensor, &kept, &value)
}

/// `where`: the elements of `self` where the condition is not 0, those of `other` elsewhere.
pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let condition = condition(call, "condition")?;
    let taken = made(condition.shape(), condition.iter().map(|flag| f64::from(flag != 0.0)));
    let left = made(condition.shape(), condition.iter().map(|flag| f64::from(flag == 0.0)));
    match (operand(call, "self")?, operand(call, "other")?) {
        (Ok(tensor), Err(other)) => chosen(call, tensor, &taken, &other),
        (Err(own), Ok(tensor)) => chosen(call, tensor, &left, &own),
        (Ok(own), Ok(other)) => {
            let own = part(call, "taken", |call| scaled_by(call, own, &taken, &|factor| (factor, 0.0)))?;
            let other = part(call, "left", |call| scaled_by(call, other, &left, &|factor| (factor, 0.0)))?;
            sum(call, own, other)
        }
        (Err(_), Err(_)) => Err(call
            .unsupported("the operator does not depend on the inputs")
            .expected("a tensor that depends on the inputs of the model")
            .into()),
    }
}

/// Scores with a mask added to them of which some elements are as good as minus infinity.
pub(super) fn hidden_by(call: &mut Call, tensor: Tensor, mask: &Array) -> Made<Vec<Item>> {
    let hidden = |value: f64| if hides(value) { f64::NEG_INFINITY } else { 0.0 };
    let finite = made(mask.shape(), mask.iter().map(|value| if hides(value) { 0.0 } else { value }));
    let tensor = match finite.all_equal(0.0) {
        true => tensor,
        false => part(call, "", |call| added(call, tensor, &finite))?,
    };
    Ok(vec![Item::Masked(tensor, made(mask.shape(), mask.iter().map(hidden)))])
}

/// The tensor where `kept` is 1, and the numbers of a constant elsewhere.
fn chosen(call: &mut Call, tensor: Tensor, kept: &Array, value: &Array) -> Made<Vec<Item>> {
    let Some(shape) = broadcast_shape(kept.shape(), value.shape()) else {
        let finding = call.unsupported("the constants do not fit each other").found(format!("{:?}", value.shape()));
        return Err(finding.expected(format!("a shape that repeats beside {:?}", kept.shape())).into());
    };
    let spread = |array: &Array| -> Vec<f64> {
        let values: Vec<f64> = array.iter().collect();
        broadcast_places(array.shape(), &shape).into_iter().map(|place| values[place]).collect()
    };
    let (kept, value) = (spread(kept), spread(value));
    let put: Vec<f64> = kept.iter().zip(&value).filter(|(kept, _)| **kept == 0.0).map(|(_, value)| *value).collect();
    if !put.is_empty() && put.iter().all(|&value| hides(value)) {
        let hidden = kept.iter().map(|&kept| if kept == 0.0 { f64::NEG_INFINITY } else { 0.0 });
        return Ok(vec![Item::Masked(tensor, made(&shape, hidden))]);
    }
    if put.iter().any(|value| !value.is_finite()) {
        return Err(call
            .unsupported("the constant is infinite or not a number")
            .expected("finite numbers, or minus infinity in front of a softmax")
            .into());
    }
    let places = made(&shape, (0..kept.len()).map(|place| place as f64));
    scaled_by(call, tensor, &places, &|place| {
        let place = place as usize;
        if kept[place] == 0.0 { (0.0, value[place]) } else { (1.0, 0.0) }
    })
}

/// The condition, which has to be a constant.
fn condition(call: &mut Call, argument: &str) -> Made<Array> {
    let item = call.item(argument)?.clone();
    match call.importer.as_constant(&item)? {
        Some(array) => Ok(array),
        None => Err(call
            .unsupported("the elements are chosen by a condition that is computed from the inputs")
            .found(format!("the argument `{argument}`"))
            .expected("a constant condition")
            .remedy("register the mask as a buffer of the module, or use relu, clamp, maximum or minimum")
            .into()),
    }
}

/// A comparison of numbers that are computed from the inputs.
pub(super) fn refuse_comparison(call: &mut Call) -> Made<Vec<Item>> {
    Err(call
        .unsupported("numbers that are computed from the inputs are compared")
        .found(crate::text::shown(&call.node.target))
        .expected("a comparison of constants")
        .remedy("use relu, clamp, maximum, minimum or threshold")
        .into())
}

/// A tensor that is computed, or else a constant.
fn operand(call: &mut Call, argument: &str) -> Made<std::result::Result<Tensor, Array>> {
    if let Ok(array) = number(call, argument) {
        return Ok(Err(array));
    }
    let item = call.item(argument)?.clone();
    Ok(Ok(call.as_tensor(&item)?))
}

/// Constants: a number, or a tensor of them.
fn number(call: &mut Call, argument: &str) -> Made<Array> {
    if let Ok(value) = call.float(argument, 0.0) {
        return Ok(made(&[], [value].into_iter()));
    }
    call.wanted(argument)
}

/// Constants of a shape, one for each element.
fn made(shape: &[usize], values: impl Iterator<Item = f64>) -> Array {
    Array::from_f64(shape.to_vec(), values.collect::<Vec<_>>()).unwrap_or_else(|| Array::zeros(shape.to_vec()))
}
