//! Sums, differences, products and quotients of two tensors, or of a tensor and constants.

use hlsmith_ir::Array;
use hlsmith_ir::ops::{broadcast_places, broadcast_shape};

use super::{Call, Item, Made, Tensor};
use crate::flow::mask::hides;
use crate::flow::{Layout, Setting};
use crate::torch::schema::{Argument, Size};

/// What is computed element by element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Function {
    Add,
    Subtract,
    Multiply,
    Divide,
    Maximum,
    Minimum,
}

impl Function {
    fn of(call: &Call) -> Option<Self> {
        Some(match call.operator() {
            "add" => Function::Add,
            "sub" | "rsub" => Function::Subtract,
            "mul" | "neg" => Function::Multiply,
            "div" => Function::Divide,
            "maximum" => Function::Maximum,
            "minimum" => Function::Minimum,
            _ => return None,
        })
    }
}

/// One side of a function.
enum Operand {
    Tensor(Tensor),
    Constant(Array),
    Softsign(Tensor),
}

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let function = Function::of(call).ok_or_else(|| call.unsupported("the function is not known"))?;
    if call.float("alpha", 1.0)? != 1.0 {
        return Err(call
            .unsupported("a factor of the second tensor is not supported")
            .found("alpha")
            .expected("1")
            .into());
    }
    if let (Function::Add, Some(Item::Absolute(tensor)), Some(1.0)) =
        (function, call.item("self").ok(), number(call, "other"))
    {
        return Ok(vec![Item::AbsolutePlusOne(*tensor)]);
    }
    let left = operand(call, "self")?;
    let right = match call.operator() {
        "neg" => Operand::Constant(scalar(-1.0)),
        _ => operand(call, "other")?,
    };
    let (left, right) = if call.operator() == "rsub" { (right, left) } else { (left, right) };
    match (left, right) {
        (Operand::Tensor(left), Operand::Tensor(right)) => merge(call, function, left, right),
        (Operand::Tensor(tensor), Operand::Constant(array)) => affine(call, function, tensor, &array, false),
        (Operand::Constant(array), Operand::Tensor(tensor)) => affine(call, function, tensor, &array, true),
        (Operand::Tensor(left), Operand::Softsign(right))
            if function == Function::Divide && left.value == right.value =>
        {
            call.elementwise("Activation", "Activation", vec![("function", Setting::choice("softsign"))], left)
        }
        _ => Err(call.unsupported("the operands of the function are not supported").into()),
    }
}

/// A number that an argument is.
fn number(call: &Call, argument: &str) -> Option<f64> {
    match call.argument(argument)? {
        Argument::Float(value) => Some(*value),
        Argument::Size(Size::Known(value)) => Some(*value as f64),
        _ => None,
    }
}

fn scalar(value: f64) -> Array {
    // A single number always has the shape of one.
    Array::from_f32(vec![1], vec![value as f32]).unwrap_or_else(|| Array::zeros(vec![1]))
}

fn operand(call: &mut Call, argument: &str) -> Made<Operand> {
    if let Some(value) = number(call, argument) {
        return Ok(Operand::Constant(scalar(value)));
    }
    let item = call.item(argument)?.clone();
    if let Item::AbsolutePlusOne(tensor) = item {
        return Ok(Operand::Softsign(tensor));
    }
    match call.importer.as_constant(&item)? {
        Some(array) => Ok(Operand::Constant(array)),
        None => Ok(Operand::Tensor(call.as_tensor(&item)?)),
    }
}

/// Absolute values, which may be a part of softsign.
pub(super) fn import_absolute(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let is_result =
        call.node.outputs.iter().filter_map(|made| made.name()).any(|own| call.importer.results.contains(own));
    Ok(vec![if is_result { Item::Tensor(absolute(call, tensor)?) } else { Item::Absolute(tensor) }])
}

/// The larger one of each number and its opposite.
pub(super) fn absolute(call: &mut Call, tensor: Tensor) -> Made<Tensor> {
    let opposite = scaled(call, "opposite", tensor, -1.0)?;
    part(call, "largest", |call| merge(call, Function::Maximum, tensor, opposite))
}

