//! What is computed of constants alone, such as the masks that a model makes for itself.
//!
//! Numbers are computed in double precision and rounded to the type of the result, which is what single precision gives
//! for sums, products, quotients and roots.

use hlsmith_diag::{Code, Diagnostic};
use hlsmith_ir::ops::{broadcast_places, broadcast_shape};
use hlsmith_ir::{Array, ArrayData};

use super::{Call, Item, Made};
use crate::flow::Stop;
use crate::flow::blocks::permuted;
use crate::limits::{MAX_FOLDED_ELEMENTS, count};
use crate::torch::schema::{Argument, BOOL};

/// The type of double precision in the schema.
const DOUBLE: u64 = 8;
/// The types of floating-point numbers in the schema: half, single, double and bfloat16.
const REALS: [u64; 4] = [6, 7, DOUBLE, 13];

/// The result of a call that reads nothing but constants; `None` for others and for operators that are not known.
pub(in super::super) fn fold(call: &mut Call) -> Made<Option<Array>> {
    let Some((shape, dtype)) = result(call) else { return Ok(None) };
    let names: Vec<String> = call.node.reads().into_iter().map(str::to_owned).collect();
    let is_constant = |name: &String| {
        matches!(call.importer.items.get(name), Some(Item::Trained(_) | Item::Constant(_) | Item::Extent(_)))
    };
    if !names.iter().all(is_constant) {
        return Ok(None);
    }
    // Every element takes memory, perhaps of a file that only wants to exhaust it.
    let Some(room) = call.importer.room.checked_sub(shape.iter().product()) else { return Err(too_large(call)) };
    let Some(array) = made(call, &shape)?.filter(|array| array.shape() == shape) else { return Ok(None) };
    call.importer.room = room;
    Ok(Some(rounded(&array, dtype)))
}

fn too_large(call: &Call) -> Stop {
    let message = "the constants that the calls of the program compute are too large";
    Diagnostic::error(Code::ReaderLimit, call.subject(), message)
        .expected(format!("at most {MAX_FOLDED_ELEMENTS} elements in all"))
        .remedy("register the constants as buffers of the module")
        .into()
}

/// Shape and type of the only result, where the shape does not depend on the number of samples.
fn result(call: &Call) -> Option<(Vec<usize>, u64)> {
    let [output] = &call.node.outputs[..] else { return None };
    let meta = call.importer.tensors.get(output.name()?)?;
    let shape: Vec<usize> = meta.sizes.iter().copied().collect::<Option<_>>()?;
    count(&shape)?;
    Some((shape, meta.dtype))
}

/// The numbers as numbers of a type.
fn rounded(array: &Array, dtype: u64) -> Array {
    let data = if dtype == BOOL {
        ArrayData::F64(array.iter().map(|value| f64::from(value != 0.0)).collect())
    } else if dtype == DOUBLE {
        ArrayData::F64(array.iter().collect())
    } else if REALS.contains(&dtype) {
        ArrayData::F32(array.iter().map(|value| value as f32).collect())
    } else {
        ArrayData::F64(array.iter().map(f64::trunc).collect())
    };
    Array::new(array.shape().to_vec(), data).unwrap_or_else(|| array.clone())
}

/// What an operator makes of its constants.
fn made(call: &mut Call, shape: &[usize]) -> Made<Option<Array>> {
    let n: usize = shape.iter().product();
    let of = |values: Vec<f64>| Array::from_f64(shape.to_vec(), values);
    let operator = call.operator().to_owned();
    let flag = |truth: bool| f64::from(truth);
    Ok(match operator.as_str() {
        "arange" => {
            let (start, step) = (call.float("start", 0.0)?, call.float("step", 1.0)?);
            of((0..n).map(|place| start + step * place as f64).collect())
        }
        "full" | "full_like" => {
            let value = call.float("fill_value", 0.0)?;
            // Zeros may be the first states of a recurrent layer.
            if value == 0.0 { None } else { of(vec![value; n]) }
        }
        "ones" | "ones_like" => of(vec![1.0; n]),
        "add" if call.float("alpha", 1.0)? == 1.0 => binary(call, shape, |a, b| a + b)?,
        "sub" if call.float("alpha", 1.0)? == 1.0 => binary(call, shape, |a, b| a - b)?,
        "rsub" if call.float("alpha", 1.0)? == 1.0 => binary(call, shape, |a, b| b - a)?,
        "mul" => binary(call, shape, |a, b| a * b)?,
        "div" if call.argument("rounding_mode").is_none() => binary(call, shape, |a, b| a / b)?,
        "eq" => binary(call, shape, |a, b| flag(a == b))?,
        "ne" => binary(call, shape, |a, b| flag(a != b))?,
        "lt" => binary(call, shape, |a, b| flag(a < b))?,
        "le" => binary(call, shape, |a, b| flag(a <= b))?,
        "gt" => binary(call, shape, |a, b| flag(a > b))?,
        "ge" => binary(call, shape, |a, b| flag(a >= b))?,
        "logical_and" => binary(call, shape, |a, b| flag(a != 0.0 && b != 0.0))?,
        "logical_or" => binary(call, shape, |a, b| flag(a != 0.0 || b != 0.0))?,
        "logical_not" => unary(call, shape, |a| flag(a == 0.0))?,
        "bitwise_not" if result(call).is_some_and(|(_, dtype)| dtype == BOOL) => {
            unary(call, shape, |a| flag(a == 0.0))?
        }
        "neg" => unary(call, shape, |a| -a)?,
        "exp" => unary(call, shape, f64::exp)?,
        "sqrt" => unary(call, shape, f64::sqrt)?,
        "rsqrt" => unary(call, shape, |a| 1.0 / a.sqrt())?,
        "sin" => unary(call, shape, f64::sin)?,
        "cos" => unary(call, shape, f64::cos)?,
        "clone" | "contiguous" | "alias" | "detach" | "lift_fresh_copy" | "to" | "_to_copy" | "view" | "reshape"
        | "flatten" | "unflatten" | "unsqueeze" | "squeeze" => call.wanted("self")?.reshaped(shape.to_vec()),
        "expand" | "expand_as" => unary(call, shape, |a| a)?,
        "tril" => triangle(call, |distance| distance <= 0)?,
        "triu" => triangle(call, |distance| distance >= 0)?,
        "masked_fill" => {
            let (mask, value) = (spread(call, "mask", shape)?, spread(call, "value", shape)?);
            let own = spread(call, "self", shape)?;
            of((0..n).map(|place| if mask[place] != 0.0 { value[place] } else { own[place] }).collect())
        }
        "where" => {
            let (condition, own) = (spread(call, "condition", shape)?, spread(call, "self", shape)?);
            let other = spread(call, "other", shape)?;
            of((0..n).map(|place| if condition[place] != 0.0 { own[place] } else { other[place] }).collect())
        }
        "transpose" | "t" | "permute" => transposed(call)?,
        "slice" | "select" => part(call, shape)?,
        _ => None,
    })
}

