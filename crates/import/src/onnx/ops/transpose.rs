//! `Transpose`: another order of axes; no element moves until an operator needs it.

use hlsmith_diag::{Code, Diagnostic, Result};

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};

/// For each axis of the output the one of the input, of a tensor of a rank that counts the batch.
pub(in super::super) fn order(node: &Node, rank: usize) -> Result<Vec<usize>> {
    let Some(perm) = node.ints("perm")? else { return Ok((0..rank).rev().collect()) };
    let order: Option<Vec<usize>> = perm.iter().map(|&axis| usize::try_from(axis).ok()).collect();
    let is_order = |order: &Vec<usize>| {
        let mut sorted = order.clone();
        sorted.sort_unstable();
        sorted.into_iter().eq(0..rank)
    };
    order.filter(is_order).ok_or_else(|| {
        Diagnostic::error(Code::ModelFormat, node.subject(), "the order of axes is none of the tensor")
            .found(format!("{perm:?}"))
            .expected(format!("each of the {rank} axes once"))
            .into()
    })
}

pub(super) fn import(node: &Node, _: &mut Builder) -> Result<Vec<Slot>> {
    if let Some(Some(Slot::Folded(value, groups))) = node.inputs.first() {
        let order = order(node, groups.len())?;
        let moved: Vec<Vec<usize>> = order.iter().map(|&axis| groups[axis].clone()).collect();
        return Ok(vec![super::folded::slot(permuted(value, &moved.concat()), &moved)]);
    }
    let value = node.value(0)?;
    let order = order(node, value.shape.len() + 1)?;
    super::one(permuted(value, &order))
}

/// A value with its axes, that of the batch among them, in another order.
fn permuted(value: &Value, order: &[usize]) -> Value {
    let batch = order.iter().position(|&axis| axis == value.batch).unwrap_or(0);
    // The axes of the input, without that of the batch, in the order of those of the output.
    let own: Vec<usize> =
        order.iter().filter(|&&axis| axis != value.batch).map(|&axis| axis - usize::from(axis > value.batch)).collect();
    let shape = own.iter().map(|&axis| value.shape[axis]).collect();
    let renamed = |axis: &usize| own.iter().position(|own| own == axis).unwrap_or(*axis);
    let order = value.order.iter().map(renamed).collect();
    Value { stored: value.stored, shape, order, batch }
}
