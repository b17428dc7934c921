//! `Softmax`: along an axis; before opset 13 over all elements from an axis on.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::tensor::{Data, Tensor};
use super::concat::{constant_beside, joined};
use super::parts::{chosen, taken};
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
        return Err(node
            .unsupported("the softmax behind a mask is not along the last axis")
            .expected("the last axis")
            .remedy("transpose the scores before the mask")
            .into());
    }
    let mask = mask.to_array().ok_or_else(|| node.misfit(mask.shape(), "a mask"))?;
    let mask = Mask::read(&mask, false, &value.shape, |message| node.unsupported(message))?;
    if let Mask::Seen(places) = &mask {
        let name = format!("{}_seen", node.name);
        let seen = chosen(node, builder, &name, value, rank - 1, places)?;
        let stored = builder.arranged(&name, &seen, &seen.natural())?;
        let seen = seen.with(stored, seen.shape.clone(), seen.natural());
        let attributes = vec![("n_outer", Setting::size(seen.len() / places.len()))];
        let name = format!("{}_weights", node.name);
        let weights = node.elementwise_named(builder, &name, &seen, "Softmax", attributes)?;
        return super::one(spread(node, builder, &weights, places, &value.shape)?);
    }
    let n_causal = mask.n_causal(rank.checked_sub(2).map_or(0, |axis| value.shape[axis]));
    let stored = builder.arranged(&node.name, value, &value.natural())?;
    let value = value.with(stored, value.shape.clone(), value.natural());
    let n_outer = value.shape.iter().rev().skip(1).product();
    let attributes = vec![("n_outer", Setting::size(n_outer)), ("n_causal", Setting::size(n_causal))];
    super::one(node.elementwise(builder, &value, "Softmax", attributes)?)
}

/// The weights of the keys that are seen at their places in a shape, and zeros at the others.
fn spread(node: &Node, builder: &mut Builder, weights: &Value, places: &[usize], shape: &[usize]) -> Result<Value> {
    let axis = shape.len() - 1;
    let (keys, mut parts, mut n_seen) = ((0..shape[axis]).collect::<Vec<_>>(), Vec::new(), 0);
    for (position, run) in keys.chunk_by(|a, b| places.contains(a) == places.contains(b)).enumerate() {
        if run.first().is_some_and(|key| places.contains(key)) {
            let name = format!("{}_seen_{position}", node.name);
            parts.push(taken(node, builder, &name, weights, axis, [n_seen, run.len()])?);
            n_seen += run.len();
        } else {
            let extents = [&[1], &shape[..axis], &[run.len()]].concat();
            let data = Data::Single(vec![0.0; extents.iter().product()].into());
            let zeros = Tensor::new(extents.clone(), data).ok_or_else(|| node.misfit(&extents, "zeros"))?;
            parts.push(constant_beside(node, builder, position, &zeros, weights)?);
        }
    }
    joined(node, builder, &node.name, &parts, axis)
}