/// The elements of an argument repeated to a shape: a tensor, or a number.
fn spread(call: &mut Call, argument: &str, shape: &[usize]) -> Made<Vec<f64>> {
    let n = shape.iter().product();
    if let Ok(value) = call.float(argument, 0.0) {
        return Ok(vec![value; n]);
    }
    let array = call.wanted(argument)?;
    let values: Vec<f64> = array.iter().collect();
    if broadcast_shape(shape, array.shape()).as_deref() != Some(shape) {
        return Err(call.malformed(argument, format!("a tensor that repeats to {shape:?}")));
    }
    Ok(broadcast_places(array.shape(), shape).into_iter().map(|place| values[place]).collect())
}

fn binary(call: &mut Call, shape: &[usize], function: impl Fn(f64, f64) -> f64) -> Made<Option<Array>> {
    let (own, other) = (spread(call, "self", shape)?, spread(call, "other", shape)?);
    let values: Vec<f64> = own.into_iter().zip(other).map(|(own, other)| function(own, other)).collect();
    Ok(Array::from_f64(shape.to_vec(), values))
}

fn unary(call: &mut Call, shape: &[usize], function: impl Fn(f64) -> f64) -> Made<Option<Array>> {
    let values: Vec<f64> = spread(call, "self", shape)?.into_iter().map(function).collect();
    Ok(Array::from_f64(shape.to_vec(), values))
}

/// The elements of matrices at places that are kept, by how far they are to the right of the diagonal; 0 elsewhere.
fn triangle(call: &mut Call, is_kept: impl Fn(i64) -> bool) -> Made<Option<Array>> {
    let (array, diagonal) = (call.wanted("self")?, call.int("diagonal", 0)?);
    let &[.., n_rows, n_columns] = array.shape() else { return Ok(None) };
    let value = |(place, value): (usize, f64)| {
        let (row, column) = (place / n_columns.max(1) % n_rows.max(1), place % n_columns.max(1));
        let distance = column as i64 - row as i64;
        if is_kept(distance.saturating_sub(diagonal)) { value } else { 0.0 }
    };
    let values: Vec<f64> = array.iter().enumerate().map(value).collect();
    Ok(Array::from_f64(array.shape().to_vec(), values))
}

fn transposed(call: &mut Call) -> Made<Option<Array>> {
    let array = call.wanted("self")?;
    let rank = array.shape().len();
    let mut order: Vec<usize> = (0..rank).collect();
    match call.ints("dims")? {
        Some(dims) => order = dims.iter().map(|&dim| call.dimension(dim, rank)).collect::<Made<_>>()?,
        None if rank < 2 => {}
        None => order.swap(call.dimension(call.int("dim0", 0)?, rank)?, call.dimension(call.int("dim1", 1)?, rank)?),
    }
    Ok(permuted(&array, &order))
}

/// Neighbours along a dimension, or the elements at one place of it.
fn part(call: &mut Call, shape: &[usize]) -> Made<Option<Array>> {
    let array = call.wanted("self")?;
    let own = array.shape().to_vec();
    let axis = call.dimension(call.int("dim", 0)?, own.len())?;
    let extent = i64::try_from(own[axis]).unwrap_or(i64::MAX);
    let is_one = matches!(call.argument("index"), Some(Argument::Size(_)));
    let first = call.int(if is_one { "index" } else { "start" }, 0)?;
    let first = if first < 0 { first.saturating_add(extent) } else { first.min(extent) };
    let (Ok(first), Ok(step)) = (usize::try_from(first), usize::try_from(call.int("step", 1)?)) else {
        return Ok(None);
    };
    let n_taken = if is_one { 1 } else { shape.get(axis).copied().unwrap_or(0) };
    let (inner, outer) = (own[axis + 1..].iter().product::<usize>(), own[..axis].iter().product::<usize>());
    let (values, n_own): (Vec<f64>, usize) = (array.iter().collect(), own[axis]);
    let places = (0..outer).flat_map(|block| {
        let row = move |taken: usize| (block * n_own + first + taken * step) * inner;
        (0..n_taken).flat_map(move |taken| row(taken)..row(taken) + inner)
    });
    let taken: Option<Vec<f64>> = places.map(|place| values.get(place).copied()).collect();
    Ok(taken.and_then(|taken| Array::from_f64(shape.to_vec(), taken)))
}
