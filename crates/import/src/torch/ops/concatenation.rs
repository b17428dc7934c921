//! Tensors one behind the other along a dimension, an existing or a new one.

use super::{Call, Item, Made, Tensor};
use crate::flow::{Setting, Step, Value};
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let Some(Argument::Tensors(names)) = call.argument("tensors").cloned() else {
        return Err(call.malformed("tensors", "a list of tensors"));
    };
    let mut tensors = Vec::with_capacity(names.len());
    for name in names.iter().flatten() {
        let item = call.named(name)?.clone();
        tensors.push(call.as_tensor(&item)?);
    }
    let Some(&first) = tensors.first() else { return Err(call.malformed("tensors", "at least one tensor")) };
    let shape = call.shape(first);
    let is_stack = call.operator() == "stack";
    let rank = shape.len() + 1 + usize::from(is_stack);
    let dim = call.dimension(call.int("dim", 0)?, rank)?;
    let mut batch = first.batch;
    let axis = if is_stack {
        let axis = if dim <= batch { dim } else { dim - 1 };
        if dim <= batch {
            batch += 1;
        }
        axis
    } else {
        match super::own_axis(dim, batch) {
            Some(axis) => axis,
            None => return Err(call.unsupported("the samples of the batch are joined").into()),
        }
    };
    let fits = |tensor: &Tensor| {
        let other = call.shape(*tensor);
        tensor.batch == first.batch
            && other.len() == shape.len()
            && (0..shape.len()).all(|own| (own == axis && !is_stack) || other[own] == shape[own])
    };
    if let Some(misfit) = tensors.iter().find(|tensor| !fits(tensor)) {
        let finding =
            call.unsupported("the tensors have shapes that do not fit").found(format!("{:?}", call.shape(*misfit)));
        return Err(finding.expected(format!("{shape:?}, except along the dimension they are joined along")).into());
    }
    if !is_stack {
        let values: Vec<Value> = tensors.iter().map(|tensor| tensor.value).collect();
        let value = joined(call, "", &values, axis)?;
        return Ok(super::one(value, batch));
    }
    let mut values = Vec::with_capacity(tensors.len());
    let mut stacked = shape.clone();
    stacked.insert(axis, 1);
    for (position, &tensor) in tensors.iter().enumerate() {
        let plain = call.plain(tensor)?;
        values.push(call.reshaped(&format!("part_{position}"), plain, &stacked)?);
    }
    let value = joined(call, "", &values, axis)?;
    Ok(super::one(value, batch))
}

/// Tensors one behind the other along an axis; the layer is named after the call and the suffix.
pub(super) fn joined(call: &mut Call, suffix: &str, values: &[Value], axis: usize) -> Made<Value> {
    let own = if suffix.is_empty() { call.name.clone() } else { format!("{}_{suffix}", call.name) };
    let (values, layout) = call.importer.flow.unify(&own, values)?;
    let Some((&head, others)) = values.split_first() else { return Err(call.malformed("tensors", "tensors")) };
    let place = call.importer.flow.axis(head, axis);
    let mut joined = head;
    for (position, &other) in others.iter().enumerate() {
        let flow = &call.importer.flow;
        let mut shape = flow.stored(joined).to_vec();
        shape[place] = shape[place].saturating_add(flow.stored(other)[place]);
        let step = Step::new("Concatenate", "Concatenate", vec![("axis", Setting::size(place))], shape);
        let is_last = position + 1 == others.len();
        let name = if is_last { own.clone() } else { format!("{own}_first_{}", position + 2) };
        joined = call.importer.flow.add(&name, step, &[joined, other], layout)?;
    }
    Ok(joined)
}
