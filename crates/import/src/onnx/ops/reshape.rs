//! `Reshape`, `Flatten`, `Squeeze` and `Unsqueeze`: another shape for the same elements.

use hlsmith_diag::{Code, Diagnostic, Result};

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use crate::flow::Setting;

/// The shape that the node gives a tensor of a shape; both count the batch.
pub(in super::super) fn target(node: &Node, shape: &[usize]) -> Result<Vec<usize>> {
    match node.kind() {
        "Flatten" => {
            let rank = shape.len();
            // The axis behind the last one is allowed.
            let axis = node.int("axis", 1)?;
            let axis = if axis == i64::try_from(rank).unwrap_or(i64::MAX) { rank } else { node.axis(axis, rank)? };
            Ok(vec![shape[..axis].iter().product(), shape[axis..].iter().product()])
        }
        "Squeeze" => {
            let mut axes: Vec<usize> = match node.ints_at(1, "axes")? {
                Some(axes) => axes.iter().map(|&axis| node.axis(axis, shape.len())).collect::<Result<_>>()?,
                None => (0..shape.len()).filter(|&axis| shape[axis] == 1).collect(),
            };
            axes.sort_unstable();
            if let Some(&axis) = axes.iter().find(|&&axis| shape[axis] != 1) {
                return Err(node.misfit(shape, format!("an extent of 1 along axis {axis}")));
            }
            Ok((0..shape.len()).filter(|axis| !axes.contains(axis)).map(|axis| shape[axis]).collect())
        }
        "Unsqueeze" => {
            let axes = node.ints_at(1, "axes")?.unwrap_or_default();
            let rank = shape.len() + axes.len();
            let axes: Vec<usize> = axes.iter().map(|&axis| node.axis(axis, rank)).collect::<Result<_>>()?;
            let mut own = shape.iter().copied();
            let target: Vec<usize> =
                (0..rank).map(|axis| if axes.contains(&axis) { 1 } else { own.next().unwrap_or(1) }).collect();
            if own.next().is_some() {
                return Err(node.misfit(shape, "axes that differ"));
            }
            Ok(target)
        }
        _ => reshape(node, shape),
    }
}

/// The shape of a `Reshape`: 0 stands for the extent of the input, -1 for what is left.
fn reshape(node: &Node, shape: &[usize]) -> Result<Vec<usize>> {
    let wanted = node.ints_at(1, "shape")?.unwrap_or_default();
    let keeps_zero = node.flag("allowzero", false)?;
    let misfit = || {
        Diagnostic::error(Code::ShapeMismatch, node.subject(), "the new shape has another number of elements")
            .found(format!("{wanted:?}"))
            .expected(format!("as many elements as {shape:?}"))
    };
    let mut open = None;
    let mut target = Vec::with_capacity(wanted.len());
    for (axis, &extent) in wanted.iter().enumerate() {
        target.push(match extent {
            0 if !keeps_zero => *shape.get(axis).ok_or_else(misfit)?,
            -1 if open.is_none() => {
                open = Some(axis);
                1
            }
            extent => usize::try_from(extent).map_err(|_| misfit())?,
        });
    }
    let all: usize = shape.iter().product();
    let known = target.iter().try_fold(1usize, |product, &extent| product.checked_mul(extent)).ok_or_else(misfit)?;
    if let Some(axis) = open {
        if known == 0 || !all.is_multiple_of(known) {
            return Err(misfit().into());
        }
        target[axis] = all / known;
    } else if known != all {
        return Err(misfit().into());
    }
    Ok(target)
}

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let (value, shape) = super::folded::source(node)?;
    let full = super::shape::full(node, value);
    let target = target(node, &shape)?;
    // The axis of the batch stands where as many elements are in front of it as before.
    let before: usize = full[..value.batch].iter().product();
    let mut product = 1;
    let batch = target.iter().position(|&extent| {
        let is_batch = product == before && extent == node.batch;
        product *= extent;
        is_batch
    });
    // Leading extents of 1 may stand in front of a batch of 1.
    let batch = batch.filter(|&batch| target[..batch].iter().product::<usize>() == before);
    let Some(batch) = batch else {
        let Some((apart, batch, groups)) = super::folded::apart(node, before, &target) else {
            return Err(node
                .unsupported("the new shape mixes the samples of the batch with other axes")
                .found(format!("{target:?}"))
                .expected("a shape that keeps the axis of the samples, or takes it and whole others as one")
                .into());
        };
        let own: Vec<usize> = [&apart[..batch], &apart[batch + 1..]].concat();
        let value = Value { batch, ..reshaped(node, builder, &node.name, value, own)? };
        return Ok(vec![Slot::Folded(value, groups)]);
    };
    let own: Vec<usize> = [&target[..batch], &target[batch + 1..]].concat();
    super::one(Value { batch, ..reshaped(node, builder, &node.name, value, own)? })
}

/// A value under another shape, without that of the batch.
pub(super) fn reshaped(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    value: &Value,
    shape: Vec<usize>,
) -> Result<Value> {
    if shape == value.shape {
        return Ok(value.clone());
    }
    if shape.iter().product::<usize>() != value.len() {
        return Err(node.misfit(&value.shape, format!("as many elements as {shape:?}")));
    }
    let long = |shape: &[usize]| (0..shape.len()).filter(|&axis| shape[axis] != 1).collect::<Vec<_>>();
    let (from, to) = (long(&value.shape), long(&shape));
    let same = from.len() == to.len() && from.iter().zip(&to).all(|(&a, &b)| value.shape[a] == shape[b]);
    let own: Vec<usize> = value.order.iter().copied().filter(|axis| from.contains(axis)).collect();
    // Where only extents of 1 come and go, the others keep the order in which they are stored.
    let (stored, order) = if same && own != from {
        let ones = (0..shape.len()).filter(|axis| !to.contains(axis));
        let others = own.iter().filter_map(|axis| Some(to[from.iter().position(|from| from == axis)?]));
        (value.stored, ones.chain(others).collect::<Vec<_>>())
    } else {
        let stored = if same { value.stored } else { builder.arranged(name, value, &value.natural())? };
        (stored, (0..shape.len()).collect())
    };
    let extents: Vec<usize> = if order.is_empty() { vec![1] } else { order.iter().map(|&axis| shape[axis]).collect() };
    let is_plain = value.stored == stored && value.stored_shape() == extents;
    let stored = if is_plain {
        stored
    } else {
        node.add_named(builder, name, "Reshape", vec![("target_shape", Setting::sizes(&extents))], &[stored], extents)?
    };
    Ok(value.with(stored, shape, order))
}
