//! The definition of every op, written down one sample and one number at a time.
//!
//! It computes with exact numbers of any width and shares only constants and tables with the kernels. It serves types
//! that no kernel holds, and tests.

mod recurrent;

use std::collections::BTreeMap;

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Format, Raw, Value};
use hlsmith_ir::LoopAxis;
use hlsmith_ir::ops::{Base, HardFunction, MergeFunction};
use hlsmith_ir::{PoolFunction, PoolOrder};

use crate::contraction::Sums;
use crate::kernel::tree::split;
use crate::lower::{Layer, Model};
use crate::ops::LayerOp;
use crate::ops::activation::Activation;
use crate::ops::batch_normalization::BatchNormalization;
use crate::ops::batch_normalization_quantized_tanh::BatchNormalizationQuantizedTanh;
use crate::ops::bounded_relu::BoundedRelu;
use crate::ops::concatenate::Concatenate;
use crate::ops::dense::Dense;
use crate::ops::dot::Dot;
use crate::ops::embedding::Embedding;
use crate::ops::fixed_point_quantizer::FixedPointQuantizer;
use crate::ops::hard_activation::HardActivation;
use crate::ops::layer_normalization::LayerNormalization;
use crate::ops::merge::Merge;
use crate::ops::parametrized_activation::ParametrizedActivation;
use crate::ops::prelu::Prelu;
use crate::ops::resize::Resize;
use crate::ops::softmax::{Argument, Method, Softmax};
use crate::ops::unary_lut::UnaryLut;
use crate::pooling::Pooling;
use crate::rearrange::Rearrange;
use crate::table_index::TableIndex;
use crate::tables::{RootTable, SoftmaxTables, Table};

/// What layers keep from one sample to the next, by the position of the layer.
pub(crate) type Memory = BTreeMap<usize, Vec<Vec<Value>>>;

/// The numbers of every tensor for one sample, from the raw values of the arguments. Samples are evaluated in their order
/// with one memory, which is empty before the first.
///
/// # Errors
/// When the code of an extension fails.
pub(crate) fn evaluate(model: &Model, arguments: &[Vec<Raw>], memory: &mut Memory) -> Result<Vec<Vec<Value>>> {
    let mut tensors: Vec<Vec<Value>> = Vec::with_capacity(model.tensors.len());
    for (position, layer) in model.layers.iter().enumerate() {
        let left = memory.entry(position).or_default();
        let n_steps = model.tensors[layer.output()].n_steps();
        let mut made: Vec<Vec<Value>> = vec![Vec::new(); layer.outputs.len()];
        for step in 0..n_steps {
            let part = |&input: &usize| {
                let len = tensors[input].len() / n_steps;
                &tensors[input][step * len..][..len]
            };
            let inputs: Vec<&[Value]> = layer.inputs.iter().map(part).collect();
            for (made, results) in made.iter_mut().zip(outputs(model, layer, &inputs, arguments, left)?) {
                made.extend(results);
            }
        }
        tensors.extend(made);
    }
    Ok(tensors)
}

