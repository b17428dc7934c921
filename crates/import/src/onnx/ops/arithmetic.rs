//! Sums, differences, products, quotients, extrema and means of tensors and constants.
//!
//! Extents of 1 are repeated. An operation with a constant becomes a scale and an offset, which passes fold into a layer
//! before it.

use hlsmith_diag::Result;
use hlsmith_ir::ops::broadcast_shape;
use hlsmith_ir::{Array, ArrayData};

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::tensor::Tensor;
use crate::flow::Setting;
use crate::flow::mask::hides;
use crate::limits::count;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    node.ignore(&["broadcast"]);
    if let [Some(left), Some(right)] = &node.inputs[..] {
        match (left, right) {
            (Slot::Value(value), Slot::Constant(constant)) | (Slot::Constant(constant), Slot::Value(value))
                if node.kind() == "Add" && constant.to_reals().into_iter().any(hides) =>
            {
                return hidden_by(node, builder, value, constant);
            }
            (Slot::Value(value), Slot::Constant(constant)) => {
                return super::one(with_constant(node, builder, value, constant, false)?);
            }
            (Slot::Constant(constant), Slot::Value(value)) => {
                return super::one(with_constant(node, builder, value, constant, true)?);
            }
            _ => {}
        }
    }
    let values: Vec<Value> = (0..node.inputs.len()).map(|i| node.value(i).cloned()).collect::<Result<_>>()?;
    let function = match node.kind() {
        "Add" | "Mean" | "Sum" => "add",
        "Max" => "maximum",
        "Min" => "minimum",
        "Mul" => "multiply",
        "Sub" => "subtract",
        other => {
            let message = "the quotient of two tensors is not supported";
            return Err(node
                .unsupported(message)
                .found(other)
                .expected("a constant divisor")
                .remedy("divide in front of the model or behind it")
                .into());
        }
    };
    let n = values.len();
    let Some((first, others)) = values.split_first() else {
        return Err(node
            .unsupported("the operator has no input")
            .found("0 inputs")
            .expected("at least 1 input")
            .into());
    };
    let mut result = first.clone();
    for (position, other) in others.iter().enumerate() {
        let is_last = position + 2 == n;
        let divisor = if node.kind() == "Mean" && is_last { n } else { 1 };
        let name = if is_last { node.name.clone() } else { format!("{}_first_{}", node.name, position + 2) };
        result = merged(node, builder, &name, function, divisor, [&result, other])?;
    }
    super::one(result)
}

/// A function of the elements of two values.
pub(super) fn merged(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    function: &str,
    divisor: usize,
    [left, right]: [&Value; 2],
) -> Result<Value> {
    let rank = left.shape.len().max(right.shape.len());
    // The batch is counted from the last axis, as axes of broadcast tensors are.
    let batch = |value: &Value| value.shape.len() - value.batch;
    let shape = broadcast_shape(&left.shape, &right.shape).filter(|_| batch(left) == batch(right));
    let Some(shape) = shape else {
        return Err(
            node.misfit(&right.shape, format!("a shape whose elements can be repeated beside {:?}", left.shape))
        );
    };
    // Both are stored in the order of the one of full rank; the leading axes of the other are 1 and may stand anywhere.
    let leading = if left.shape.len() == rank { left } else { right };
    let order = if left.shape.len() == right.shape.len() { leading.order.clone() } else { leading.natural() };
    let own = |value: &Value| if value.shape.len() == rank { order.clone() } else { value.natural() };
    let inputs = [builder.arranged(name, left, &own(left))?, builder.arranged(name, right, &own(right))?];
    let stored: Vec<usize> = order.iter().map(|&axis| shape[axis]).collect();
    let attributes = vec![
        ("function", Setting::choice(if divisor > 1 { "average" } else { function })),
        ("n_elem", Setting::size(shape.iter().product())),
        ("divisor", Setting::size(divisor.max(2))),
    ];
    let stored = node.add_named(builder, name, "Merge", attributes, &inputs, stored)?;
    Ok(leading.with(stored, shape, order))
}

