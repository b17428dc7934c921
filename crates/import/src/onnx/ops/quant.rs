//! Quantisers: `Quant`, `IntQuant`, `BipolarQuant` and `Trunc` of QONNX, `QuantizeLinear` and `DequantizeLinear` of the standard.
//!
//! A constant is computed in single precision, as the model computes it, and keeps its [`Grid`]. A value is assigned to
//! the fixed-point types of the grid where its distances are powers of two; else it is scaled to integers, assigned to
//! their type and scaled back, with factors of types that hold them exactly.

use hlsmith_diag::{Diagnostics, Result};
use hlsmith_fixed::{FixedType, Rounding};

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::quant::{Grid, narrowest};
use super::super::tensor::{Data, Tensor};
use crate::flow::Setting;

/// `Quant` and `IntQuant`: scale, zero point and bits are inputs.
pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let bits = bits(node, 3)?;
    let (signed, narrow) = (node.flag("signed", true)?, node.flag("narrow", false)?);
    let rounding = rounding(node, "ROUND")?;
    let grid = grid(node, node.wanted(1)?, Some(node.wanted(2)?), range(bits, signed, narrow), rounding, None)?;
    if let Some(tensor) = node.known(0) {
        let integers = to_integers(node, tensor, &grid)?;
        return Ok(vec![Slot::Constant(to_numbers(node, &integers, grid)?)]);
    }
    super::one(on_grid(node, builder, &node.value(0)?.clone(), &grid)?)
}

/// The number of bits at an input.
fn bits(node: &Node, position: usize) -> Result<u32> {
    let found = node.wanted(position)?;
    let bits = found.scalar().filter(|bits| bits.fract() == 0.0 && (1.0..=32.0).contains(bits));
    bits.map(|bits| bits as u32).ok_or_else(|| {
        node.unsupported("the number of bits is not supported")
            .found(found.scalar().map_or_else(|| format!("{:?} numbers", found.shape()), |bits| bits.to_string()))
            .expected("a whole number from 1 to 32")
            .into()
    })
}

/// The least and the largest integer of a number of bits; a narrow range leaves out the one without a counterpart, or the
/// largest where none is negative.
fn range(bits: u32, signed: bool, narrow: bool) -> [i64; 2] {
    let full = 1i64 << (bits - u32::from(signed));
    match (signed, narrow) {
        (true, _) => [i64::from(narrow) - full, full - 1],
        (false, true) => [0, full - 2],
        (false, false) => [0, full - 1],
    }
}

/// How the node rounds, by the words of QONNX, whose letter case does not count.
fn rounding(node: &Node, default: &str) -> Result<Rounding> {
    const WORDS: &[(&str, Rounding)] = &[
        ("DOWN", Rounding::TrnZero),
        ("FLOOR", Rounding::Trn),
        ("HALF_DOWN", Rounding::RndZero),
        ("HALF_EVEN", Rounding::RndConv),
        ("HALF_UP", Rounding::RndInf),
        ("ROUND", Rounding::RndConv),
    ];
    let word = node.word("rounding_mode", default)?.to_ascii_uppercase();
    WORDS.iter().find(|(known, _)| *known == word).map(|&(_, rounding)| rounding).ok_or_else(|| {
        node.unsupported("an attribute of the operator has a value that is not supported")
            .found(format!("rounding_mode={}", super::super::model::shown(&word)))
            .expected(WORDS.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", "))
            .into()
    })
}

