//! `Concat`: tensors side by side along an axis.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let values: Vec<Value> = (0..node.inputs.len()).map(|i| node.value(i).cloned()).collect::<Result<_>>()?;
    let Some(first) = values.first() else { return Err(node.unsupported("the operator has no input").into()) };
    let axis = node.own_axis(node.int("axis", 1)?, first)?;
    super::one(joined(node, builder, &node.name, &values, axis)?)
}

/// Values side by side along an axis, without that of the batch.
pub(super) fn joined(node: &Node, builder: &mut Builder, name: &str, values: &[Value], axis: usize) -> Result<Value> {
    let Some((first, others)) = values.split_first() else {
        return Err(node.unsupported("the operator has no input").into());
    };
    let order = first.order.clone();
    let mut result = first.clone();
    for (position, other) in others.iter().enumerate() {
        let fits = other.shape.len() == first.shape.len()
            && other.batch == first.batch
            && (0..first.shape.len()).all(|own| own == axis || other.shape[own] == first.shape[own]);
        if !fits {
            return Err(node.misfit(&other.shape, format!("{:?} except along axis {axis}", first.shape)));
        }
        let is_last = position + 2 == values.len();
        let name = if is_last { name.to_owned() } else { format!("{name}_first_{}", position + 2) };
        let right = builder.arranged(&name, other, &order)?;
        let mut shape = result.shape.clone();
        shape[axis] += other.shape[axis];
        let stored: Vec<usize> = order.iter().map(|&axis| shape[axis]).collect();
        let attributes = vec![("axis", Setting::size(result.place(axis)))];
        let stored = node.add_named(builder, &name, "Concatenate", attributes, &[result.stored, right], stored)?;
        result = result.with(stored, shape, order.clone());
    }
    Ok(result)
}
