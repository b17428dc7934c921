//! `Concat`: tensors side by side along an axis.

use hlsmith_diag::Result;
use hlsmith_ir::ops::broadcast_places;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::tensor::Tensor;
use super::arithmetic::scaled;
use super::parts::taken;
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let is_known = |place: &usize| node.known(*place).is_some();
    let beside = (0..node.inputs.len()).find(|place| !is_known(place)).map(|place| node.value(place)).transpose()?;
    let mut values = Vec::with_capacity(node.inputs.len());
    for place in 0..node.inputs.len() {
        values.push(match (node.known(place), beside) {
            (Some(constant), Some(beside)) => constant_beside(node, builder, place, constant, beside)?,
            (_, None) | (None, Some(_)) => node.value(place)?.clone(),
        });
    }
    let Some(first) = values.first() else {
        return Err(node
            .unsupported("the operator has no input")
            .found("0 inputs")
            .expected("at least 1 input")
            .into());
    };
    let axis = node.own_axis(node.int("axis", 1)?, first)?;
    super::one(joined(node, builder, &node.name, &values, axis)?)
}

/// A constant as a value, of 0 times elements of one that it is joined with.
pub(super) fn constant_beside(
    node: &Node,
    builder: &mut Builder,
    position: usize,
    constant: &Tensor,
    beside: &Value,
) -> Result<Value> {
    let full = super::shape::full(node, beside);
    let shape = constant.shape().to_vec();
    if shape.len() != full.len() || ![1, node.batch].contains(&shape[beside.batch]) {
        return Err(node.misfit(&shape, format!("a constant that can be joined with {:?}", beside.shape)));
    }
    // A constant may be repeated for each sample, but has to be the same for all.
    let mut places: Vec<usize> = vec![0];
    for (axis, &extent) in shape.iter().enumerate() {
        let along = |place: usize| (0..if axis == beside.batch { 1 } else { extent }).map(move |i| place * extent + i);
        places = places.into_iter().flat_map(along).collect();
    }
    let own: Vec<usize> = [&shape[..beside.batch], &shape[beside.batch + 1..]].concat();
    let misfit = || node.misfit(&shape, "a constant");
    let first = constant.gathered(own.clone(), &places).ok_or_else(misfit)?;
    let with_batch = [&shape[..beside.batch], &[1], &shape[beside.batch + 1..]].concat();
    let same =
        first.reshaped(with_batch).and_then(|one| one.gathered(shape.clone(), &broadcast_places(one.shape(), &shape)));
    if same.is_none_or(|same| same.to_reals() != constant.to_reals()) {
        return Err(node
            .unsupported("a constant differs from sample to sample")
            .expected("the same numbers for all samples")
            .into());
    }
    let mut value = beside.clone();
    for axis in (0..own.len()).filter(|&axis| own[axis] != beside.shape[axis]) {
        value = taken(node, builder, &format!("{}_beside_{position}", node.name), &value, axis, [0, 1])?;
        if own[axis] != 1 {
            let mut wide = value.shape.clone();
            wide[axis] = own[axis];
            let stored: Vec<usize> = value.order.iter().map(|&axis| wide[axis]).collect();
            let attributes = vec![("target_shape", Setting::sizes(&stored))];
            let name = format!("{}_wide_{position}", node.name);
            let stored = node.add_named(builder, &name, "Broadcast", attributes, &[value.stored], stored)?;
            value = value.with(stored, wide, value.order.clone());
        }
    }
    let name = format!("{}_constant_{position}", node.name);
    scaled(node, builder, &name, &value, &first, |number| [0.0, number])
}

/// Values side by side along an axis, without that of the batch.
pub(super) fn joined(node: &Node, builder: &mut Builder, name: &str, values: &[Value], axis: usize) -> Result<Value> {
    let Some((first, others)) = values.split_first() else {
        return Err(node
            .unsupported("the operator has no input")
            .found("0 inputs")
            .expected("at least 1 input")
            .into());
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