/// `Trunc`: the integers of a grid divided by a power of two, which leaves out their last bits.
///
/// With five inputs the results have the scale of the input; with six, scale and bits of the results are their own, and the
/// power of two is what the scales differ by.
pub(super) fn import_trunc(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let rounding = rounding(node, "FLOOR")?;
    let value = node.value(0)?.clone();
    let has_own_scale = node.is_given(5);
    let bits_in = bits(node, 3)?;
    let bits_out = bits(node, if has_own_scale { 5 } else { 4 })?;
    let (signed, narrow) = if has_own_scale {
        (node.flag("signed", true)?, node.flag("narrow", false)?)
    } else {
        // Nothing is cut off, so that all numbers of the bits and their negatives are kept.
        (true, false)
    };
    let (range_in, range_out) = (range(bits_in.min(31) + 1, true, false), range(bits_out.min(31) + 1, true, false));
    let range_out = if has_own_scale { range(bits_out, signed, narrow) } else { range_out };
    let from = grid(node, node.wanted(1)?, Some(node.wanted(2)?), range_in, Rounding::RndConv, None)?;
    if !from.is_uniform() {
        return Err(node
            .unsupported("the scale of truncated numbers differs along an axis")
            .found(format!("{} scales", from.scale.len()))
            .expected("one scale")
            .into());
    }
    let (scale, zero) = (from.scale_at(0), from.zero_at(0));
    let to_scale = if has_own_scale { node.wanted(4)?.scalar().unwrap_or(0.0) as f32 } else { scale };
    let n_cut = if has_own_scale {
        (to_scale / scale).log2().round()
    } else {
        f64::from(bits_in) as f32 - f64::from(bits_out) as f32
    };
    if !(0.0..=31.0).contains(&n_cut) {
        return Err(node
            .unsupported("the operator cuts off another number of bits than possible")
            .found(format!("{n_cut}"))
            .expected("0 to 31 bits")
            .into());
    }
    let divisor = 2f32.powi(n_cut as i32);
    // The results that stand for 0 are integers with a scale of their own; else they are divided like all others.
    let zero_out = if has_own_scale { zero as f32 / divisor } else { zero as f32 };
    let named = |suffix: &str| format!("{}_{suffix}", node.name);
    let to = Grid { scale: vec![to_scale], zero: vec![0], axis: 0, low: range_out[0], high: range_out[1], rounding };
    if zero == 0
        && let (Some(first), Some(last)) = (from.fixed_types(), to.fixed_types())
    {
        let value = assigned(node, builder, &named("integers"), &value, &first, &from)?;
        let value = if has_own_scale {
            value
        } else {
            rescaled(node, builder, "shift", &value, &from, |_, _| [f64::from(1.0 / divisor), 0.0])?
        };
        return super::one(assigned(node, builder, &node.name, &value, &last, &to)?);
    }
    let (Some(first), Some(last)) = (from.integer(), to.integer()) else { return Err(no_integers(node, &to)) };
    let value = rescaled(node, builder, "scale", &value, &from, |scale, zero| [f64::from(1.0 / scale), zero as f64])?;
    let value = assigned(node, builder, &named("integers"), &value, &[first], &from)?;
    let value = rescaled(node, builder, "shift", &value, &from, |_, _| [f64::from(1.0 / divisor), 0.0])?;
    let value = assigned(node, builder, &node.name, &value, &[last], &to)?;
    let back = |_, _| [f64::from(to_scale), -f64::from(zero_out * to_scale)];
    super::one(rescaled(node, builder, "rescale", &value, &to, back)?)
}

/// `BipolarQuant`: the scale, with the sign of the number; 0 counts as positive.
pub(super) fn import_bipolar(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let grid = grid(node, node.wanted(1)?, None, [-1, 1], Rounding::Trn, None)?;
    if let Some(tensor) = node.known(0) {
        let signs = tensor.to_reals().iter().map(|&value| if value >= 0.0 { 1 } else { -1 }).collect();
        let signs = Tensor::new(tensor.shape().to_vec(), Data::Whole(signs));
        let signs = signs.ok_or_else(|| node.misfit(tensor.shape(), "a constant"))?;
        return Ok(vec![Slot::Constant(to_numbers(node, &signs, grid)?)]);
    }
    let value = node.value(0)?.clone();
    let signs = super::activation::plain(node, builder, &value, "binary_tanh")?;
    if grid.scale == [1.0] {
        return super::one(signs);
    }
    super::one(rescaled(node, builder, "rescale", &signs, &grid, |scale, _| [f64::from(scale), 0.0])?)
}

/// `QuantizeLinear`: the integers, which stay what they stand for until `DequantizeLinear`.
pub(super) fn import_quantize(node: &Node, _: &mut Builder) -> Result<Vec<Slot>> {
    node.ignore(&["saturate", "precision"]);
    let scale = node.wanted(1)?;
    let zero = node.constant(2)?;
    let range = zero.map_or(Some([0, 255]), |zero| zero.range);
    let Some(range) = range else {
        return Err(node
            .unsupported("the quantised type is not supported")
            .found("a zero point of another type")
            .expected("integers of up to 32 bits")
            .into());
    };
    let axis = node.int("axis", 1)?;
    let grid = grid(node, scale, zero, range, Rounding::RndConv, Some(axis))?;
    match node.known(0) {
        Some(tensor) => Ok(vec![Slot::Constant(to_integers(node, tensor, &grid)?)]),
        None => Ok(vec![Slot::Integers(node.value(0)?.clone(), grid)]),
    }
}