/// A square.
pub(super) fn import_power(call: &mut Call) -> Made<Vec<Item>> {
    let exponent = if call.operator() == "square" { 2.0 } else { call.float("exponent", 1.0)? };
    if exponent != 2.0 {
        return Err(call.unsupported("the power is not supported").found(exponent.to_string()).expected("2").into());
    }
    let tensor = call.tensor("self")?;
    merge(call, Function::Multiply, tensor, tensor)
}

/// A tensor plus a number, or minus itself plus the number where it is `negated`, as a layer named after the call and the
/// suffix, if there is one.
pub(super) fn shifted(call: &mut Call, suffix: &str, tensor: Tensor, number: f64, negated: bool) -> Made<Tensor> {
    let function = if negated { Function::Subtract } else { Function::Add };
    part(call, suffix, |call| affine(call, function, tensor, &scalar(number), negated))
}

/// A tensor times a number, as [`shifted`].
pub(super) fn scaled(call: &mut Call, suffix: &str, tensor: Tensor, factor: f64) -> Made<Tensor> {
    part(call, suffix, |call| affine(call, Function::Multiply, tensor, &scalar(factor), false))
}

/// The product of two computed tensors.
pub(super) fn multiplied(call: &mut Call, left: Tensor, right: Tensor) -> Made<Vec<Item>> {
    merge(call, Function::Multiply, left, right)
}

/// What `make` makes of the call under a name of its own.
pub(super) fn part(call: &mut Call, suffix: &str, make: impl FnOnce(&mut Call) -> Made<Vec<Item>>) -> Made<Tensor> {
    let name = call.name.clone();
    if !suffix.is_empty() {
        call.name = format!("{name}_{suffix}");
    }
    let made = make(call);
    call.name = name;
    match made?.first() {
        Some(Item::Tensor(tensor)) => Ok(*tensor),
        Some(_) | None => Err(crate::flow::internal("an element-wise function gives no tensor").into()),
    }
}

/// A function of two computed tensors.
fn merge(call: &mut Call, function: Function, left: Tensor, right: Tensor) -> Made<Vec<Item>> {
    let (class, name) = match function {
        Function::Add => ("Add", "add"),
        Function::Subtract => ("Subtract", "subtract"),
        Function::Multiply => ("Multiply", "multiply"),
        Function::Maximum => ("Maximum", "maximum"),
        Function::Minimum => ("Minimum", "minimum"),
        Function::Divide => {
            return Err(call
                .unsupported("a quotient of two computed tensors is not supported")
                .expected("a divisor that is a constant")
                .into());
        }
    };
    let shapes = [call.shape(left), call.shape(right)];
    let fits = left.batch == right.batch && (left.batch == 0 || shapes[0].len() == shapes[1].len());
    // A missing leading dimension would stand before the batch.
    let Some(shape) = broadcast_shape(&shapes[0], &shapes[1]).filter(|_| fits && shapes[0].len() == shapes[1].len())
    else {
        let finding = call.unsupported("the tensors have shapes that do not fit").found(format!("{:?}", shapes[1]));
        return Err(finding.expected(format!("{:?} or extents of 1", shapes[0])).into());
    };
    let call_name = call.name.clone();
    let (values, layout) = call.importer.flow.unify(&call_name, &[left.value, right.value])?;
    let stored = match layout {
        Layout::Plain => shape,
        Layout::ChannelsLast => shape[1..].iter().chain(&shape[..1]).copied().collect(),
    };
    let attributes = vec![("function", Setting::choice(name)), ("n_elem", Setting::size(stored.iter().product()))];
    let value = call.add(class, "Merge", attributes, &values, stored, layout)?;
    Ok(super::one(value, left.batch))
}

/// A function of a tensor and constants.
fn affine(call: &mut Call, function: Function, tensor: Tensor, array: &Array, is_reversed: bool) -> Made<Vec<Item>> {
    if function == Function::Add && array.iter().any(hides) {
        return super::choice::hidden_by(call, tensor, array);
    }
    let is_zero = |value: f64| value == 0.0;
    if array.iter().any(|value| !value.is_finite()) || (function == Function::Divide && array.iter().any(is_zero)) {
        return Err(call
            .unsupported("the constant is zero, infinite or not a number")
            .expected("a finite number other than zero")
            .into());
    }
    let pair: fn(f64) -> (f64, f64) = match (function, is_reversed) {
        (Function::Add, _) => |c| (1.0, c),
        (Function::Subtract, false) => |c| (1.0, -c),
        (Function::Subtract, true) => |c| (-1.0, c),
        (Function::Multiply, _) => |c| (c, 0.0),
        (Function::Divide, false) => |c| (1.0 / c, 0.0),
        (Function::Maximum, _) if array.all_equal(0.0) => {
            return call.elementwise("Activation", "Activation", vec![("function", Setting::choice("relu"))], tensor);
        }
        (Function::Divide, true) | (Function::Maximum | Function::Minimum, _) => {
            return Err(call
                .unsupported("the function is not supported with a constant")
                .found(crate::text::shown(&call.node.target))
                .expected("a sum, difference or product, or a quotient with a constant divisor")
                .into());
        }
    };
    scaled_by(call, tensor, array, &pair)
}

