//! Tensors one behind the other along a dimension, an existing or a new one.

use hlsmith_ir::Array;

use super::arithmetic::{part, scaled_by};
use super::part::taken;
use super::{Call, Item, Made, Tensor};
use crate::flow::{Setting, Step, Value};
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let Some(Argument::Tensors(names)) = call.argument("tensors").cloned() else {
        return Err(call.malformed("tensors", "a list of tensors"));
    };
    let mut parts = Vec::with_capacity(names.len());
    let mut computed = None;
    for name in names.iter().flatten() {
        let item = call.named(name)?.clone();
        let part = call.importer.as_constant(&item)?;
        if part.is_none() && computed.is_none() {
            computed = Some(call.as_tensor(&item)?);
        }
        parts.push((item, part));
    }
    let mut tensors = Vec::with_capacity(parts.len());
    for (position, (item, constant)) in parts.into_iter().enumerate() {
        tensors.push(match (constant, computed) {
            (Some(array), Some(beside)) => constant_beside(call, position, &array, beside)?,
            (_, None) | (None, Some(_)) => call.as_tensor(&item)?,
        });
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

/// A constant as a tensor, of 0 times elements of one that it is joined with.
pub(super) fn constant_beside(call: &mut Call, position: usize, array: &Array, beside: Tensor) -> Made<Tensor> {
    let own = call.shape(beside);
    let mut shape = array.shape().to_vec();
    if shape.len() != own.len() + 1 || shape[beside.batch] != 1 {
        let finding = call.unsupported("a constant does not fit the tensors that it is joined with");
        return Err(finding.found(format!("{shape:?}")).expected(format!("1 for the batch, and {own:?}")).into());
    }
    shape.remove(beside.batch);
    let mut tensor = beside;
    let suffix = |what: &str| format!("{what}_{position}");
    for axis in (0..own.len()).filter(|&axis| own[axis] != shape[axis]) {
        let value = taken(call, &suffix("beside"), tensor, axis, 0, 1)?;
        let mut wide = call.shape(Tensor { value, ..tensor });
        wide[axis] = shape[axis];
        let value = call.plain(Tensor { value, ..tensor })?;
        let attributes = vec![("target_shape", Setting::sizes(&wide))];
        let value = match shape[axis] {
            1 => value,
            _ => call.add_part(&suffix("wide"), "Broadcast", attributes, &[value], wide)?,
        };
        tensor = Tensor { value, ..tensor };
    }
    part(call, &suffix("constant"), |call| scaled_by(call, tensor, array, &|number| (0.0, number)))
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