/// `DequantizeLinear`: the numbers that the integers stand for.
pub(super) fn import_dequantize(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let (scale, zero) = (node.wanted(1)?, node.constant(2)?);
    let axis = node.int("axis", 1)?;
    let own = |range: [i64; 2], rounding| grid(node, scale, zero, range, rounding, Some(axis));
    match node.inputs.first().and_then(Option::as_ref) {
        Some(Slot::Constant(tensor)) => {
            let Some(range) = tensor.range else {
                return Err(node
                    .unsupported("the operator reads no integers")
                    .found("a constant of other numbers")
                    .expected("integers of up to 32 bits")
                    .into());
            };
            Ok(vec![Slot::Constant(to_numbers(node, tensor, own(range, Rounding::Trn)?)?)])
        }
        Some(Slot::Integers(value, quantised)) => {
            let grid = own([quantised.low, quantised.high], quantised.rounding)?;
            if grid.scale != quantised.scale || grid.zero != quantised.zero {
                return Err(node
                    .unsupported("the integers of a quantiser are turned into numbers of another grid")
                    .found(format!("scale {} and zero point {}", grid.scale_at(0), grid.zero_at(0)))
                    .expected("the scale and zero point of QuantizeLinear")
                    .into());
            }
            super::one(on_grid(node, builder, value, &grid)?)
        }
        Some(Slot::Value(_) | Slot::Masked(..) | Slot::Folded(..)) | None => Err(node
            .unsupported("the operator reads numbers that are no integers")
            .found("a tensor that QuantizeLinear has not made")
            .expected("DequantizeLinear behind QuantizeLinear")
            .into()),
    }
}

/// The grid of a scale and zero point; several scales hold along the axis where the scale has several elements, or along
/// `axis` where it is a vector of the standard.
fn grid(
    node: &Node,
    scale: &Tensor,
    zero: Option<&Tensor>,
    [low, high]: [i64; 2],
    rounding: Rounding,
    axis: Option<i64>,
) -> Result<Grid> {
    let refuse = |message: &str, found: String, expected: &str| {
        Diagnostics::from(node.unsupported(message).found(found).expected(expected))
    };
    let long = |tensor: &Tensor| -> Vec<usize> {
        (0..tensor.shape().len()).filter(|&axis| tensor.shape()[axis] != 1).collect()
    };
    let whole = |value: &Value| {
        let mut shape = value.shape.clone();
        shape.insert(value.batch, node.batch);
        shape
    };
    let shape = match node.inputs.first().and_then(Option::as_ref) {
        Some(Slot::Constant(tensor)) => tensor.shape().to_vec(),
        Some(Slot::Value(value) | Slot::Masked(value, _) | Slot::Integers(value, _)) => whole(value),
        Some(Slot::Folded(value, groups)) => {
            let whole = whole(value);
            groups.iter().map(|group| group.iter().map(|&axis| whole[axis]).product()).collect()
        }
        None => Vec::new(),
    };
    let rank = shape.len();
    let place = |tensor: &Tensor| -> Result<Option<usize>> {
        let place = match (long(tensor)[..].len(), axis) {
            (0, _) => return Ok(None),
            (1, Some(axis)) if tensor.shape().len() == 1 => node.axis(axis, rank)?,
            (1, None) => (long(tensor)[0] + rank).saturating_sub(tensor.shape().len()),
            _ => {
                let found = format!("{:?}", tensor.shape());
                return Err(refuse("the scale differs along several axes", found, "one axis along which it differs"));
            }
        };
        match shape.get(place) {
            Some(&extent) if extent == tensor.len() => Ok(Some(place)),
            extent => {
                let message = "the scale or zero point has another number of elements than the tensor";
                let expected = format!("1 element, or {} along axis {place}", extent.copied().unwrap_or(1));
                Err(refuse(message, format!("{} elements", tensor.len()), &expected))
            }
        }
    };
    let scales: Vec<f32> = scale.to_reals().iter().map(|&scale| scale as f32).collect();
    if scales.is_empty() || !scales.iter().all(|scale| scale.is_normal() && *scale > 0.0) {
        let wrong = scales.iter().find(|scale| !(scale.is_normal() && **scale > 0.0));
        let found = wrong.map_or("nothing".into(), f32::to_string);
        let expected = "positive numbers of single precision, from 1.2e-38 on";
        return Err(refuse("a scale is not positive and finite", found, expected));
    }
    let zeros: Option<Vec<i64>> = zero.map_or_else(
        || Some(vec![0]),
        |zero| zero.to_reals().iter().map(|&zero| is_zero_point(zero).then_some(zero as i64)).collect(),
    );
    let Some(zeros) = zeros else {
        let found = zero.and_then(|zero| zero.to_reals().into_iter().find(|zero| !is_zero_point(*zero)));
        let found = found.map_or_else(String::new, |zero| zero.to_string());
        return Err(refuse("the zero point is no integer", found, "integers between -2000000000 and 2000000000"));
    };
    let (first, second) = (place(scale)?, zero.map_or(Ok(None), place)?);
    if first.is_some() && second.is_some() && first != second {
        let found = format!("axes {first:?} and {second:?}");
        return Err(refuse("scale and zero point differ along different axes", found, "one axis for both"));
    }
    // One zero point for many scales is written out, and one that is the same for all is one.
    let all_equal = zeros.iter().all(|zero| *zero == zeros[0]);
    let zeros = match (scales.len(), zeros.len(), all_equal) {
        (_, _, true) => vec![zeros[0]],
        (n, m, _) if n == m => zeros,
        _ => {
            let found = format!("{} scales and {} zero points", scales.len(), zeros.len());
            return Err(refuse("scale and zero point differ in number", found, "as many of both"));
        }
    };
    let same = scales.iter().all(|scale| *scale == scales[0]) && zeros.len() == 1;
    let scales = if same { vec![scales[0]] } else { scales };
    Ok(Grid { scale: scales, zero: zeros, axis: first.or(second).unwrap_or(0), low, high, rounding })
}

