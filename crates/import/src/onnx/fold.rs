//! Constant folding: operators whose inputs are all constant, and the shape arithmetic around `Shape` and `Reshape`.
//!
//! Numbers are computed in the type that the model computes them in: single precision unless an operand is of double
//! precision, integers exactly.

use std::sync::Arc;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result};
use hlsmith_ir::ops::{broadcast_places, broadcast_shape};

use super::node::{Node, Slot};
use super::ops::{parts, reshape, split};
use super::tensor::{Data, Tensor};
use crate::limits::{MAX_ELEMENTS, count};

/// A function of two numbers, in the three types.
type Binary = (fn(i64, i64) -> Option<i64>, fn(f32, f32) -> f32, fn(f64, f64) -> f64);
/// A comparison, in the three types.
type Comparison = (fn(i64, i64) -> bool, fn(f64, f64) -> bool);
/// A function of a number, in the three types.
type Unary = (fn(i64) -> Option<i64>, fn(f32) -> f32, fn(f64) -> f64);

/// Functions of two numbers, sorted by operator.
const BINARY: &[(&str, Binary)] = &[
    ("Add", (i64::checked_add, |a, b| a + b, |a, b| a + b)),
    ("Div", (i64::checked_div, |a, b| a / b, |a, b| a / b)),
    ("Max", (|a, b| Some(a.max(b)), f32::max, f64::max)),
    ("Min", (|a, b| Some(a.min(b)), f32::min, f64::min)),
    // Of integers, the rest has the sign of the divisor.
    ("Mod", (|a, b| a.checked_rem(b)?.checked_add(b)?.checked_rem(b), |a, b| a % b, |a, b| a % b)),
    ("Mul", (i64::checked_mul, |a, b| a * b, |a, b| a * b)),
    ("Pow", (|a, b| a.checked_pow(u32::try_from(b).ok()?), f32::powf, f64::powf)),
    ("Sub", (i64::checked_sub, |a, b| a - b, |a, b| a - b)),
];

/// Comparisons, sorted by operator; truth values are 0 and 1.
const COMPARISONS: &[(&str, Comparison)] = &[
    ("And", (|a, b| a != 0 && b != 0, |a, b| a != 0.0 && b != 0.0)),
    ("Equal", (|a, b| a == b, |a, b| a == b)),
    ("Greater", (|a, b| a > b, |a, b| a > b)),
    ("GreaterOrEqual", (|a, b| a >= b, |a, b| a >= b)),
    ("Less", (|a, b| a < b, |a, b| a < b)),
    ("LessOrEqual", (|a, b| a <= b, |a, b| a <= b)),
    ("Or", (|a, b| a != 0 || b != 0, |a, b| a != 0.0 || b != 0.0)),
];

/// Functions of a number, sorted by operator.
const UNARY: &[(&str, Unary)] = &[
    ("Abs", (i64::checked_abs, f32::abs, f64::abs)),
    ("Ceil", (Some, f32::ceil, f64::ceil)),
    ("Cos", (|_| None, f32::cos, f64::cos)),
    ("Exp", (|_| None, f32::exp, f64::exp)),
    ("Floor", (Some, f32::floor, f64::floor)),
    ("Log", (|_| None, f32::ln, f64::ln)),
    ("Neg", (i64::checked_neg, |a| -a, |a| -a)),
    ("Not", (|a| Some(i64::from(a == 0)), |a| f32::from(a == 0.0), |a| f64::from(a == 0.0))),
    ("Reciprocal", (|_| None, f32::recip, f64::recip)),
    ("Sin", (|_| None, f32::sin, f64::sin)),
    ("Sqrt", (|_| None, f32::sqrt, f64::sqrt)),
];

