//! `Where` with a condition of constants, which takes elements from one tensor or another.
//!
//! The condition is a factor of 1 or 0 for each element, which changes no number. Where minus infinity is put in place of
//! scores, the softmax behind leaves them out.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::fold::chosen;
use super::super::node::{Node, Slot};
use super::super::tensor::{Data, Tensor};
use super::arithmetic::{merged, own_constant, scaled};
use crate::flow::mask::hides;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let Some(condition) = node.known(0) else {
        return Err(node
            .unsupported("the elements are chosen by a condition that is computed from the inputs")
            .expected("a constant condition")
            .remedy("make the mask a constant of the model, or use Relu, Clip, Max or Min")
            .into());
    };
    match (node.known(1), node.known(2)) {
        (None, Some(other)) => filled(node, builder, node.value(1)?, condition, other, true),
        (Some(own), None) => filled(node, builder, node.value(2)?, condition, own, false),
        (None, None) => {
            let (own, other) = (node.value(1)?, node.value(2)?);
            let left = selected(node, builder, own, condition, true)?;
            let right = selected(node, builder, other, condition, false)?;
            super::one(merged(node, builder, &node.name, "add", 1, [&left, &right])?)
        }
        (Some(_), Some(_)) => Err(node
            .unsupported("the operator is applied to constants")
            .expected("a tensor that depends on the inputs of the model")
            .remedy("fold the constants of the model first, for example with qonnx cleanup or onnxsim")
            .into()),
    }
}

/// Truth values of a condition, or of its contrary.
fn flags(node: &Node, condition: &Tensor, is_kept: bool) -> Result<Tensor> {
    let flags = condition.to_reals().iter().map(|&flag| f32::from(u8::from((flag != 0.0) == is_kept))).collect();
    let made = Tensor::new(condition.shape().to_vec(), Data::Single(flags));
    made.ok_or_else(|| node.misfit(condition.shape(), "a condition"))
}

/// The value where the condition is as given, 0 elsewhere.
fn selected(node: &Node, builder: &mut Builder, value: &Value, condition: &Tensor, is_kept: bool) -> Result<Value> {
    let factors = own_constant(node, &flags(node, condition, is_kept)?, value)?;
    let name = format!("{}_{}", node.name, if is_kept { "taken" } else { "left" });
    scaled(node, builder, &name, value, &factors, |factor| [factor, 0.0])
}

/// The value where the condition is as given, and the numbers of a constant elsewhere.
fn filled(
    node: &Node,
    builder: &mut Builder,
    value: &Value,
    condition: &Tensor,
    constant: &Tensor,
    is_kept: bool,
) -> Result<Vec<Slot>> {
    let misfit = || node.misfit(constant.shape(), "constants that can be repeated beside the condition");
    let kept = flags(node, condition, is_kept)?;
    let zero = Tensor::new(vec![], Data::Single([0.0].into())).ok_or_else(misfit)?;
    let put = chosen(&kept, &zero, constant).ok_or_else(misfit)?;
    let kept = chosen(&kept, &flags(node, &kept, true)?, &zero)
        .and_then(|kept| {
            kept.gathered(put.shape().to_vec(), &hlsmith_ir::ops::broadcast_places(kept.shape(), put.shape()))
        })
        .ok_or_else(misfit)?;
    let (kept, put) = (own_constant(node, &kept, value)?, own_constant(node, &put, value)?);
    let (factors, numbers) = (kept.to_reals(), put.to_reals());
    let all: Vec<f64> = factors.iter().zip(&numbers).filter(|(kept, _)| **kept == 0.0).map(|(_, put)| *put).collect();
    if !all.is_empty() && all.iter().all(|&put| hides(put)) {
        let hidden = factors.iter().map(|&kept| if kept == 0.0 { f32::NEG_INFINITY } else { 0.0 }).collect();
        let mask = Tensor::new(kept.shape().to_vec(), Data::Single(hidden)).ok_or_else(misfit)?;
        return Ok(vec![Slot::Masked(value.clone(), mask)]);
    }
    if all.iter().any(|put| !put.is_finite()) {
        return Err(node
            .unsupported("the constant is infinite or not a number")
            .expected("finite numbers, or minus infinity in front of a softmax")
            .into());
    }
    let places =
        Tensor::new(kept.shape().to_vec(), Data::Double((0..factors.len()).map(|place| place as f64).collect()));
    let name = format!("bn_{}", node.name);
    super::one(scaled(node, builder, &name, value, &places.ok_or_else(misfit)?, |place| {
        let place = place as usize;
        if factors[place] == 0.0 { [0.0, numbers[place]] } else { [1.0, 0.0] }
    })?)
}