fn is_zero_point(zero: f64) -> bool {
    zero.fract() == 0.0 && zero.abs() < 2e9
}

/// The integers that a constant is brought to, in single precision as the model computes them.
fn to_integers(node: &Node, tensor: &Tensor, grid: &Grid) -> Result<Tensor> {
    let (values, places) = (tensor.to_reals(), grid.places(tensor.shape()));
    let of = |(&value, &place): (&f64, &usize)| {
        // What follows is exact in double precision.
        let steps = f64::from(value as f32 / grid.scale_at(place) + grid.zero_at(place) as f32);
        let steps = match grid.rounding {
            Rounding::Trn => steps.floor(),
            Rounding::TrnZero => steps.trunc(),
            Rounding::Rnd => (steps + 0.5).floor(),
            Rounding::RndZero => (steps.abs() - 0.5).ceil().copysign(steps),
            Rounding::RndInf => steps.round(),
            Rounding::RndMinInf => (steps - 0.5).ceil(),
            Rounding::RndConv => steps.round_ties_even(),
        };
        (steps as i64).clamp(grid.low, grid.high)
    };
    let integers = values.iter().zip(&places).map(of).collect();
    let made = Tensor::new(tensor.shape().to_vec(), Data::Whole(integers));
    let made = made.ok_or_else(|| node.misfit(tensor.shape(), "a constant"))?;
    Ok(made.with_range([grid.low, grid.high]))
}

/// The numbers that the integers of a constant stand for.
fn to_numbers(node: &Node, integers: &Tensor, grid: Grid) -> Result<Tensor> {
    let places = grid.places(integers.shape());
    let values = integers.as_wholes().ok_or_else(|| node.not_wholes(0))?;
    let of = |(&value, &place): (&i64, &usize)| (value - grid.zero_at(place)) as f32 * grid.scale_at(place);
    let numbers = values.iter().zip(&places).map(of).collect();
    let made = Tensor::new(integers.shape().to_vec(), Data::Single(numbers));
    Ok(made.ok_or_else(|| node.misfit(integers.shape(), "a constant"))?.with_grid(Some(grid)))
}

/// A value brought to a grid.
fn on_grid(node: &Node, builder: &mut Builder, value: &Value, grid: &Grid) -> Result<Value> {
    if let Some(types) = grid.fixed_types() {
        return assigned(node, builder, &node.name, value, &types, grid);
    }
    let Some(integer) = grid.integer() else {
        return Err(no_integers(node, grid));
    };
    let reciprocal = |scale: f32, zero: i64| [f64::from(1.0 / scale), zero as f64];
    let back = |scale: f32, zero: i64| [f64::from(scale), -f64::from(zero as f32 * scale)];
    let integers = rescaled(node, builder, "scale", value, grid, reciprocal)?;
    let integers = assigned(node, builder, &node.name, &integers, &[integer], grid)?;
    rescaled(node, builder, "rescale", &integers, grid, back)
}