/// What a node with constant inputs gives; `None` for operators that are not folded.
///
/// # Errors
/// When the inputs do not fit the operator.
pub(crate) fn fold(node: &Node) -> Result<Option<Vec<Slot>>> {
    let kind = node.kind();
    fn find<T: Copy>(table: &[(&str, T)], kind: &str) -> Option<T> {
        table.iter().find(|(name, _)| *name == kind).map(|(_, function)| *function)
    }
    let tensor = if let Some(function) = find(BINARY, kind) {
        node.ignore(&["broadcast", "axis", "fmod"]);
        let mut result = node.wanted(0)?.clone();
        for position in 1..node.inputs.len() {
            result = binary(function, &result, node.wanted(position)?).ok_or_else(|| impossible(node))?;
        }
        result
    } else if let Some(function) = find(COMPARISONS, kind) {
        compare(function, node.wanted(0)?, node.wanted(1)?).ok_or_else(|| impossible(node))?
    } else if let Some(function) = find(UNARY, kind) {
        unary(function, node.wanted(0)?).ok_or_else(|| impossible(node))?
    } else {
        return special(node);
    };
    Ok(Some(vec![Slot::Constant(tensor)]))
}

/// Operators that are no functions of single elements.
fn special(node: &Node) -> Result<Option<Vec<Slot>>> {
    let tensor = match node.kind() {
        "Cast" => cast(node)?,
        "Concat" => concat(node)?,
        "Constant" => constant(node)?,
        "ConstantOfShape" => constant_of_shape(node)?,
        "Expand" => {
            let target = sizes(node, 1)?;
            let input = node.wanted(0)?;
            broadcast_shape(input.shape(), &target)
                .and_then(|shape| {
                    count(&shape)?;
                    let places = broadcast_places(input.shape(), &shape);
                    input.gathered(shape, &places)
                })
                .ok_or_else(|| impossible(node))?
        }
        "Flatten" | "Reshape" | "Squeeze" | "Unsqueeze" => {
            let input = node.wanted(0)?;
            let shape = reshape::target(node, input.shape())?;
            input.reshaped(shape).ok_or_else(|| impossible(node))?
        }
        "Gather" => gather(node)?,
        "Identity" => node.wanted(0)?.clone(),
        "Range" => range(node)?,
        "ReduceProd" => {
            let axes = node.ints_at(1, "axes")?;
            let values = node.wanted(0)?.as_wholes().filter(|_| axes.is_none_or(|axes| axes == [0]));
            let product = values.and_then(|values| values.iter().try_fold(1i64, |a, &b| a.checked_mul(b)));
            let keepdims = node.flag("keepdims", true)?;
            let product = product.map(|product| Data::Whole([product].into()));
            product
                .and_then(|product| Tensor::new(if keepdims { vec![1] } else { vec![] }, product))
                .ok_or_else(|| impossible(node))?
        }
        "Shape" => {
            let shape = node.wanted(0)?.shape().to_vec();
            super::ops::shape::part(node, &shape)?
        }
        "Size" => {
            let size = i64::try_from(node.wanted(0)?.len()).unwrap_or(i64::MAX);
            Tensor::new(vec![], Data::Whole([size].into())).ok_or_else(|| impossible(node))?
        }
        "Slice" => {
            let input = node.wanted(0)?;
            let mut tensor = input.clone();
            for part in parts::of_slice(node, input.shape())? {
                tensor = along(&tensor, part.axis, &part.indices()).ok_or_else(|| impossible(node))?;
            }
            tensor
        }
        "Split" => {
            let input = node.wanted(0)?;
            let axis = node.axis(node.int("axis", 0)?, input.shape().len())?;
            let parts = split::extents(node, input.shape()[axis])?;
            let mut slots = Vec::new();
            let mut first = 0;
            for extent in parts {
                let indices: Vec<usize> = (first..first + extent).collect();
                slots.push(Slot::Constant(along(input, axis, &indices).ok_or_else(|| impossible(node))?));
                first += extent;
            }
            return Ok(Some(slots));
        }
        "Transpose" => {
            let input = node.wanted(0)?;
            let order = super::ops::transpose::order(node, input.shape().len())?;
            input.transposed(&order).ok_or_else(|| impossible(node))?
        }
        "Trilu" => triangle(node)?,
        "Where" => choose(node)?,
        _ => return Ok(None),
    };
    Ok(Some(vec![Slot::Constant(tensor)]))
}

