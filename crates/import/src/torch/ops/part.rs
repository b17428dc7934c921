//! Neighbouring elements along a dimension.

use super::{Call, Item, Made, Tensor};
use crate::flow::{Setting, Value};
use crate::torch::schema::Argument;

/// Why a part stands for nothing.
const UNUSED: &str = "this part is not used";

pub(super) fn import_slice(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let (start, end, step) = (call.int("start", 0)?, call.int("end", i64::MAX)?, call.int("step", 1)?);
    let Some(axis) = call.axis(call.int("dim", 0)?, tensor)? else {
        if start == 0 && end == i64::MAX && step == 1 {
            return Ok(vec![Item::Tensor(tensor)]);
        }
        return Err(call.unsupported("only some of the samples are taken").into());
    };
    let extent = call.shape(tensor)[axis];
    let (first, end) = (place(start, extent), place(end, extent));
    let Some(step) = usize::try_from(step).ok().filter(|&step| step > 0) else {
        return Err(call.malformed("step", "a positive number"));
    };
    if step != 1 {
        let places: Vec<usize> = (first..end).step_by(step).collect();
        return Ok(vec![Item::Tensor(super::selection::chosen(call, "", tensor, axis, &places)?)]);
    }
    let value = taken(call, "", tensor, axis, first, end.saturating_sub(first))?;
    Ok(super::one(value, tensor.batch))
}

pub(super) fn import_narrow(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let axis = call.dim(0, tensor)?;
    let length = usize::try_from(call.int("length", 0)?).unwrap_or(0);
    let first = place(call.int("start", 0)?, call.shape(tensor)[axis]);
    let value = taken(call, "", tensor, axis, first, length)?;
    Ok(super::one(value, tensor.batch))
}

/// A place along an axis, perhaps counted from its end, limited to it.
fn place(place: i64, extent: usize) -> usize {
    let n = i64::try_from(extent).unwrap_or(i64::MAX);
    let place = if place < 0 { place.saturating_add(n) } else { place };
    usize::try_from(place.clamp(0, n)).unwrap_or(extent)
}

pub(super) fn import_select(call: &mut Call) -> Made<Vec<Item>> {
    let index = call.int("index", 0)?;
    if let Item::States(states) = call.item("self")? {
        let n = i64::try_from(states.len()).unwrap_or(i64::MAX);
        let own = if index < 0 { index.saturating_add(n) } else { index };
        let state = usize::try_from(own).ok().and_then(|own| states.get(own).copied());
        return match (call.int("dim", 0)?, state) {
            (0, Some(state)) => Ok(super::one(state, 0)),
            _ => Err(call.unsupported("the states of a recurrent layer can only be read one by one").into()),
        };
    }
    let tensor = call.tensor("self")?;
    let Some(axis) = call.axis(call.int("dim", 0)?, tensor)? else {
        return Err(call.unsupported("one of the samples is taken").into());
    };
    let shape = call.shape(tensor);
    let n = i64::try_from(shape[axis]).unwrap_or(i64::MAX);
    if !(-n..n).contains(&index) {
        return Err(call.malformed("index", format!("{} to {}", -n, n - 1)));
    }
    let value = taken(call, "part", tensor, axis, place(index, shape[axis]), 1)?;
    let shape = without(call, &shape, axis)?;
    let attributes = vec![("target_shape", Setting::sizes(&shape))];
    let plain = call.importer.flow.plain(&call.name, value)?;
    let value = call.add("Reshape", "Reshape", attributes, &[plain], shape, crate::flow::Layout::Plain)?;
    Ok(super::one(value, batch_without(tensor, axis)))
}

/// A shape without an axis.
fn without(call: &Call, shape: &[usize], axis: usize) -> Made<Vec<usize>> {
    let kept: Vec<usize> = shape[..axis].iter().chain(&shape[axis + 1..]).copied().collect();
    if kept.is_empty() {
        return Err(call.unsupported("a sample would have no dimension").expected("a slice of one element").into());
    }
    Ok(kept)
}

/// The place of the batch of a tensor without an axis.
fn batch_without(tensor: Tensor, axis: usize) -> usize {
    tensor.batch - usize::from(axis < tensor.batch)
}