/// The numbers that a layer makes of its inputs, of one step where it is in a loop over steps; `left` is its memory.
fn outputs(
    model: &Model,
    layer: &Layer,
    inputs: &[&[Value]],
    arguments: &[Vec<Raw>],
    left: &mut Vec<Vec<Value>>,
) -> Result<Vec<Vec<Value>>> {
    let ty = &model.tensors[layer.output()].ty;
    let argument = |position: usize| inputs.get(position).copied().unwrap_or_default();
    let x = || argument(0);
    Ok(match &layer.op {
        LayerOp::Input(input) => {
            vec![arguments[input.argument].iter().map(|raw| Value::from_low_bits(ty.format, raw.clone())).collect()]
        }
        LayerOp::Activation(op) => vec![x().iter().map(|x| activation(op, x, ty)).collect()],
        LayerOp::Levels(op) => vec![x().iter().enumerate().map(|(i, x)| level(op, i, x)).collect()],
        LayerOp::BatchNormalization(op) => vec![batch_normalization(op, x(), ty)],
        LayerOp::BoundedRelu(op) => vec![x().iter().map(|x| bounded_relu(op, x, ty)).collect()],
        LayerOp::Concatenate(op) => vec![concatenate(op, x(), argument(1), ty)],
        LayerOp::Custom(op) => {
            let inputs: Vec<Vec<Value>> = inputs.iter().map(|input| input.to_vec()).collect();
            vec![op.compute(&inputs, 1, ty)?]
        }
        LayerOp::Dense(op) => vec![dense(op, x(), ty)],
        LayerOp::Dot(op) => vec![dot(op, x(), argument(1), ty)],
        LayerOp::Einsum(op) => vec![einsum(op, x(), argument(1), ty)],
        LayerOp::Embedding(op) => vec![embedding(op, x(), ty)],
        LayerOp::FixedPointQuantizer(op) => vec![fixed_point_quantizer(op, x(), ty)],
        LayerOp::HardActivation(op) => vec![x().iter().map(|x| hard_activation(op, x, ty)).collect()],
        LayerOp::LayerNormalization(op) => {
            vec![x().chunks(op.n_slice).flat_map(|slice| layer_normalization(op, slice, ty)).collect()]
        }
        LayerOp::Merge(op) => vec![merge(op, x(), argument(1), ty)],
        LayerOp::ParametrizedActivation(op) => {
            vec![x().iter().map(|x| parametrized_activation(op, x, ty)).collect()]
        }
        LayerOp::Pooling(op) => vec![pooling(op, x(), ty)],
        LayerOp::Prelu(op) => vec![prelu(op, x(), ty)],
        LayerOp::Recurrent(op) => {
            let types = layer.outputs.clone().map(|output| &model.tensors[output].ty);
            recurrent::evaluate(op, inputs, &types.collect::<Vec<_>>(), left)
        }
        LayerOp::Rearrange(op) => vec![rearrange(op, x(), ty)],
        LayerOp::Repack(_) => vec![x().iter().map(|x| x.cast(ty)).collect()],
        LayerOp::Reshape(_) => vec![x().to_vec()],
        LayerOp::Resize(op) => vec![resize(op, x(), ty)],
        LayerOp::Softmax(op) => vec![softmax(op, x(), ty)],
        LayerOp::StreamClone(_) => vec![x().to_vec(); layer.outputs.len()],
        LayerOp::TimeDistributed(_) => vec![x().iter().map(|x| x.cast(ty)).collect()],
        LayerOp::UnaryLut(op) => vec![x().iter().enumerate().map(|(i, x)| unary_lut(op, i, x, ty)).collect()],
    })
}

fn dense(op: &Dense, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let geometry = &op.geometry;
    let orders: Vec<Vec<usize>> = (0..op.n_out()).map(|output| op.order(output)).collect();
    let output = |sources: &[Option<usize>], j: usize| {
        let mut accum = op.bias.value(j);
        for &i in &orders[j] {
            let input = geometry.window_input(j, i);
            // Beside the input are zeros, which leave the sum as it is.
            let Some(pixel) = sources[input / geometry.n_chan] else { continue };
            let x = &x[pixel * geometry.n_chan + input % geometry.n_chan];
            let product = x * &op.weight.value(i * op.n_out() + j);
            let product = if op.last.is_some() { product } else { product.cast(&op.accum) };
            accum = (&accum + &product).cast(&op.accum);
        }
        if let Some(biases) = &op.last {
            accum = (&accum + &biases.value(j)).cast(&op.accum);
        }
        accum.cast(ty)
    };
    let pixel = |pixel: usize| {
        let sources: Vec<Option<usize>> = geometry.sources(pixel).collect();
        (0..op.n_out()).map(|j| output(&sources, j)).collect::<Vec<_>>()
    };
    (0..geometry.n_pixels()).flat_map(pixel).collect()
}