fn impossible(node: &Node) -> Diagnostics {
    let message = "the constants that the operator reads do not fit it";
    let shapes: Vec<String> = (0..node.inputs.len())
        .map(|position| node.known(position).map_or("nothing".into(), |tensor| format!("{:?}", tensor.shape())))
        .collect();
    Diagnostic::error(Code::ModelFormat, node.subject(), message)
        .found(format!("{} of constants of shapes {}", node.kind(), shapes.join(", ")))
        .expected("constants as the operator is defined for, with a result that is not too large")
        .into()
}

/// The extents that a constant input lists.
fn sizes(node: &Node, position: usize) -> Result<Vec<usize>> {
    let values = node.wanted(position)?.as_wholes().ok_or_else(|| node.not_wholes(position))?;
    let sizes: Option<Vec<usize>> = values.iter().map(|&value| usize::try_from(value).ok()).collect();
    sizes.filter(|sizes| count(sizes).is_some()).ok_or_else(|| {
        Diagnostic::error(Code::ReaderLimit, node.subject(), "a constant has more elements than supported")
            .found(format!("{values:?}"))
            .expected(format!("at most {MAX_ELEMENTS} elements"))
            .into()
    })
}

/// The elements of two tensors side by side, repeated along axes of extent 1.
fn pairs(a: &Tensor, b: &Tensor) -> Option<(Vec<usize>, Tensor, Tensor)> {
    let shape = broadcast_shape(a.shape(), b.shape())?;
    count(&shape)?;
    let spread = |tensor: &Tensor| tensor.gathered(shape.clone(), &broadcast_places(tensor.shape(), &shape));
    let (a, b) = (spread(a)?, spread(b)?);
    Some((shape, a, b))
}

fn binary((whole, single, double): Binary, a: &Tensor, b: &Tensor) -> Option<Tensor> {
    let (shape, a, b) = pairs(a, b)?;
    let data = match (a.data(), b.data()) {
        (Data::Whole(a), Data::Whole(b)) => {
            Data::Whole(a.iter().zip(b.iter()).map(|(&a, &b)| whole(a, b)).collect::<Option<Arc<[i64]>>>()?)
        }
        (Data::Double(_), _) | (_, Data::Double(_)) => {
            Data::Double(a.to_reals().iter().zip(b.to_reals()).map(|(&a, b)| double(a, b)).collect())
        }
        (Data::Single(_), _) | (_, Data::Single(_)) => {
            Data::Single(a.to_reals().iter().zip(b.to_reals()).map(|(&a, b)| single(a as f32, b as f32)).collect())
        }
    };
    Tensor::new(shape, data)
}

fn compare((whole, real): Comparison, a: &Tensor, b: &Tensor) -> Option<Tensor> {
    let (shape, a, b) = pairs(a, b)?;
    let data: Arc<[i64]> = match (a.data(), b.data()) {
        (Data::Whole(a), Data::Whole(b)) => a.iter().zip(b.iter()).map(|(&a, &b)| i64::from(whole(a, b))).collect(),
        (Data::Single(_) | Data::Double(_) | Data::Whole(_), _) => {
            a.to_reals().iter().zip(b.to_reals()).map(|(&a, b)| i64::from(real(a, b))).collect()
        }
    };
    Tensor::new(shape, Data::Whole(data))
}

fn unary((whole, single, double): Unary, a: &Tensor) -> Option<Tensor> {
    let data = match a.data() {
        Data::Whole(a) => Data::Whole(a.iter().map(|&a| whole(a)).collect::<Option<_>>()?),
        Data::Single(a) => Data::Single(a.iter().map(|&a| single(a)).collect()),
        Data::Double(a) => Data::Double(a.iter().map(|&a| double(a)).collect()),
    };
    Tensor::new(a.shape().to_vec(), data)
}

/// The elements at indices along an axis.
fn along(tensor: &Tensor, axis: usize, indices: &[usize]) -> Option<Tensor> {
    let shape = tensor.shape();
    let extent = *shape.get(axis)?;
    let inner: usize = shape[axis + 1..].iter().product();
    let outer: usize = shape[..axis].iter().product();
    let mut result = shape.to_vec();
    result[axis] = indices.len();
    count(&result)?;
    let places: Vec<usize> = (0..outer)
        .flat_map(|block| indices.iter().map(move |&index| (block * extent + index) * inner))
        .flat_map(|first| first..first + inner)
        .collect();
    tensor.gathered(result, &places)
}

