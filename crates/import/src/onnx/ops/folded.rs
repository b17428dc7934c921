//! Tensors of which an axis is that of the samples and others taken as one, as attention has them around its heads.
//!
//! The value has these axes apart. A reshape or transposition only changes how they are grouped, and operators that compute
//! row by row do so on the value.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};

/// Operators that compute along the last axes alone.
const ROW_WISE: &[&str] = &["Add", "Div", "Gemm", "MatMul", "Mul", "Relu", "Softmax", "Sub"];

/// The value that the first input stands for, and its shape in the model with the batch.
pub(super) fn source<'n>(node: &'n Node) -> Result<(&'n Value, Vec<usize>)> {
    if let Some(Some(Slot::Folded(value, groups))) = node.inputs.first() {
        let full = super::shape::full(node, value);
        let extent = |group: &Vec<usize>| group.iter().map(|&axis| full[axis]).product();
        return Ok((value, groups.iter().map(extent).collect()));
    }
    let value = node.value(0)?;
    Ok((value, super::shape::full(node, value)))
}

/// A value whose axes, in the order of the model, are grouped by how many there are in each group.
pub(super) fn slot(value: Value, groups: &[Vec<usize>]) -> Slot {
    if groups.iter().all(|group| group.len() == 1) {
        return Slot::Value(value);
    }
    let mut axes = 0..;
    Slot::Folded(value, groups.iter().map(|group| axes.by_ref().take(group.len()).collect()).collect())
}

/// The axes of a shape with that of the batch, behind so many elements, apart: their extents, the place of the batch and
/// the groups.
pub(super) fn apart(node: &Node, before: usize, target: &[usize]) -> Option<(Vec<usize>, usize, Vec<Vec<usize>>)> {
    let mut product = 1;
    for (place, &extent) in target.iter().enumerate() {
        let first = before.checked_div(product).filter(|first| first * product == before);
        let rest = first.and_then(|first| extent.checked_div(first * node.batch));
        if let (Some(first), Some(rest)) = (first, rest)
            && rest > 0
            && first * node.batch * rest == extent
        {
            let own: Vec<usize> = [(first, first > 1), (node.batch, true), (rest, rest > 1)]
                .into_iter()
                .filter_map(|(extent, is_kept)| is_kept.then_some(extent))
                .collect();
            let batch = place + usize::from(first > 1);
            let all = [&target[..place], &own, &target[place + 1..]].concat();
            let mut axes = 0..;
            let group = |own_place: usize| if own_place == place { own.len() } else { 1 };
            let groups = (0..target.len()).map(|own| axes.by_ref().take(group(own)).collect()).collect();
            return Some((all, batch, groups));
        }
        product *= extent;
    }
    None
}

/// Whether a node reads folded tensors and computes row by row.
pub(in super::super) fn is_row_wise(node: &Node) -> bool {
    ROW_WISE.contains(&node.kind()) && node.inputs.iter().flatten().any(|slot| matches!(slot, Slot::Folded(..)))
}

/// What a node that computes row by row makes of folded tensors.
pub(in super::super) fn import(
    node: &Node,
    builder: &mut Builder,
    import: fn(&Node, &mut Builder) -> Result<Vec<Slot>>,
) -> Result<Vec<Slot>> {
    let mut all: Vec<&Vec<Vec<usize>>> = Vec::new();
    let mut inputs = node.inputs.clone();
    for input in inputs.iter_mut().flatten() {
        match input {
            Slot::Folded(..) => {}
            // A constant must not have an axis that the samples share.
            Slot::Constant(_) => continue,
            Slot::Value(_) | Slot::Masked(..) | Slot::Integers(..) => return import(node, builder),
        }
    }
    for (input, own) in inputs.iter_mut().zip(&node.inputs) {
        if let Some(Slot::Folded(value, groups)) = own {
            all.push(groups);
            *input = Some(Slot::Value(value.clone()));
        }
    }
    let Some((&groups, others)) = all.split_first() else { return import(node, builder) };
    let folded = groups.iter().position(|group| group.len() > 1).unwrap_or(0);
    let n_behind = groups.len() - folded - 1;
    let is_local = |slot: &Slot| match slot {
        Slot::Constant(tensor) => {
            let n = tensor.shape().len();
            tensor.shape()[..n - n_behind.min(n)].iter().all(|&extent| extent == 1) || node.kind() == "MatMul"
        }
        Slot::Value(_) | Slot::Masked(..) | Slot::Folded(..) | Slot::Integers(..) => true,
    };
    let is_last = |axis: i64| axis < 0 && axis.unsigned_abs() as usize <= n_behind;
    let fits = others.iter().all(|other| *other == groups)
        && (node.kind() == "Gemm" || node.inputs.iter().flatten().all(is_local))
        && n_behind > 0
        && (node.kind() != "Softmax" || is_last(node.int("axis", if node.opset < 13 { 1 } else { -1 })?));
    if !fits {
        return import(node, builder);
    }
    let apart = Node {
        proto: node.proto,
        name: node.name.clone(),
        origin: node.origin,
        opset: node.opset,
        is_channels_last: node.is_channels_last,
        batch: node.batch,
        inputs,
        external: node.external,
        read: std::cell::RefCell::default(),
    };
    let made = import(&apart, builder)?;
    node.read.borrow_mut().append(&mut apart.read.borrow_mut());
    let folded = |slot: Slot| match slot {
        Slot::Value(value) => Slot::Folded(value, groups.clone()),
        Slot::Constant(_) | Slot::Masked(..) | Slot::Folded(..) | Slot::Integers(..) => slot,
    };
    Ok(made.into_iter().map(folded).collect())
}