fn batch_normalization(op: &BatchNormalization, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let channels = op.scale.raw.len();
    let output = |(i, x): (usize, &Value)| {
        let channel = i / op.n_inner % channels;
        (&(x * &op.scale.value(channel)) + &op.bias.value(channel)).cast(ty)
    };
    x.iter().enumerate().map(output).collect()
}

/// The result behind all thresholds of the channel that the argument exceeds.
fn level(op: &BatchNormalizationQuantizedTanh, index: usize, x: &Value) -> Value {
    let exceeds = |thresholds: &&Vec<Value>| *x > thresholds[index % thresholds.len()];
    op.results[op.thresholds.iter().filter(exceeds).count()].clone()
}

fn activation(op: &Activation, x: &Value, ty: &FixedType) -> Value {
    match op {
        Activation::Linear => x.cast(ty),
        Activation::Relu if *x > integer(0) => x.cast(ty),
        Activation::Relu => integer(0).cast(ty),
        Activation::Relu6 if *x < integer(0) => integer(0).cast(ty),
        Activation::Relu6 if *x > integer(6) => integer(6).cast(ty),
        Activation::Relu6 => x.cast(ty),
        Activation::BinaryTanh { results: [low, high], is_low_at_zero } => {
            let least = integer(0);
            if *x > least || *x == least && !is_low_at_zero { high } else { low }.clone()
        }
        Activation::TernaryTanh { doubled, halves, results: [low, middle, high] } => {
            let number = doubled.map_or_else(|| x.clone(), |ty| (&integer(2) * x).cast(&ty));
            let threshold = &integer(*halves) * &half();
            let result = if number > threshold {
                high
            } else if number > -&threshold {
                middle
            } else {
                low
            };
            result.clone()
        }
        Activation::Shrink { .. } if *x <= half() && *x >= -&half() => integer(0).cast(ty),
        Activation::Shrink { is_soft: false } => x.cast(ty),
        Activation::Shrink { .. } if *x > integer(0) => (x - &half()).cast(ty),
        Activation::Shrink { .. } => (x + &half()).cast(ty),
        Activation::Table { base, index, table } => {
            let zero = integer(0);
            let base = match base {
                Base::Zero => &zero,
                Base::Identity => x,
                Base::Positive => x.max(&zero),
                Base::Negative => x.min(&zero),
            };
            (base + &entry(table, index, x)).cast(ty)
        }
        Activation::Mirrored { argument, mirrors_zero, index, results: [low, high] } => {
            let is_mirrored = *x < integer(0) || *mirrors_zero && *x == integer(0);
            let (table, magnitude) = if is_mirrored { (low, (-x).cast(argument)) } else { (high, x.clone()) };
            entry(table, index, &magnitude)
        }
        Activation::Selu { scale, .. } if *x >= integer(0) => (scale * x).cast(ty),
        Activation::Selu { index, table, .. } => entry(table, index, x).cast(ty),
    }
}

fn parametrized_activation(op: &ParametrizedActivation, x: &Value, ty: &FixedType) -> Value {
    match op {
        ParametrizedActivation::LeakyRelu { .. } if *x > integer(0) => x.cast(ty),
        ParametrizedActivation::LeakyRelu { alpha, least } => {
            let limited = least.as_ref().filter(|least| x < *least).unwrap_or(x);
            (alpha * limited).cast(ty)
        }
        ParametrizedActivation::ThresholdedRelu { theta } if x > theta => x.cast(ty),
        ParametrizedActivation::ThresholdedRelu { .. } => integer(0).cast(ty),
        ParametrizedActivation::Elu { .. } if *x >= integer(0) => x.cast(ty),
        ParametrizedActivation::Elu { alpha, index, table } => (alpha * &entry(table, index, x)).cast(ty),
    }
}