fn cast(node: &Node) -> Result<Tensor> {
    let input = node.wanted(0)?;
    node.ignore(&["saturate", "round_mode"]);
    let data = match super::ops::cast::target(node)? {
        super::ops::cast::Target::Single => Data::Single(input.to_reals().iter().map(|&value| value as f32).collect()),
        super::ops::cast::Target::Double => Data::Double(input.to_reals().into()),
        super::ops::cast::Target::Bool => {
            Data::Whole(input.to_reals().iter().map(|&value| i64::from(value != 0.0)).collect())
        }
        super::ops::cast::Target::Whole => match input.data() {
            Data::Whole(data) => Data::Whole(Arc::clone(data)),
            // A cast cuts the fraction off.
            Data::Single(_) | Data::Double(_) => {
                Data::Whole(input.to_reals().iter().map(|&value| value as i64).collect())
            }
        },
    };
    let grid = input.grid.clone();
    let result = Tensor::new(input.shape().to_vec(), data).ok_or_else(|| impossible(node))?;
    Ok(result.with_grid(grid))
}

fn concat(node: &Node) -> Result<Tensor> {
    let first = node.wanted(0)?;
    let axis = node.axis(node.int("axis", 1)?, first.shape().len())?;
    let mut result = first.clone();
    for position in 1..node.inputs.len() {
        let next = node.wanted(position)?;
        result = joined(&result, next, axis).ok_or_else(|| impossible(node))?;
    }
    Ok(result)
}

/// The second tensor behind the first along an axis.
fn joined(a: &Tensor, b: &Tensor, axis: usize) -> Option<Tensor> {
    let fits = a.shape().len() == b.shape().len()
        && a.shape().iter().zip(b.shape()).enumerate().all(|(own, (a, b))| own == axis || a == b);
    if !fits {
        return None;
    }
    let rows = |tensor: &Tensor| tensor.shape()[axis..].iter().product::<usize>();
    let (rows_a, rows_b) = (rows(a), rows(b));
    let outer: usize = a.shape()[..axis].iter().product();
    let mut shape = a.shape().to_vec();
    shape[axis] += b.shape()[axis];
    count(&shape)?;
    fn join<T: Copy>(a: &[T], b: &[T], rows_a: usize, rows_b: usize, outer: usize) -> Arc<[T]> {
        let row = |data: &[T], rows: usize, block: usize| data[block * rows..(block + 1) * rows].to_vec();
        (0..outer).flat_map(|block| [row(a, rows_a, block), row(b, rows_b, block)]).flatten().collect()
    }
    let data = match (a.data(), b.data()) {
        (Data::Whole(a), Data::Whole(b)) => Data::Whole(join(a, b, rows_a, rows_b, outer)),
        (Data::Single(a), Data::Single(b)) => Data::Single(join(a, b, rows_a, rows_b, outer)),
        (Data::Single(_) | Data::Double(_) | Data::Whole(_), _) => {
            Data::Double(join(&a.to_reals(), &b.to_reals(), rows_a, rows_b, outer))
        }
    };
    Tensor::new(shape, data)
}

/// The value of a `Constant` node.
fn constant(node: &Node) -> Result<Tensor> {
    if let Some(tensor) = node.tensor("value")? {
        return Ok(tensor);
    }
    let tensor = if let Some(values) = node.ints("value_ints")? {
        Some(Tensor::wholes(values.to_vec()))
    } else if let Some(values) = node.floats("value_floats")? {
        Tensor::new(vec![values.len()], Data::Single(values.into()))
    } else if node.has("value_int") {
        Tensor::new(vec![], Data::Whole([node.int("value_int", 0)?].into()))
    } else if node.has("value_float") {
        Tensor::new(vec![], Data::Single([node.float("value_float", 0.0)?].into()))
    } else {
        None
    };
    tensor.ok_or_else(|| {
        Diagnostic::error(Code::ModelFormat, node.subject(), "the constant has no value that can be read")
            .found(node.proto.attribute.first().map_or("no attribute".into(), |own| super::model::shown(own.name())))
            .expected("value, value_float, value_floats, value_int or value_ints")
            .into()
    })
}

