//! `Expand`: elements repeated along axes of extent 1.

use hlsmith_diag::Result;
use hlsmith_ir::ops::broadcast_shape;

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.batch_first(0)?;
    let wholes = node.wanted(1)?.as_wholes().ok_or_else(|| node.not_wholes(1))?;
    let target: Option<Vec<usize>> = wholes.iter().map(|&extent| usize::try_from(extent).ok()).collect();
    let full = super::shape::full(node, value);
    let shape = target.and_then(|target| broadcast_shape(&full, &target));
    // The axis of the batch stays where it is, so that no axis may come in front of it.
    let Some(shape) = shape.filter(|shape| shape.len() == full.len() && shape[0] == full[0]) else {
        return Err(node.misfit(&value.shape, format!("a shape that repeats to {wholes:?}")));
    };
    let shape = shape[1..].to_vec();
    if shape == value.shape {
        return super::one(value.clone());
    }
    let stored: Vec<usize> = value.order.iter().map(|&axis| shape[axis]).collect();
    let attributes = vec![("target_shape", Setting::sizes(&stored))];
    let stored = node.add(builder, "Broadcast", attributes, &[value.stored], stored)?;
    super::one(value.with(stored, shape, value.order.clone()))
}