fn hard_activation(op: &HardActivation, x: &Value, ty: &FixedType) -> Value {
    let z = &(&op.slope * x) + &op.shift;
    let limited = if z > integer(1) {
        op.one.clone()
    } else if z < integer(0) {
        integer(0)
    } else {
        z
    };
    match op.function {
        HardFunction::HardSigmoid => limited.cast(ty),
        HardFunction::HardTanh => (&(&integer(2) * &limited) - &integer(1)).cast(ty),
        HardFunction::HardSilu => (x * &limited).cast(ty),
    }
}

fn bounded_relu(op: &BoundedRelu, x: &Value, ty: &FixedType) -> Value {
    match &op.limit {
        Some(limit) if x >= limit => limit.cast(ty),
        Some(_) | None if *x >= op.threshold => x.cast(ty),
        Some(_) | None => (&op.slope * &(x - &op.threshold)).cast(ty),
    }
}

fn prelu(op: &Prelu, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let output = |(i, x): (usize, &Value)| {
        if *x > integer(0) { x.cast(ty) } else { (&op.slopes.value(i) * x).cast(ty) }
    };
    x.iter().enumerate().map(output).collect()
}

/// The entry that the bits of the argument count from 0, after those of the negative ones where the sign is set; of
/// several tables, those of the elements take turns.
fn unary_lut(op: &UnaryLut, element: usize, x: &Value, ty: &FixedType) -> Value {
    let bits = x.cast(&op.index).raw().to_pattern(op.index.format.width);
    let entry = usize::from_str_radix(&bits, 16).unwrap_or_default();
    let n_tables = op.table.raw.len() / op.n_entries();
    op.table.value(element % n_tables * op.n_entries() + entry).cast(ty)
}

fn fixed_point_quantizer(op: &FixedPointQuantizer, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let output = |(i, x): (usize, &Value)| op.ty(i).map_or_else(|| integer(0), |own| x.cast(own)).cast(ty);
    x.iter().enumerate().map(output).collect()
}

fn merge(op: &Merge, x: &[Value], y: &[Value], ty: &FixedType) -> Vec<Value> {
    let of = |(x, y): (&Value, &Value)| match op.function {
        MergeFunction::Add => (x + y).cast(ty),
        MergeFunction::Subtract => (x - y).cast(ty),
        MergeFunction::Multiply => (x * y).cast(ty),
        MergeFunction::Average => quotient(&(x + y), op.divisor, ty).cast(ty),
        MergeFunction::Maximum => x.max(y).cast(ty),
        MergeFunction::Minimum => x.min(y).cast(ty),
    };
    match &op.places {
        None => x.iter().zip(y).map(of).collect(),
        Some([left, right]) => left.iter().zip(right).map(|(&i, &j)| of((&x[i as usize], &y[j as usize]))).collect(),
    }
}

/// A number that is assigned to a type as the exact quotient is: that toward zero with so many bits that no rounding
/// mode tells it from the exact one, and half a unit more where something is left over.
fn quotient(x: &Value, divisor: usize, ty: &FixedType) -> Value {
    let bits = 2 + (ty.format.fraction() - x.format().fraction()).max(0).unsigned_abs();
    let fine = x.raw().shl(bits);
    let whole = Raw::from(divisor as u64);
    let quotient = fine.div_toward_zero(&whole).unwrap_or(Raw::ZERO);
    let rest = &fine - &(&quotient * &whole);
    let sign = if rest.is_zero() {
        0
    } else if rest.is_negative() {
        -1
    } else {
        1
    };
    let raw = &quotient.shl(1) + &Raw::from(sign);
    let fraction = x.format().fraction() + bits as i32 + 1;
    let width = raw.signed_bits().max(1);
    Value::from_low_bits(Format { width, integer: width as i32 - fraction, signed: true }, raw)
}

