//! `Softmax`: along an axis; before opset 13 over all elements from an axis on.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::tensor::Tensor;
use crate::flow::Setting;
use crate::flow::mask::Mask;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    if let Some(Some(Slot::Masked(value, mask))) = node.inputs.first() {
        return masked(node, builder, value, mask);
    }
    let mut value = node.batch_first(0)?.clone();
    let stored = value.stored_shape();
    let (n_outer, n_inner) = if node.opset < 13 {
        let axis = node.own_axis(node.int("axis", 1)?, &value)?;
        if axis > 0 {
            let stored = builder.arranged(&node.name, &value, &value.natural())?;
            value = value.with(stored, value.shape.clone(), value.natural());
        }
        (value.shape[..axis].iter().product(), 1)
    } else {
        let axis = node.own_axis(node.int("axis", -1)?, &value)?;
        let place = value.place(axis);
        (stored[..place].iter().product::<usize>(), stored[place + 1..].iter().product::<usize>())
    };
    let attributes = vec![("n_outer", Setting::size(n_outer)), ("n_inner", Setting::size(n_inner))];
    super::one(node.elementwise(builder, &value, "Softmax", attributes)?)
}

/// The softmax of scores behind a mask.
fn masked(node: &Node, builder: &mut Builder, value: &Value, mask: &Tensor) -> Result<Vec<Slot>> {
    node.check_batch(value)?;
    let rank = value.shape.len();
    if node.own_axis(node.int("axis", if node.opset < 13 { 1 } else { -1 })?, value)? + 1 != rank {
        return Err(node.unsupported("the softmax behind a mask is not along the last axis").into());
    }
    let mask = mask.to_array().ok_or_else(|| node.misfit(mask.shape(), "a mask"))?;
    let mask = Mask::read(&mask, false, &value.shape, |message| node.unsupported(message))?;
    let n_causal = mask.n_causal(rank.checked_sub(2).map_or(0, |axis| value.shape[axis]));
    let stored = builder.arranged(&node.name, value, &value.natural())?;
    let value = value.with(stored, value.shape.clone(), value.natural());
    let n_outer = value.shape.iter().rev().skip(1).product();
    let attributes = vec![("n_outer", Setting::size(n_outer)), ("n_causal", Setting::size(n_causal))];
    super::one(node.elementwise(builder, &value, "Softmax", attributes)?)
}