/// Scores with a mask added to them of which some elements are as good as minus infinity.
fn hidden_by(node: &Node, builder: &mut Builder, value: &Value, mask: &Tensor) -> Result<Vec<Slot>> {
    let mask = own_constant(node, mask, value)?;
    let numbers = |number: &dyn Fn(f64) -> f64| {
        let numbers = mask.to_reals().into_iter().map(|value| number(value) as f32).collect();
        let made = Tensor::new(mask.shape().to_vec(), super::super::tensor::Data::Single(numbers));
        made.ok_or_else(|| node.misfit(mask.shape(), "a mask"))
    };
    let finite = numbers(&|value| if hides(value) { 0.0 } else { value })?;
    let value = match finite.to_reals().iter().all(|&value| value == 0.0) {
        true => value.clone(),
        false => scaled(node, builder, &format!("bn_{}", node.name), value, &finite, |value| [1.0, value])?,
    };
    Ok(vec![Slot::Masked(value, numbers(&|value| if hides(value) { f64::NEG_INFINITY } else { 0.0 })?)])
}

/// A value and a constant; `is_first` says that the constant stands first.
fn with_constant(
    node: &Node,
    builder: &mut Builder,
    value: &Value,
    constant: &Tensor,
    is_first: bool,
) -> Result<Value> {
    let array = node.array(constant)?;
    let one = |x: f64| -> [f64; 2] { [x, 1.0] };
    // Scale and offset of an element of the constant, in single precision as the model computes them.
    let parts: fn(f64) -> [f64; 2] = match (node.kind(), is_first) {
        ("Add" | "Sum", _) => |c| [1.0, c],
        ("Sub", false) => |c| [1.0, -c],
        ("Sub", true) => |c| [-1.0, c],
        ("Mul", _) => |c| [c, 0.0],
        ("Div", false) => |c| [f64::from(1.0 / c as f32), 0.0],
        ("Max" | "Min", _) => {
            let Some(limit) = constant.scalar() else {
                return Err(node
                    .unsupported("the operator has a constant of several elements")
                    .expected("one number, as in Clip")
                    .into());
            };
            let limits = if node.kind() == "Max" { [Some(limit), None] } else { [None, Some(limit)] };
            return super::clip::limited(node, builder, value, limits);
        }
        (other, _) => {
            let message = "the operator is not supported with a constant in this place";
            return Err(node.unsupported(message).found(other).into());
        }
    };
    if node.kind() == "Div" && array.iter().any(|divisor| one(divisor)[0] == 0.0) {
        return Err(node.unsupported("the operator divides by zero").into());
    }
    let constant = own_constant(node, constant, value)?;
    scaled(node, builder, &format!("bn_{}", node.name), value, &constant, parts)
}

/// A constant beside a value, without the axis of the batch.
pub(super) fn own_constant(node: &Node, constant: &Tensor, value: &Value) -> Result<Tensor> {
    let rank = value.shape.len() + 1;
    let shape = constant.shape();
    let Some(n_missing) = rank.checked_sub(shape.len()) else {
        return Err(node
            .unsupported("a constant has more axes than the tensor it meets")
            .found(format!("{shape:?}"))
            .into());
    };
    let own = match value.batch.checked_sub(n_missing) {
        None => shape.to_vec(),
        Some(axis) if shape[axis] == 1 => [&shape[..axis], &shape[axis + 1..]].concat(),
        Some(_) => {
            return Err(node
                .unsupported("a constant differs from sample to sample")
                .found(format!("{shape:?}"))
                .into());
        }
    };
    constant.reshaped(own).ok_or_else(|| node.misfit(shape, "a constant that can be repeated"))
}

