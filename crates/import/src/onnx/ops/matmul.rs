//! `MatMul`: of a tensor and weights, or of two tensors.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::weights::{behind, weights};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    match (&node.inputs.first(), node.inputs.get(1)) {
        (Some(Some(Slot::Constant(_))), Some(Some(Slot::Value(_)))) => {
            Err(node.unsupported("the weights of the product stand first").expected("a tensor times weights").into())
        }
        (_, Some(Some(Slot::Constant(_)))) => dense(node, builder),
        _ => product(node, builder),
    }
}

/// A tensor times a matrix of weights.
fn dense(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?;
    let weight = node.wanted(1)?;
    let ([.., n_in], [rows, n_out]) = (&value.shape[..], weight.shape()) else {
        return Err(node.misfit(weight.shape(), "a matrix of weights"));
    };
    if rows != n_in || *n_out == 0 || value.batch == value.shape.len() {
        return Err(node.misfit(weight.shape(), format!("weights with {n_in} rows")));
    }
    let none = super::weights::bias(node, None, *n_out)?;
    let (setting, bias, scale) = weights(node, weight, weight.grid.as_ref(), 1)?.settle(none, *n_out);
    let attributes = vec![
        ("n_in", Setting::size(*n_in)),
        ("n_out", Setting::size(*n_out)),
        ("weight", setting),
        ("bias", bias),
        ("accum_t", Setting::auto()),
    ];
    // The other axes may stand in any order.
    let last = value.shape.len() - 1;
    let order = if value.order.last() == Some(&last) { value.order.clone() } else { value.natural() };
    let input = builder.arranged(&node.name, value, &order)?;
    let mut shape = value.shape.clone();
    shape[last] = *n_out;
    let stored = order.iter().map(|&axis| shape[axis]).collect();
    let name = format!("Dense_{}", node.name);
    let stored = node.add_named(builder, &name, "Dense", attributes, &[input], stored)?;
    super::one(behind(node, builder, value.with(stored, shape, order), scale)?)
}

/// The product of two tensors over the last axis of the first and the last but one of the second.
fn product(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let (left, right) = (node.batch_first(0)?, node.batch_first(1)?);
    let fits = left.shape.len() == right.shape.len()
        && left.shape.len() >= 2
        && left.shape[..left.shape.len() - 2] == right.shape[..left.shape.len() - 2]
        && left.shape[left.shape.len() - 1] == right.shape[left.shape.len() - 2];
    if !fits {
        return Err(node.misfit(&right.shape, format!("matrices that can be multiplied with {:?}", left.shape)));
    }
    let rank = left.shape.len();
    // Axes: the common ones, rows, the axis that is summed over, columns.
    let common = 0..rank - 2;
    let (row, sum, column) = (rank - 2, rank - 1, rank);
    let axes = |ends: [usize; 2]| common.clone().chain(ends).collect::<Vec<_>>();
    super::one(einsum(node, builder, [left, right], [axes([row, sum]), axes([sum, column]), axes([row, column])])?)
}

/// Sums of products of two values along axes with numbers.
pub(super) fn einsum(
    node: &Node,
    builder: &mut Builder,
    [left, right]: [&Value; 2],
    [left_axes, right_axes, output_axes]: [Vec<usize>; 3],
) -> Result<Value> {
    let extent = |axis: &usize| {
        let of = |value: &Value, axes: &[usize]| Some(value.shape[axes.iter().position(|own| own == axis)?]);
        of(left, &left_axes).or_else(|| of(right, &right_axes)).unwrap_or(1)
    };
    let shape: Vec<usize> = output_axes.iter().map(extent).collect();
    let inputs =
        [builder.arranged(&node.name, left, &left.natural())?, builder.arranged(&node.name, right, &right.natural())?];
    let attributes = vec![
        ("left", Setting::sizes(&left_axes)),
        ("right", Setting::sizes(&right_axes)),
        ("output", Setting::sizes(&output_axes)),
        ("accum_t", Setting::auto()),
    ];
    let stored = node.add(builder, "Einsum", attributes, &inputs, shape.clone())?;
    Ok(Value::plain(stored, shape))
}
