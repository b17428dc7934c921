//! `Einsum`: sums of products of tensors and weights.
//!
//! Operands are joined two by two from the left; what is left of a pair keeps the axes that a later operand or the result
//! has. One operand alone is summed with weights of 1.

use hlsmith_diag::{Diagnostics, Result};
use hlsmith_ir::Contraction;

use super::super::build::{Builder, Value};
use super::super::model::shown;
use super::super::node::{Node, Slot};
use super::super::tensor::Tensor;
use super::weights::{behind, weights};
use crate::flow::Setting;
use crate::flow::equation::{Equation, numbered};

fn refuse(node: &Node, equation: &str, expected: &str) -> Diagnostics {
    node.unsupported("the equation is not supported").found(shown(equation)).expected(expected).into()
}

/// An operand while the equation is worked off.
enum Operand {
    Value(Value),
    Weight(Tensor),
}

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let equation = node.word("equation", "")?.to_owned();
    let mut operands = Vec::new();
    for position in 0..node.inputs.len() {
        operands.push(match node.known(position) {
            Some(weight) => Operand::Weight(weight.clone()),
            None => Operand::Value(node.value(position)?.clone()),
        });
    }
    let ranks: Vec<usize> = operands
        .iter()
        .map(|operand| match operand {
            Operand::Value(value) => value.shape.len() + 1,
            Operand::Weight(weight) => weight.shape().len(),
        })
        .collect();
    let Equation { operands: mut axes, output } =
        Equation::read(&equation, &ranks).map_err(|expected| refuse(node, &equation, expected))?;
    // The axis of the samples is the same in each operand that has one, and stays.
    let batches = operands.iter().zip(&axes).filter_map(|(operand, axes)| match operand {
        Operand::Value(value) => axes.get(value.batch).copied(),
        Operand::Weight(_) => None,
    });
    let batches: Vec<usize> = batches.collect();
    let is_sample = |axis: &usize| batches.first() == Some(axis);
    let is_weight_free = operands.iter().zip(&axes).all(|(operand, axes)| match operand {
        Operand::Value(_) => true,
        Operand::Weight(_) => !axes.iter().any(is_sample),
    });
    let Some(batch) = output.iter().position(is_sample).filter(|_| batches.iter().all(is_sample) && is_weight_free)
    else {
        return Err(refuse(
            node,
            &equation,
            "samples along the same axis of each tensor and of the result, and of no weights",
        ));
    };
    for axes in &mut axes {
        axes.retain(|axis| !is_sample(axis));
    }
    let output: Vec<usize> = output.iter().copied().filter(|axis| !is_sample(axis)).collect();
    let mut parts: Vec<(Operand, Vec<usize>)> = operands.into_iter().zip(axes).collect();
    let n_pairs = parts.len().max(2) - 1;
    for pair in 0..n_pairs {
        let (first, own) = parts.remove(0);
        let (second, other) = if parts.is_empty() {
            // What the result has not is summed with weights of 1.
            let summed: Vec<usize> = own.iter().copied().filter(|axis| !output.contains(axis)).collect();
            (Operand::Weight(ones(node, &first, &own, &summed)?), summed)
        } else {
            parts.remove(0)
        };
        let is_last = pair + 1 == n_pairs;
        let left = if is_last {
            output.clone()
        } else {
            let later = |axis: &usize| output.contains(axis) || parts.iter().any(|(_, axes)| axes.contains(axis));
            let mut left: Vec<usize> = own.iter().chain(&other).copied().filter(later).collect();
            let mut seen = Vec::new();
            left.retain(|axis| {
                !seen.contains(axis) && {
                    seen.push(*axis);
                    true
                }
            });
            left
        };
        let name = if is_last { node.name.clone() } else { format!("{}_first_{}", node.name, pair + 2) };
        let made = match (first, second) {
            (Operand::Value(value), Operand::Weight(weight))
                if other.is_empty() && weight.len() == 1 && own.len() == left.len() =>
            {
                reordered(&value, &own, &left)
            }
            (Operand::Value(value), Operand::Weight(weight)) => {
                named(node, builder, &name, &value, &weight, numbered([own, other, left.clone()]))?
            }
            (Operand::Weight(weight), Operand::Value(value)) => {
                named(node, builder, &name, &value, &weight, numbered([other, own, left.clone()]))?
            }
            (Operand::Value(first), Operand::Value(second)) => {
                super::matmul::einsum(node, builder, &name, [&first, &second], numbered([own, other, left.clone()]))?
            }
            (Operand::Weight(_), Operand::Weight(_)) => {
                return Err(refuse(node, &equation, "weights that are multiplied with each other beforehand"));
            }
        };
        parts.insert(0, (Operand::Value(made), left));
    }
    match parts.pop() {
        Some((Operand::Value(value), _)) => super::one(Value { batch, ..value }),
        Some((Operand::Weight(_), _)) | None => Err(refuse(node, &equation, "a tensor that depends on the inputs")),
    }
}