/// Window by window; an average ends with a quotient toward zero on the grid of the accumulator.
fn pooling(op: &Pooling, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let n_outputs = op.windows.output[0] * op.windows.output[1] * op.windows.n_chan;
    let output = |output: usize| {
        let places: Vec<Option<usize>> = op.windows.window(output).collect();
        let inside = || places.iter().flatten().map(|&place| &x[place]);
        let assigned = || inside().map(|x| if op.is_assigned() { x.cast(&op.accum) } else { x.clone() });
        let pooled = match op.function {
            PoolFunction::Max => {
                let is_whole = places.iter().all(Option::is_some);
                let outside = op.outside.as_ref().filter(|_| !is_whole).zip(inside().next());
                let outside = outside.map(|(raw, x)| Value::from_low_bits(x.format(), raw.clone()));
                assigned().chain(outside).max().unwrap_or_else(|| integer(0)).cast(&op.accum)
            }
            PoolFunction::Average => {
                let terms: Vec<Value> = assigned().collect();
                let sum = match op.order {
                    PoolOrder::Tree => tree_sum(&terms, &op.accum),
                    PoolOrder::Direct | PoolOrder::Assigned => {
                        terms.iter().fold(integer(0).cast(&op.accum), |sum, x| (&sum + x).cast(&op.accum))
                    }
                };
                let divisor = integer(op.divisor.unwrap_or(terms.len()) as i32);
                let sum = match op.divides_pattern {
                    true => Value::from_low_bits(Format { signed: false, ..op.accum.format }, sum.raw().clone()),
                    false => sum,
                };
                sum.checked_div(&divisor).unwrap_or(sum).cast(&op.accum)
            }
        };
        let pooled = pooled.cast(ty);
        op.factors.as_ref().map_or(pooled.clone(), |factors| (&pooled * &factors[inside().count() - 1]).cast(ty))
    };
    (0..n_outputs).map(output).collect()
}

fn rearrange(op: &Rearrange, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let zero = integer(0).cast(ty);
    op.places.iter().map(|place| place.map_or_else(|| zero.clone(), |place| x[place as usize].cast(ty))).collect()
}

/// First between the columns of two rows, then between the rows.
fn resize(op: &Resize, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let share = |raw: u64, fraction: u32| {
        let format = Format { width: fraction + 1, integer: 1, signed: false };
        Value::from_low_bits(format, Raw::from(raw))
    };
    let between = |lower: &Value, upper: &Value, share: &Value| &(share * upper) + &(&(&integer(1) - share) * lower);
    let mut results = Vec::new();
    for row in &op.rows.places {
        for column in &op.columns.places {
            for channel in 0..op.n_chan {
                let pixel = |row: usize, column: usize| &x[(row * op.in_width + column) * op.n_chan + channel];
                let across = |row: usize| {
                    between(
                        pixel(row, column.lower),
                        pixel(row, column.upper),
                        &share(column.share, op.columns.fraction),
                    )
                };
                let down = share(row.share, op.rows.fraction);
                results.push(between(&across(row.lower), &across(row.upper), &down).cast(ty));
            }
        }
    }
    results
}

fn dot(op: &Dot, x: &[Value], y: &[Value], ty: &FixedType) -> Vec<Value> {
    let terms = x.iter().zip(y).map(|(x, y)| (x * y).cast(&op.accum));
    let sum = terms.fold(integer(0).cast(&op.accum), |sum, term| (&sum + &term).cast(&op.accum));
    vec![sum.cast(ty)]
}

fn embedding(op: &Embedding, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let last = Raw::from(op.n_rows() as u64 - 1);
    let row = |x: &Value| x.to_int().max(Raw::ZERO).min(last.clone()).to_i64().unwrap_or(0) as usize;
    let rows = x.iter().map(row);
    rows.flat_map(|row| (0..op.n_out).map(move |i| op.table.value(row * op.n_out + i).cast(ty))).collect()
}

/// Run by run of either tensor, as slices of its elements.
fn concatenate(op: &Concatenate, x: &[Value], y: &[Value], ty: &FixedType) -> Vec<Value> {
    let runs = x.chunks(op.runs[0]).zip(y.chunks(op.runs[1]));
    runs.flat_map(|(x, y)| x.iter().chain(y)).map(|element| element.cast(ty)).collect()
}