/// Every slice along a dimension.
pub(super) fn import_unbind(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let axis = call.dim(0, tensor)?;
    let shape = call.shape(tensor);
    let kept = without(call, &shape, axis)?;
    let batch = batch_without(tensor, axis);
    let mut made = Vec::with_capacity(shape[axis]);
    for position in 0..shape[axis] {
        if !call.is_used(position) {
            made.push(Item::Unusable(UNUSED));
            continue;
        }
        let value = taken(call, &format!("part_{position}"), tensor, axis, position, 1)?;
        let plain = call.importer.flow.plain(&call.name, value)?;
        let value = call.reshaped(&position.to_string(), plain, &kept)?;
        made.push(Item::Tensor(Tensor { value, batch }));
    }
    Ok(made)
}

/// `split`, `split_with_sizes` and `chunk`.
pub(super) fn import_split(call: &mut Call) -> Made<Vec<Item>> {
    let argument = if call.argument("self").is_some() { "self" } else { "tensor" };
    let tensor = call.tensor(argument)?;
    let axis = call.dim(0, tensor)?;
    let extent = call.shape(tensor)[axis];
    let size = |value: i64| usize::try_from(value).ok().filter(|&size| size > 0);
    let parts = match (call.operator(), call.argument("split_size"), call.argument("split_sizes")) {
        ("chunk", ..) => size(call.int("chunks", 1)?).map(|n| equal(extent, extent.div_ceil(n))),
        (_, Some(Argument::Sizes(_)), _) => {
            call.ints("split_size")?.and_then(|sizes| sizes.into_iter().map(size).collect())
        }
        (_, Some(_), _) => size(call.int("split_size", 1)?).map(|n| equal(extent, n)),
        (_, None, Some(_)) => call.ints("split_sizes")?.and_then(|sizes| sizes.into_iter().map(size).collect()),
        (_, None, None) => None,
    };
    let total = |parts: &Vec<usize>| parts.iter().try_fold(0usize, |sum, &part| sum.checked_add(part));
    let Some(parts) = parts.filter(|parts| total(parts) == Some(extent)) else {
        return Err(call.malformed("split_size", format!("sizes that add up to {extent}")));
    };
    let mut made = Vec::with_capacity(parts.len());
    let mut first = 0;
    for (position, &n) in parts.iter().enumerate() {
        if call.is_used(position) {
            let value = taken(call, &position.to_string(), tensor, axis, first, n)?;
            made.push(Item::Tensor(Tensor { value, batch: tensor.batch }));
        } else {
            made.push(Item::Unusable(UNUSED));
        }
        first += n;
    }
    Ok(made)
}

/// Parts of one size, the last one perhaps smaller.
fn equal(extent: usize, n: usize) -> Vec<usize> {
    let n = n.max(1);
    (0..extent.div_ceil(n)).map(|part| n.min(extent - part * n)).collect()
}

/// `n` elements from `first` on along an axis; the layer is named after the call and the suffix.
pub(super) fn taken(call: &mut Call, suffix: &str, tensor: Tensor, axis: usize, first: usize, n: usize) -> Made<Value> {
    let shape = call.shape(tensor);
    let extent = shape[axis];
    if n == 0 || first + n > extent {
        return Err(call.unsupported("no element is taken").found(format!("{n} of {extent}")).into());
    }
    if n == extent {
        return Ok(tensor.value);
    }
    let input = call.plain(tensor)?;
    let (outer, inner) = (shape[..axis].iter().product::<usize>(), shape[axis + 1..].iter().product::<usize>());
    let mut result = shape.clone();
    result[axis] = n;
    let name = |part: &str| if suffix.is_empty() { part.to_owned() } else { format!("{suffix}_{part}") };
    // The axis becomes the pixels of a line, or the columns of an image.
    let is_line = outer == 1;
    let whole = |extent: usize| if is_line { vec![extent, inner] } else { vec![outer, extent, inner] };
    let line = call.reshaped(&name("columns"), input, &whole(extent))?;
    let mut attributes = vec![
        ("n_chan", Setting::size(inner)),
        ("crop_left", Setting::size(first)),
        ("crop_right", Setting::size(extent - first - n)),
    ];
    let class = if is_line {
        attributes.push(("n_in", Setting::size(extent)));
        "Cropping1D"
    } else {
        attributes.extend([("in_height", Setting::size(outer)), ("in_width", Setting::size(extent))]);
        "Cropping2D"
    };
    let cut = if suffix.is_empty() {
        call.add(class, class, attributes, &[line], whole(n), crate::flow::Layout::Plain)?
    } else {
        call.add_part(suffix, class, attributes, &[line], whole(n))?
    };
    call.reshaped(&name("shaped"), cut, &result)
}