/// `x * scale + offset` with a scale and an offset for each element of a constant.
///
/// The constant may have extents of 1 and lack leading axes.
pub(super) fn scaled(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    value: &Value,
    constant: &Tensor,
    parts: impl Fn(f64) -> [f64; 2],
) -> Result<Value> {
    let rank = value.shape.len();
    let shape = broadcast_shape(&value.shape, constant.shape()).filter(|shape| count(shape).is_some());
    let Some(shape) = shape else {
        return Err(node.misfit(&value.shape, format!("elements that can be repeated beside {:?}", constant.shape())));
    };
    if shape != value.shape {
        return Err(node.misfit(&value.shape, format!("the shape {shape:?}, as the constant is no larger")));
    }
    let own: Vec<usize> =
        vec![1; rank - constant.shape().len().min(rank)].into_iter().chain(constant.shape().iter().copied()).collect();
    let full = constant.reshaped(own.clone()).ok_or_else(|| node.misfit(&own, "a constant that can be repeated"))?;
    let in_order = full.transposed(&value.order).ok_or_else(|| node.misfit(&own, "a constant that can be repeated"))?;
    let stored = value.stored_shape();
    let varying: Vec<usize> = (0..rank).filter(|&place| in_order.shape()[place] != 1).collect();
    let single = matches!(constant.data(), super::super::tensor::Data::Single(_));
    let arrays = |elements: &[f64]| -> [Setting; 2] {
        let array = |which: usize| {
            let values = elements.iter().map(|&element| parts(element)[which]);
            let data = if single {
                ArrayData::F32(values.map(|value| value as f32).collect())
            } else {
                ArrayData::F64(values.collect())
            };
            Array::new(vec![elements.len()], data).unwrap_or_else(|| Array::zeros(vec![elements.len()]))
        };
        [Setting::Weight("s", array(0)), Setting::Weight("b", array(1))]
    };
    let elements = in_order.to_reals();
    let (place, elements) = match varying[..] {
        // One number holds for each channel, the last stored axis.
        [] => {
            let n = stored.last().copied().unwrap_or(1);
            (stored.len().saturating_sub(1), vec![elements.first().copied().unwrap_or_default(); n])
        }
        [place] => (place, elements),
        _ => return spread(node, builder, name, value, &in_order, arrays),
    };
    let [scale, bias] = arrays(&elements);
    let attributes = vec![
        ("n_filt", Setting::size(elements.len())),
        ("scale", scale),
        ("bias", bias),
        ("n_inner", Setting::size(stored[(place + 1).min(stored.len())..].iter().product())),
    ];
    node.elementwise_named(builder, name, value, "BatchNormalization", attributes)
}

/// As [`scaled`] with a constant that varies along several axes: the value becomes a vector in between.
fn spread(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    value: &Value,
    in_order: &Tensor,
    arrays: impl Fn(&[f64]) -> [Setting; 2],
) -> Result<Value> {
    let stored = value.stored_shape();
    let n = value.len();
    let places = hlsmith_ir::ops::broadcast_places(in_order.shape(), &stored);
    let full = in_order.gathered(stored.clone(), &places).ok_or_else(|| node.misfit(&stored, "a constant"))?;
    let [scale, bias] = arrays(&full.to_reals());
    let reshaped = |shape: &[usize]| vec![("target_shape", Setting::sizes(shape))];
    let flat_name = format!("{name}_flat");
    let flat = node.add_named(builder, &flat_name, "Reshape", reshaped(&[n]), &[value.stored], vec![n])?;
    let attributes = vec![
        ("n_in", Setting::size(n)),
        ("n_filt", Setting::size(n)),
        ("scale", scale),
        ("bias", bias),
        ("n_inner", Setting::size(1)),
    ];
    let made = node.add_named(builder, name, "BatchNormalization", attributes, &[flat], vec![n])?;
    let back = format!("{name}_shaped");
    let made = node.add_named(builder, &back, "Reshape", reshaped(&stored), &[made], stored)?;
    Ok(Value { stored: made, ..value.clone() })
}

/// `Neg`.
pub(super) fn import_negation(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?.clone();
    super::one(scaled(node, builder, &node.name, &value, &number(node, 1.0)?, |_| [-1.0, 0.0])?)
}

/// `Abs`: the larger one of each number and its opposite.
pub(super) fn import_absolute(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?.clone();
    let negated =
        scaled(node, builder, &format!("{}_negated", node.name), &value, &number(node, 1.0)?, |_| [-1.0, 0.0])?;
    super::one(merged(node, builder, &node.name, "maximum", 1, [&value, &negated])?)
}

/// `Pow` with the exponent 1 or 2.
pub(super) fn import_power(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?.clone();
    match node.wanted(1)?.scalar() {
        Some(1.0) => super::one(value),
        Some(2.0) => super::one(merged(node, builder, &node.name, "multiply", 1, [&value, &value])?),
        found => Err(node
            .unsupported("the exponent is not supported")
            .found(found.map_or("several numbers".into(), |found| found.to_string()))
            .expected("1 or 2")
            .into()),
    }
}

/// A constant of one number.
pub(super) fn number(node: &Node, value: f32) -> Result<Tensor> {
    let data = super::super::tensor::Data::Single([value].into());
    Tensor::new(vec![1], data).ok_or_else(|| node.misfit(&[1], "one number"))
}
