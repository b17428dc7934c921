//! `Gather`: rows of a trained table, or elements of a tensor.

use hlsmith_diag::Result;

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::parts::chosen;
use super::reshape::reshaped;
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let axis = node.int("axis", 0)?;
    if node.known(0).is_some() { embedding(node, builder, axis) } else { part(node, builder, axis) }
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

/// `GatherND` with tuples of one index each: elements along the first axis behind those of the batch dimensions.
pub(super) fn import_tuples(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let indices = node.wanted(1)?;
    let (batch_dims, Some((1, shape))) = (node.int("batch_dims", 0)?, indices.shape().split_last()) else {
        let finding = node.unsupported("the elements are chosen by tuples of several indices");
        return Err(finding.found(format!("{:?}", indices.shape())).expected("one index for each element").into());
    };
    if batch_dims != 0 {
        return Err(node.unsupported("the places differ from sample to sample").expected("batch_dims=0").into());
    }
    let indices = indices.reshaped(shape.to_vec()).ok_or_else(|| node.misfit(shape, "indices"))?;
    at(node, builder, 0, &indices)
}

/// Elements of a value at constant places.
fn part(node: &Node, builder: &mut Builder, axis: i64) -> Result<Vec<Slot>> {
    at(node, builder, axis, node.wanted(1)?)
}

fn at(node: &Node, builder: &mut Builder, axis: i64, indices: &super::super::tensor::Tensor) -> Result<Vec<Slot>> {
    let value = node.value(0)?;
    let own = node.own_axis(axis, value)?;
    let wholes = indices.as_wholes().ok_or_else(|| node.not_wholes(1))?;
    let places = super::parts::indices(node, wholes, value.shape[own])?;
    let taken = chosen(node, builder, &node.name, value, own, &places)?;
    // The axes of the indices stand in place of the one that they are along; a single index removes it.
    let shape = [&taken.shape[..own], indices.shape(), &taken.shape[own + 1..]].concat();
    let batch = if own < value.batch { (value.batch + indices.shape().len()).saturating_sub(1) } else { value.batch };
    let made = reshaped(node, builder, &format!("{}_shaped", node.name), &taken, shape)?;
    super::one(super::super::build::Value { batch, ..made })
}
