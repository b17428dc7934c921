//! `MatMul`: of a tensor and weights, or of two tensors.

use hlsmith_diag::Result;
use hlsmith_ir::Contraction;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::tensor::Tensor;
use super::weights::{behind, weights};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    match (node.known(0).map(Tensor::shape), node.known(1).map(Tensor::shape)) {
        (None, Some([_, _])) => dense(node, builder),
        (Some(shape), _) => weighted(node, builder, shape, true),
        (None, Some(shape)) => weighted(node, builder, shape, false),
        (None, None) => product(node, builder),
    }
}

/// Weights of any rank times a tensor, or a tensor times weights of more than two axes.
fn weighted(node: &Node, builder: &mut Builder, shape: &[usize], is_first: bool) -> Result<Vec<Slot>> {
    let (value, weight) =
        if is_first { (node.batch_first(1)?, node.wanted(0)?) } else { (node.batch_first(0)?, node.wanted(1)?) };
    let rank = value.shape.len();
    // A leading axis of the weights of extent 1 stands for the samples.
    let own = if shape.len() == rank + 1 && shape[0] == 1 { &shape[1..] } else { shape };
    let misfit = || node.misfit(shape, format!("weights for a tensor of shape {:?}", value.shape));
    if rank < 2 || !(2..=rank).contains(&own.len()) {
        return Err(misfit());
    }
    let n_common = own.len() - 2;
    let common = rank - own.len()..rank - 2;
    let (rows, columns) = (rank - 2, rank - 1);
    let (summed_axis, own_sum) = if is_first { (rows, n_common + 1) } else { (columns, n_common) };
    if own[..n_common] != value.shape[common.clone()] || own[own_sum] != value.shape[summed_axis] {
        return Err(misfit());
    }
    let outer = 0..rank - 2;
    let axes = |range: std::ops::Range<usize>, ends: [usize; 2]| range.chain(ends).collect::<Vec<usize>>();
    // The new axis stands where the one that is summed over stood.
    let (left, right, output) = if is_first {
        (axes(outer.clone(), [rows, columns]), axes(common, [rank, rows]), axes(outer, [rank, columns]))
    } else {
        (axes(outer.clone(), [rows, columns]), axes(common, [columns, rank]), axes(outer, [rows, rank]))
    };
    let weight =
        if own.len() == shape.len() { weight.clone() } else { weight.reshaped(own.to_vec()).ok_or_else(misfit)? };
    super::one(super::einsum::weighted(node, builder, value, &weight, [left, right, output])?)
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
    super::one(einsum(
        node,
        builder,
        &node.name,
        [left, right],
        [axes([row, sum]), axes([sum, column]), axes([row, column])],
    )?)
}

/// Refuses a result that has no axis besides that of the samples.
pub(super) fn check_result(node: &Node, shape: &[usize]) -> Result<()> {
    if !shape.is_empty() {
        return Ok(());
    }
    let message = "the result is a single number for each sample, without an axis";
    let expected = "an axis beside that of the samples";
    Err(node.unsupported(message).found("no axis").expected(expected).into())
}

/// Sums of products of two values along axes with numbers.
pub(super) fn einsum(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    [left, right]: [&Value; 2],
    [left_axes, right_axes, output_axes]: [Vec<usize>; 3],
) -> Result<Value> {
    let shapes = [&left.shape[..], &right.shape[..]];
    let Ok(contraction) = Contraction::new([&left_axes, &right_axes, &output_axes], shapes) else {
        return Err(node.misfit(&right.shape, format!("a tensor that fits {:?}", left.shape)));
    };
    let shape = contraction.shape();
    check_result(node, &shape)?;
    let inputs = [builder.arranged(name, left, &left.natural())?, builder.arranged(name, right, &right.natural())?];
    let attributes = vec![
        ("left", Setting::sizes(&left_axes)),
        ("right", Setting::sizes(&right_axes)),
        ("output", Setting::sizes(&output_axes)),
        ("accum_t", Setting::auto()),
    ];
    let stored = node.add_named(builder, name, "Einsum", attributes, &inputs, shape.clone())?;
    Ok(Value::plain(stored, shape))
}