/// A refusal of a range that no integer type has.
fn no_integers(node: &Node, grid: &Grid) -> Diagnostics {
    node.unsupported("the range of the quantiser is that of no integer type")
        .found(format!("{} to {}", grid.low, grid.high))
        .expected("all numbers of some bits, or all but the least")
        .into()
}

/// A value assigned to one type, or to one for each element along the axis of the grid.
fn assigned(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    value: &Value,
    types: &[FixedType],
    grid: &Grid,
) -> Result<Value> {
    let stored = value.stored_shape();
    let mut mask = vec![1; stored.len()];
    if types.len() > 1 {
        let place = channel(node, value, grid)?;
        mask[place] = types.len();
        if stored[place] != types.len() {
            return Err(node.misfit(&stored, format!("{} elements along an axis", types.len())));
        }
    }
    let Some(first) = types.first() else { return Err(node.misfit(&stored, "a type")) };
    let each = |of: fn(&FixedType) -> usize| Setting::sizes(&types.iter().map(of).collect::<Vec<_>>());
    let integers = types.iter().map(|ty| i64::from(ty.format.integer)).collect();
    let attributes = vec![
        ("mask_shape", Setting::sizes(&mask)),
        ("signs", each(|ty| usize::from(ty.format.signed))),
        ("widths", each(|ty| ty.format.width as usize)),
        ("integers", Setting::Value(hlsmith_ir::AttributeValue::Ints(integers))),
        ("rounding", Setting::choice(first.rounding.name())),
        ("overflow", Setting::choice(first.overflow.name())),
    ];
    let made = node.add_named(builder, name, "FixedPointQuantizer", attributes, &[value.stored], stored)?;
    Ok(Value { stored: made, ..value.clone() })
}

/// The stored axis along which a grid differs.
fn channel(node: &Node, value: &Value, grid: &Grid) -> Result<usize> {
    if grid.axis == value.batch {
        return Err(node
            .unsupported("the scale differs from sample to sample")
            .found(format!("axis {}", grid.axis))
            .expected("another axis")
            .into());
    }
    Ok(value.place(grid.axis - usize::from(grid.axis > value.batch)))
}

/// A value times factors and plus offsets, whose types hold them exactly.
fn rescaled(
    node: &Node,
    builder: &mut Builder,
    suffix: &str,
    value: &Value,
    grid: &Grid,
    parts: impl Fn(f32, i64) -> [f64; 2],
) -> Result<Value> {
    let stored = value.stored_shape();
    let n_scales = grid.scale.len().max(grid.zero.len());
    let place = if n_scales > 1 { channel(node, value, grid)? } else { stored.len().saturating_sub(1) };
    let n = stored.get(place).copied().unwrap_or(1);
    if n_scales > 1 && n_scales != n {
        return Err(node.misfit(&stored, format!("{n_scales} elements along an axis")));
    }
    let pairs: Vec<[f64; 2]> = (0..n).map(|i| parts(grid.scale_at(i), grid.zero_at(i))).collect();
    let attributes = vec![
        ("n_filt", Setting::size(n)),
        ("scale", exact("s", "scale", pairs.iter().map(|pair| pair[0] as f32).collect())),
        ("bias", exact("b", "bias", pairs.iter().map(|pair| pair[1] as f32).collect())),
        ("n_inner", Setting::size(stored[(place + 1).min(stored.len())..].iter().product())),
    ];
    node.elementwise_named(builder, &format!("{}_{suffix}", node.name), value, "BatchNormalization", attributes)
}

/// Constants of the narrowest type that holds them, or of one still to be derived where that is wide.
pub(super) fn exact(letter: &'static str, role: &'static str, values: Vec<f32>) -> Setting {
    let ty = narrowest(&values);
    let array = hlsmith_ir::Array::from_f32(vec![values.len()], values);
    let array = array.unwrap_or_else(|| hlsmith_ir::Array::zeros(vec![0]));
    match ty {
        Some(ty) => Setting::Typed(letter, role, array, ty),
        None => Setting::Weight(letter, array),
    }
}