/// Weights of 1 for the axes of an operand that are summed.
fn ones(node: &Node, operand: &Operand, own: &[usize], summed: &[usize]) -> Result<Tensor> {
    let shape: &[usize] = match operand {
        Operand::Value(value) => &value.shape,
        Operand::Weight(weight) => weight.shape(),
    };
    let extent = |axis: &usize| own.iter().position(|own| own == axis).and_then(|place| shape.get(place).copied());
    let extents: Vec<usize> = summed.iter().map(|axis| extent(axis).unwrap_or(1)).collect();
    let n = extents.iter().product();
    let ones = super::super::tensor::Data::Single(vec![1.0; n].into());
    Tensor::new(extents, ones).ok_or_else(|| node.misfit(shape, "a tensor of which some axes are summed"))
}

/// The value with its axes in the order of a result that has all of them.
fn reordered(value: &Value, own: &[usize], output: &[usize]) -> Value {
    let place = |axis: usize| own.get(axis).and_then(|label| output.iter().position(|output| output == label));
    let shape = output.iter().filter_map(|label| Some(value.shape[own.iter().position(|own| own == label)?]));
    let order = value.order.iter().map(|&axis| place(axis).unwrap_or(axis));
    Value { shape: shape.collect(), order: order.collect(), ..value.clone() }
}

/// Sums of products of a value and weights along axes with numbers.
pub(super) fn weighted(
    node: &Node,
    builder: &mut Builder,
    value: &Value,
    weight: &Tensor,
    axes: [Vec<usize>; 3],
) -> Result<Value> {
    named(node, builder, &node.name, value, weight, axes)
}

/// As [`weighted`], under another name.
fn named(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    value: &Value,
    weight: &Tensor,
    [left, mut right, output]: [Vec<usize>; 3],
) -> Result<Value> {
    let shapes = [&value.shape[..], weight.shape()];
    let Ok(contraction) = Contraction::new([&left, &right, &output], shapes) else {
        return Err(node.misfit(weight.shape(), format!("weights that fit {:?}", value.shape)));
    };
    let shape = contraction.shape();
    super::matmul::check_result(node, &shape)?;
    let mut weight = weight.clone();
    // Scales that differ along the last axis of the result stand behind the layer; their axis is the last of the weights.
    let place = output.last().and_then(|last| right.iter().position(|own| own == last));
    if let Some(place) = place.filter(|_| weight.grid.as_ref().is_some_and(|grid| !grid.is_uniform())) {
        let order: Vec<usize> = (0..right.len()).filter(|&axis| axis != place).chain([place]).collect();
        right = order.iter().map(|&axis| right[axis]).collect();
        weight = weight.transposed(&order).ok_or_else(|| node.misfit(&shape, "weights"))?;
    }
    let n_last = shape.last().copied().unwrap_or(1);
    let grid = weight.grid.clone();
    let filter_axis = if place.is_some() { right.len().saturating_sub(1) } else { usize::MAX };
    let (weight, _, scale) =
        weights(node, &weight, grid.as_ref(), filter_axis)?.settle(Setting::NoBias(vec![n_last]), n_last);
    let input = builder.arranged(name, value, &value.natural())?;
    let attributes = vec![
        ("left", Setting::sizes(&left)),
        ("right", Setting::sizes(&right)),
        ("output", Setting::sizes(&output)),
        ("weight", weight),
        ("bias", Setting::NoBias(vec![1; shape.len()])),
        ("accum_t", Setting::auto()),
    ];
    let stored = node.add_named(builder, name, "EinsumDense", attributes, &[input], shape.clone())?;
    behind(node, builder, Value::plain(stored, shape), scale)
}