/// Element by element of the result, the steps of all loops taken apart by division.
fn einsum(op: &Sums, x: &[Value], y: &[Value], ty: &FixedType) -> Vec<Value> {
    let place = |axes: &[LoopAxis], mut step: usize| {
        let mut place = [0, 0];
        for axis in axes.iter().rev() {
            place = [place[0] + step % axis.extent * axis.left, place[1] + step % axis.extent * axis.right];
            step /= axis.extent;
        }
        place
    };
    let n_results: usize = op.loops.shape().iter().product();
    let output = |result: usize| {
        let first = place(&op.loops.outer, result);
        let start = op.weights.as_ref().map_or_else(|| integer(0), |weights| weights.biases.value(result));
        let sum = (0..op.loops.n_terms()).fold(start, |sum, step| {
            let step = place(&op.loops.inner, step);
            let (left, right) = (&x[first[0] + step[0]], first[1] + step[1]);
            let term = match &op.weights {
                Some(weights) => (left * &weights.factors.value(right)).cast(&op.accum),
                None => left * &y[right],
            };
            (&sum + &term).cast(&op.accum)
        });
        sum.cast(ty)
    };
    (0..n_results).map(output).collect()
}

fn layer_normalization(op: &LayerNormalization, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let accum = &op.accum;
    let mean_of = |terms: &[Value]| {
        let zero = integer(0).cast(accum);
        let sum = terms.iter().fold(zero, |sum, term| (&sum + &term.cast(accum)).cast(accum));
        (&sum * &op.reciprocal).cast(accum)
    };
    let mean = if op.centred { mean_of(x) } else { integer(0) };
    let differences: Vec<Value> = x.iter().map(|x| (&x.cast(accum) - &mean).cast(accum)).collect();
    let squares: Vec<Value> = differences.iter().map(|d| d * d).collect();
    let root = inverse_root(op, &mean_of(&squares));
    let output = |(i, d): (usize, &Value)| (&(&(d * &root) * &op.scale.value(i)) + &op.bias.value(i)).cast(ty);
    differences.iter().enumerate().map(output).collect()
}

fn inverse_root(op: &LayerNormalization, variance: &Value) -> Value {
    match &op.root {
        RootTable::Linear { table, shift } => {
            let range = Format { width: 2, integer: 2 + op.accum.format.fraction() - shift, signed: false };
            let place = &(variance * &integer(table.raw.len() as i32)) * &Value::from_low_bits(range, Raw::from(1));
            let last = table.raw.len() as i64 - 1;
            let position =
                if op.wraps { place.to_i32_wrapping().into() } else { place.to_int().to_i64().unwrap_or(last) };
            table_value(table, position.clamp(0, last) as usize)
        }
        RootTable::Scaled { table, epsilon, bits, right, fraction } => {
            let mut sum = &variance.raw().clone().max(Raw::ZERO) + epsilon;
            let mut root_fraction = *fraction;
            while sum.signed_bits() < *bits {
                sum = sum.shl(2);
                root_fraction -= 1;
            }
            let position = match *right {
                right @ 0.. => sum.shr_floor(right.unsigned_abs()),
                left => sum.shl(left.unsigned_abs()),
            };
            let raw = table.raw[position.to_i64().unwrap_or(0) as usize].clone();
            let width = table.ty.format.width;
            Value::from_low_bits(Format { integer: width as i32 - root_fraction, ..table.ty.format }, raw)
        }
    }
}

fn softmax(op: &Softmax, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let mut y = x.to_vec();
    for (position, (first, step)) in op.slices().enumerate() {
        let n_own = op.own.as_ref().map_or(op.n_slice, |own| own[position]);
        let elements = || (first..).step_by(step).take(op.n_slice);
        let slice: Vec<Value> = elements().map(|i| x[i].clone()).collect();
        let results = match &op.method {
            Method::Indexed { tables, accum, argument } => indexed(tables, accum, *argument, &slice, n_own, ty),
            Method::Legacy { tables, exp_index, inv_index } => legacy(tables, exp_index, inv_index, &slice, ty),
            Method::Argmax => argmax(&slice, ty),
            Method::Skip => slice.iter().map(|x| x.cast(ty)).collect(),
        };
        for (i, result) in elements().zip(results) {
            y[i] = result;
        }
    }
    y
}