fn constant_of_shape(node: &Node) -> Result<Tensor> {
    let shape = sizes(node, 0)?;
    let elements = shape.iter().product::<usize>();
    match node.tensor("value")? {
        Some(value) => value.gathered(shape, &vec![0; elements]).ok_or_else(|| impossible(node)),
        None => Tensor::new(shape, Data::Single(vec![0.0; elements].into())).ok_or_else(|| impossible(node)),
    }
}

fn gather(node: &Node) -> Result<Tensor> {
    let (data, indices) = (node.wanted(0)?, node.wanted(1)?);
    let axis = node.axis(node.int("axis", 0)?, data.shape().len())?;
    let extent = data.shape()[axis];
    let wholes = indices.as_wholes().ok_or_else(|| node.not_wholes(1))?;
    let chosen = parts::indices(node, wholes, extent)?;
    let picked = along(data, axis, &chosen).ok_or_else(|| impossible(node))?;
    let shape = [&data.shape()[..axis], indices.shape(), &data.shape()[axis + 1..]].concat();
    picked.reshaped(shape).ok_or_else(|| impossible(node))
}

fn range(node: &Node) -> Result<Tensor> {
    let whole = |position: usize| -> Result<i64> {
        let values = node.wanted(position)?.as_wholes().ok_or_else(|| node.not_wholes(position))?;
        values.first().copied().filter(|_| values.len() == 1).ok_or_else(|| impossible(node))
    };
    let (start, limit, step) = (whole(0)?, whole(1)?, whole(2)?);
    let span = limit.checked_sub(start).filter(|_| step != 0).ok_or_else(|| impossible(node))?;
    let n = if (span > 0) == (step > 0) { span.unsigned_abs().div_ceil(step.unsigned_abs()) } else { 0 };
    if n > MAX_ELEMENTS as u64 {
        return Err(impossible(node));
    }
    Ok(Tensor::wholes((0..n as i64).map(|i| start + i * step).collect()))
}

/// The upper or the lower triangle of matrices, 0 elsewhere.
fn triangle(node: &Node) -> Result<Tensor> {
    let (input, is_upper) = (node.wanted(0)?, node.flag("upper", true)?);
    let diagonal = match node.constant(1)? {
        None => 0,
        Some(diagonal) => {
            diagonal.as_wholes().and_then(|own| own.first().copied()).ok_or_else(|| node.not_wholes(1))?
        }
    };
    let &[.., n_rows, n_columns] = input.shape() else { return Err(impossible(node)) };
    let is_kept = |place: usize| {
        let (row, column) = (place / n_columns % n_rows, place % n_columns);
        let distance = (column as i64 - row as i64).saturating_sub(diagonal);
        if is_upper { distance >= 0 } else { distance <= 0 }
    };
    let flags = Data::Whole((0..input.len()).map(|place| i64::from(is_kept(place))).collect());
    let zero = Tensor::new(vec![], Data::Whole([0].into()));
    let kept = Tensor::new(input.shape().to_vec(), flags).zip(zero);
    kept.and_then(|(kept, zero)| chosen(&kept, input, &zero)).ok_or_else(|| impossible(node))
}

fn choose(node: &Node) -> Result<Tensor> {
    chosen(node.wanted(0)?, node.wanted(1)?, node.wanted(2)?).ok_or_else(|| impossible(node))
}

/// The elements of the first tensor where a condition is not 0, and those of the second elsewhere.
pub(super) fn chosen(condition: &Tensor, a: &Tensor, b: &Tensor) -> Option<Tensor> {
    let (shape, a, b) = pairs(a, b)?;
    let shape = broadcast_shape(&shape, condition.shape())?;
    let spread = |tensor: &Tensor| tensor.gathered(shape.clone(), &broadcast_places(tensor.shape(), &shape));
    let (a, b, condition) = (spread(&a)?, spread(&b)?, spread(condition)?.to_reals());
    let n = condition.len();
    // The elements of both stand one behind the other.
    let both = joined(&a.reshaped(vec![n])?, &b.reshaped(vec![n])?, 0)?;
    let places: Vec<usize> =
        condition.iter().enumerate().map(|(i, &condition)| if condition != 0.0 { i } else { n + i }).collect();
    both.gathered(shape, &places)
}
