//! `einsum`: sums of products of two tensors, or of a tensor and weights.

use super::{Call, Item, Made, Tensor};
use crate::flow::blocks::einsum_dense;
use crate::flow::equation::{Equation, numbered};
use crate::flow::{Layout, Setting, Step, Stop};
use crate::torch::schema::Argument;
use hlsmith_ir::{Array, Contraction};

/// An operand of the equation.
enum Operand {
    Tensor(Tensor),
    Weight(Array),
}

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let (Some(Argument::Text(text)), Some(Argument::Tensors(names))) =
        (call.argument("equation").cloned(), call.argument("tensors").cloned())
    else {
        return Err(call.malformed("equation", "an equation and tensors"));
    };
    let mut operands = Vec::with_capacity(names.len());
    for name in names.iter().flatten() {
        let item = call.named(name)?.clone();
        operands.push(match call.importer.as_constant(&item)? {
            Some(array) => Operand::Weight(array),
            None => Operand::Tensor(call.as_tensor(&item)?),
        });
    }
    let refuse = |call: &Call, expected: &str| {
        let finding = call.unsupported("the equation is not supported").found(crate::text::shown(&text));
        Stop::from(finding.expected(expected))
    };
    let rank = |operand: &Operand| match operand {
        Operand::Tensor(tensor) => call.shape(*tensor).len() + 1,
        Operand::Weight(array) => array.shape().len(),
    };
    let ranks: Vec<usize> = operands.iter().map(rank).collect();
    let Equation { operands: mut axes, output } =
        Equation::read(&text, &ranks).map_err(|expected| refuse(call, expected))?;
    // The axis of the samples is that of each tensor and of the result, and of no weights.
    let batches: Vec<usize> = operands
        .iter()
        .zip(&axes)
        .filter_map(|(operand, axes)| match operand {
            Operand::Tensor(tensor) => axes.get(tensor.batch).copied(),
            Operand::Weight(_) => None,
        })
        .collect();
    let is_sample = |axis: &usize| batches.first() == Some(axis);
    let is_free = operands.iter().zip(&axes).all(|(operand, axes)| match operand {
        Operand::Tensor(_) => true,
        Operand::Weight(_) => !axes.iter().any(is_sample),
    });
    let batch = output.iter().position(is_sample).filter(|_| is_free && batches.iter().all(is_sample));
    let Some(batch) = batch else {
        return Err(refuse(call, "samples along one axis of each tensor and of the result, and of no weights"));
    };
    for axes in &mut axes {
        axes.retain(|axis| !is_sample(axis));
    }
    let output: Vec<usize> = output.iter().copied().filter(|axis| !is_sample(axis)).collect();
    if output.is_empty() {
        return Err(refuse(call, "a result with a dimension besides that of the samples"));
    }
    let mut parts = operands.into_iter().zip(axes);
    let (step, inputs) = match (parts.next(), parts.next(), parts.next()) {
        (Some((Operand::Tensor(tensor), own)), None, None) => {
            // What the result lacks is summed with weights of 1.
            let shape = call.shape(tensor);
            let summed: Vec<usize> = own.iter().copied().filter(|axis| !output.contains(axis)).collect();
            let extents: Vec<usize> = (0..own.len()).filter(|&i| summed.contains(&own[i])).map(|i| shape[i]).collect();
            if summed.is_empty() {
                let place = |label: &usize| own.iter().position(|own| own == label);
                let perm: Vec<usize> = output.iter().filter_map(place).collect();
                let input = call.plain(tensor)?;
                let value = call.permuted("ordered", input, &perm)?;
                return Ok(super::one(value, batch));
            }
            let ones = Array::from_f32(extents.clone(), vec![1.0; extents.iter().product()]);
            let ones = ones.ok_or_else(|| crate::flow::internal("a sum has no shape"))?;
            (dense(call, tensor, ones, [own, summed, output])?, vec![tensor])
        }
        (Some((Operand::Tensor(tensor), own)), Some((Operand::Weight(weight), other)), None)
        | (Some((Operand::Weight(weight), other)), Some((Operand::Tensor(tensor), own)), None) => {
            (dense(call, tensor, weight, [own, other, output])?, vec![tensor])
        }
        (Some((Operand::Tensor(left), own)), Some((Operand::Tensor(right), other)), None) => {
            let [own, other, output] = numbered([own, other, output]);
            let shapes = [call.shape(left), call.shape(right)];
            let loops = Contraction::new([&own, &other, &output], [&shapes[0], &shapes[1]]);
            let shape = loops.map_err(|error| misfit(call, &shapes, error))?.shape();
            let attributes = vec![
                ("left", Setting::sizes(&own)),
                ("right", Setting::sizes(&other)),
                ("output", Setting::sizes(&output)),
                ("accum_t", Setting::auto()),
            ];
            (Step::new("Einsum", "Einsum", attributes, shape), vec![left, right])
        }
        _ => return Err(refuse(call, "one or two operands, one of them a tensor that depends on the inputs")),
    };
    let inputs = inputs.into_iter().map(|tensor| call.plain(tensor)).collect::<Made<Vec<_>>>()?;
    let name = call.name.clone();
    let value = call.importer.flow.add(&name, step, &inputs, Layout::Plain)?;
    Ok(super::one(value, batch))
}

/// Products of a tensor with weights.
fn dense(call: &Call, tensor: Tensor, weight: Array, axes: [Vec<usize>; 3]) -> Made<Step> {
    let [left, right, output] = numbered(axes);
    let shapes = [call.shape(tensor), weight.shape().to_vec()];
    let loops = Contraction::new([&left, &right, &output], [&shapes[0], &shapes[1]]);
    let shape = loops.map_err(|error| misfit(call, &shapes, error))?.shape();
    let step = einsum_dense([&left, &right, &output], weight, None, shape);
    step.ok_or_else(|| crate::flow::internal("products with weights have no shape").into())
}

/// The refusal of extents that do not fit each other.
fn misfit(call: &Call, shapes: &[Vec<usize>; 2], error: hlsmith_ir::ops::ShapeError) -> Stop {
    let finding = call.unsupported("the operands of the equation do not fit").found(format!("{shapes:?}"));
    finding.expected(error.expected).into()
}
