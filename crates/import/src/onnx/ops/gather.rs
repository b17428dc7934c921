//! `Gather`: rows of a trained table, or neighbouring elements of a tensor.

use hlsmith_diag::Result;

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::parts::{indices, taken};
use super::reshape::reshaped;
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let axis = node.int("axis", 0)?;
    match (node.inputs.first(), node.inputs.get(1)) {
        (Some(Some(Slot::Constant(_))), _) => embedding(node, builder, axis),
        _ => part(node, builder, axis),
    }
}

/// Rows of a table, chosen by a tensor.
fn embedding(node: &Node, builder: &mut Builder, axis: i64) -> Result<Vec<Slot>> {
    let table = node.wanted(0)?;
    let value = node.batch_first(1)?;
    let [n_rows, n_out] = *table.shape() else { return Err(node.misfit(table.shape(), "a table with rows")) };
    if node.axis(axis, 2)? != 0 {
        return Err(node.unsupported("the columns of a table cannot be chosen").expected("axis=0").into());
    }
    let input = builder.arranged(&node.name, value, &value.natural())?;
    let shape: Vec<usize> = value.shape.iter().copied().chain([n_out]).collect();
    let attributes = vec![
        ("n_in", Setting::size(value.len())),
        ("n_out", Setting::size(n_out)),
        ("vocab_size", Setting::size(n_rows)),
        ("embeddings", Setting::Weight("e", node.array(table)?)),
    ];
    let stored = node.add(builder, "Embedding", attributes, &[input], shape.clone())?;
    super::one(super::super::build::Value::plain(stored, shape))
}

/// Elements of a value at constant places.
fn part(node: &Node, builder: &mut Builder, axis: i64) -> Result<Vec<Slot>> {
    let value = node.value(0)?;
    let chosen = node.wanted(1)?;
    let own = node.own_axis(axis, value)?;
    let wholes = chosen.as_wholes().ok_or_else(|| node.not_wholes(1))?;
    let places = indices(node, wholes, value.shape[own])?;
    let is_run = places.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let (Some(&first), true) = (places.first(), is_run && chosen.shape().len() < 2) else {
        return Err(node
            .unsupported("the chosen elements are no neighbours")
            .found(format!("{:?}", wholes.iter().take(8).collect::<Vec<_>>()))
            .expected("one index, or indices that follow each other")
            .into());
    };
    let taken = taken(node, builder, &node.name, value, own, [first, places.len()])?;
    if !chosen.shape().is_empty() {
        return super::one(taken);
    }
    // A single index removes its axis.
    let mut shape = taken.shape.clone();
    shape.remove(own);
    let batch = if own < value.batch { value.batch - 1 } else { value.batch };
    let made = reshaped(node, builder, &format!("{}_shaped", node.name), &taken, shape)?;
    super::one(super::super::build::Value { batch, ..made })
}