/// Of the numbers of a slice the first `n_own` take part in it.
fn indexed(
    tables: &SoftmaxTables,
    accum: &FixedType,
    argument: Argument,
    x: &[Value],
    n_own: usize,
    ty: &FixedType,
) -> Vec<Value> {
    let Some(max) = x[..n_own].iter().max() else { return Vec::new() };
    let exp = |(i, x): (usize, &Value)| {
        if i >= n_own {
            return integer(0).cast(accum);
        }
        let position = match argument {
            Argument::Element => x.clone(),
            Argument::Distance => (max - x).cast(&tables.exp_index),
            Argument::Difference => (x - max).cast(&tables.exp_index),
        };
        table_value(&tables.exp, top_bits(&position, tables.exp.raw.len())).cast(accum)
    };
    let exps: Vec<Value> = x.iter().enumerate().map(exp).collect();
    let sum = tree_sum(&exps, accum).cast(&tables.inv_index);
    let inverse = table_value(&tables.inv, top_bits(&sum, tables.inv.raw.len()));
    exps.iter().map(|exp| (exp * &inverse).cast(ty)).collect()
}

/// The sum of at least one number, pair by pair from the leaves of a balanced tree, each assigned to `accum`.
fn tree_sum(x: &[Value], accum: &FixedType) -> Value {
    match x {
        [one] => one.clone(),
        [left, right] => (left + right).cast(accum),
        more => {
            let (left, right) = more.split_at(split(more.len()));
            (&tree_sum(left, accum) + &tree_sum(right, accum)).cast(accum)
        }
    }
}

fn legacy(tables: &SoftmaxTables, exp: &TableIndex, inv: &TableIndex, x: &[Value], ty: &FixedType) -> Vec<Value> {
    let x: Vec<Value> = x.iter().map(|x| x.cast(&tables.exp_index)).collect();
    let output = |i: usize| {
        let mut sum = integer(0).cast(&tables.exp.ty);
        for (j, other) in x.iter().enumerate() {
            let term = if j == i { integer(1) } else { entry(&tables.exp, exp, &(other - &x[i])) };
            sum = (&sum + &term).cast(&tables.exp.ty);
        }
        entry(&tables.inv, inv, &sum).cast(ty)
    };
    (0..x.len()).map(output).collect()
}

fn argmax(x: &[Value], ty: &FixedType) -> Vec<Value> {
    let mut first = 0;
    for (i, value) in x.iter().enumerate() {
        if *value > x[first] {
            first = i;
        }
    }
    (0..x.len()).map(|i| integer(i32::from(i == first)).cast(ty)).collect()
}

/// The number 1/2.
fn half() -> Value {
    Value::from_low_bits(Format { width: 1, integer: 0, signed: false }, Raw::from(1))
}

fn integer(value: i32) -> Value {
    Value::from(value)
}

/// The entry that an arithmetic index selects.
fn entry(table: &Table, index: &TableIndex, x: &Value) -> Value {
    table_value(table, index.of(x))
}

fn table_value(table: &Table, index: usize) -> Value {
    Value::from_low_bits(table.ty.format, table.raw[index].clone())
}

/// The top bits of the two's complement pattern of `x`, as many as number the entries of a table.
fn top_bits(x: &Value, entries: usize) -> usize {
    let Format { width, .. } = x.format();
    let bits = entries.trailing_zeros();
    let pattern = x.bits(width - 1, width - bits);
    pattern.and_then(|pattern| pattern.raw().to_i64()).unwrap_or(0) as usize
}