/// A sum with constants.
pub(super) fn added(call: &mut Call, tensor: Tensor, array: &Array) -> Made<Vec<Item>> {
    affine(call, Function::Add, tensor, array, false)
}

/// The sum of two computed tensors.
pub(super) fn sum(call: &mut Call, left: Tensor, right: Tensor) -> Made<Vec<Item>> {
    merge(call, Function::Add, left, right)
}

/// `scale * x + bias`, of which `pair` makes both for each element of a constant that repeats to the tensor.
pub(super) fn scaled_by(
    call: &mut Call,
    tensor: Tensor,
    array: &Array,
    pair: &dyn Fn(f64) -> (f64, f64),
) -> Made<Vec<Item>> {
    let own = call.shape(tensor);
    // The dimensions of the constant are those of the program, with the batch.
    let (mut with_batch, mut shape) = (own.clone(), array.shape().to_vec());
    with_batch.insert(tensor.batch, 1);
    while shape.len() < with_batch.len() {
        shape.insert(0, 1);
    }
    if broadcast_shape(&with_batch, &shape).as_ref() != Some(&with_batch) {
        let finding = call.unsupported("the constant does not fit the tensor").found(format!("{:?}", array.shape()));
        return Err(finding.expected(format!("a constant that repeats to {own:?}")).into());
    }
    // The axis along which the constant differs, if it is one alone.
    let differing: Vec<usize> = (0..with_batch.len()).filter(|&dim| dim != tensor.batch && shape[dim] != 1).collect();
    let values: Vec<f64> = array.iter().collect();
    let weights = |n: usize, value: &dyn Fn(usize) -> f64| {
        let (scale, bias): (Vec<f32>, Vec<f32>) =
            (0..n).map(|i| pair(value(i))).map(|(scale, bias)| (scale as f32, bias as f32)).unzip();
        Array::from_f32(vec![n], scale).zip(Array::from_f32(vec![n], bias))
    };
    let attributes = |n: usize, n_inner: usize, (scale, bias): (Array, Array)| {
        vec![
            ("n_filt", Setting::size(n)),
            ("scale", Setting::Weight("s", scale)),
            ("bias", Setting::Weight("b", bias)),
            ("n_inner", Setting::size(n_inner)),
        ]
    };
    let lost = || crate::flow::internal("a constant has another shape");
    if let [] | [_] = differing[..] {
        let axis = match differing.first() {
            Some(&dim) => super::own_axis(dim, tensor.batch).unwrap_or(0),
            None => own.len() - 1,
        };
        let place = call.importer.flow.axis(tensor.value, axis);
        let n_inner = call.importer.flow.stored(tensor.value)[place + 1..].iter().product();
        let n = own[axis];
        let pairs = weights(n, &|i| values[if values.len() == 1 { 0 } else { i }]).ok_or_else(lost)?;
        return call.elementwise("BatchNormalization", "BatchNormalization", attributes(n, n_inner, pairs), tensor);
    }
    let places = broadcast_places(&shape, &with_batch);
    let n = places.len();
    let pairs = weights(n, &|i| values[places[i]]).ok_or_else(lost)?;
    let input = call.plain(tensor)?;
    let flat = call.reshaped("flat", input, &[n])?;
    let mut all = vec![("n_in", Setting::size(n))];
    all.extend(attributes(n, 1, pairs));
    let value = call.add("BatchNormalization", "BatchNormalization", all, &[flat], vec![n], Layout::Plain)?;
    let value = call.reshaped("shaped", value, &own)?;
    Ok(super::one(value, tensor.batch))
}
