//! Other shapes and orders of axes for the same elements.

use super::size::target;
use super::{Call, Extent, Item, Made, Tensor, own_axis};
use crate::flow::{Layout, Setting};
use crate::limits::count;

/// `view`, `reshape` and `unflatten`.
pub(super) fn import_view(call: &mut Call) -> Made<Vec<Item>> {
    let item = call.item("self")?.clone();
    let extents = match call.extents("size")? {
        Some(extents) => extents,
        None => match call.extents("shape")? {
            Some(extents) => extents,
            None => call.extents("sizes")?.ok_or_else(|| call.malformed("size", "a list of sizes"))?,
        },
    };
    let tensor = call.as_tensor(&item)?;
    let shape = call.shape(tensor);
    if call.operator() == "unflatten" {
        let axis = call.dim(-1, tensor)?;
        let parts = call.ints("sizes")?.unwrap_or_default();
        let parts = resolved(call, &parts, shape[axis])?;
        let all: Vec<usize> = shape[..axis].iter().chain(&parts).chain(&shape[axis + 1..]).copied().collect();
        let batch = if axis < tensor.batch { tensor.batch + parts.len() - 1 } else { tensor.batch };
        return reshape(call, tensor, all, batch);
    }
    let (batch, others) = target(call, tensor, &extents)?;
    let all = resolved(call, &others, shape.iter().product())?;
    let moves = batch != tensor.batch;
    let is_behind = |place: usize| shape[..place.min(shape.len())].iter().any(|&extent| extent != 1);
    if moves && (is_behind(tensor.batch) || all[..batch.min(all.len())].iter().any(|&extent| extent != 1)) {
        return Err(call.unsupported("the shape mixes the samples of the batch").into());
    }
    reshape(call, tensor, all, batch)
}

pub(super) fn import_flatten(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.batched("self")?;
    let shape = call.shape(tensor);
    let rank = shape.len() + 1;
    let first = call.dimension(call.int("start_dim", 0)?, rank)?;
    let last = call.dimension(call.int("end_dim", -1)?, rank)?;
    if first == 0 {
        return Err(call
            .unsupported("the batch is flattened with other dimensions")
            .found("start_dim=0")
            .expected("start_dim=1")
            .into());
    }
    if last < first {
        return Err(call.malformed("end_dim", "a dimension behind start_dim"));
    }
    let flat: usize = shape[first - 1..last].iter().product();
    let all = shape[..first - 1].iter().copied().chain([flat]).chain(shape[last..].iter().copied()).collect();
    reshape(call, tensor, all, 0)
}

/// Extents of which one may be -1.
fn resolved(call: &Call, extents: &[i64], n_elements: usize) -> Made<Vec<usize>> {
    let known: Option<Vec<usize>> =
        extents.iter().filter(|&&extent| extent != -1).map(|&extent| usize::try_from(extent).ok()).collect();
    let product = known.as_deref().and_then(count).filter(|&product| product > 0);
    let n_open = extents.iter().filter(|&&extent| extent == -1).count();
    let fits = |product: usize| match n_open {
        0 => product == n_elements,
        1 => n_elements.is_multiple_of(product),
        _ => false,
    };
    let Some(product) = product.filter(|&product| fits(product)) else {
        return Err(call
            .unsupported("the shape has another number of elements, or joins the batch with another dimension")
            .found(format!("{extents:?}"))
            .expected(format!("{n_elements} elements"))
            .into());
    };
    let extent = |&extent: &i64| usize::try_from(extent).unwrap_or(n_elements / product);
    Ok(extents.iter().map(extent).collect())
}

/// The layer that gives a tensor another shape.
pub(super) fn reshape(call: &mut Call, tensor: Tensor, shape: Vec<usize>, batch: usize) -> Made<Vec<Item>> {
    if call.shape(tensor) == shape && batch == tensor.batch {
        return Ok(vec![Item::Tensor(tensor)]);
    }
    if shape.is_empty() {
        return Err(call.unsupported("a sample would have no dimension").into());
    }
    let input = call.plain(tensor)?;
    let attributes = vec![("target_shape", Setting::sizes(&shape))];
    let value = call.add("Reshape", "Reshape", attributes, &[input], shape, Layout::Plain)?;
    Ok(super::one(value, batch))
}

/// `permute`, and operators that exchange two dimensions or move one.
pub(super) fn import_permute(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let rank = call.shape(tensor).len() + 1;
    let mut order: Vec<usize> = (0..rank).collect();
    let ends = match call.operator() {
        "transpose" | "swapdims" => Some(["dim0", "dim1"]),
        "swapaxes" => Some(["axis0", "axis1"]),
        "movedim" => Some(["source", "destination"]),
        _ => None,
    };
    if let Some([first, second]) = ends {
        let dim = |argument: &str| call.dimension(call.int(argument, 0)?, rank);
        let (first, second) = (dim(first)?, dim(second)?);
        if call.operator() == "movedim" {
            let moved = order.remove(first);
            order.insert(second, moved);
        } else {
            order.swap(first, second);
        }
    } else {
        let dims = call.ints("dims")?.unwrap_or_default();
        order = dims.iter().map(|&dim| call.dimension(dim, rank)).collect::<Made<Vec<_>>>()?;
    }
    let mut sorted = order.clone();
    sorted.sort_unstable();
    if !sorted.into_iter().eq(0..rank) {
        return Err(call.malformed("dims", "every dimension once"));
    }
    let batch = order.iter().position(|&dim| dim == tensor.batch).unwrap_or(0);
    let perm: Vec<usize> = order.iter().filter_map(|&dim| own_axis(dim, tensor.batch)).collect();
    if perm.iter().copied().eq(0..perm.len()) {
        return Ok(super::one(tensor.value, batch));
    }
    let shape = call.shape(tensor);
    let shape: Vec<usize> = perm.iter().map(|&axis| shape[axis]).collect();
    let input = call.plain(tensor)?;
    let value =
        call.add("Transpose", "Transpose", vec![("perm", Setting::sizes(&perm))], &[input], shape, Layout::Plain)?;
    Ok(super::one(value, batch))
}

pub(super) fn import_squeeze(call: &mut Call) -> Made<Vec<Item>> {
    if let Item::States(states) = call.item("self")?
        && let [state] = states[..]
        && call.int("dim", 0)? == 0
    {
        return Ok(super::one(state, 0));
    }
    let tensor = call.tensor("self")?;
    let shape = call.shape(tensor);
    let dims = match call.argument("dim") {
        Some(crate::torch::schema::Argument::Size(_)) => vec![call.int("dim", 0)?],
        Some(_) => call.ints("dim")?.unwrap_or_default(),
        None => (0..=shape.len() as i64).collect(),
    };
    let mut dropped = Vec::new();
    for dim in dims {
        if let Some(axis) = call.axis(dim, tensor)?
            && shape[axis] == 1
            && !dropped.contains(&axis)
        {
            dropped.push(axis);
        }
    }
    let n_before = dropped.iter().filter(|&&axis| axis < tensor.batch).count();
    let kept = (0..shape.len()).filter(|axis| !dropped.contains(axis)).map(|axis| shape[axis]).collect();
    reshape(call, tensor, kept, tensor.batch - n_before)
}

pub(super) fn import_unsqueeze(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let mut shape = call.shape(tensor);
    let dim = call.dimension(call.int("dim", 0)?, shape.len() + 2)?;
    let (axis, batch) = if dim <= tensor.batch { (dim, tensor.batch + 1) } else { (dim - 1, tensor.batch) };
    shape.insert(axis, 1);
    reshape(call, tensor, shape, batch)
}

pub(super) fn import_expand(call: &mut Call) -> Made<Vec<Item>> {
    let extents = match call.operator() {
        "expand_as" => {
            let other = call.batched("other")?;
            let own = call.shape(other).into_iter().map(|extent| i64::try_from(extent).unwrap_or(i64::MAX));
            [Extent::Batch].into_iter().chain(own.map(Extent::Known)).collect()
        }
        _ => call.extents("size")?.unwrap_or_default(),
    };
    let item = call.item("self")?.clone();
    if let Item::Trained(_) | Item::Constant(_) = item
        && let Some(array) = call.importer.as_constant(&item)?
    {
        // A constant that is the same for all samples stays as it is.
        let is_same = |(own, extent): (&usize, &Extent)| match extent {
            Extent::Known(n) => *n == -1 || usize::try_from(*n) == Ok(*own),
            Extent::Batch => *own == 1,
            Extent::Unknown => false,
        };
        if array.shape().len() == extents.len() && array.shape().iter().zip(&extents).all(is_same) {
            return Ok(vec![item]);
        }
    }
    let tensor = call.batched("self")?;
    let own = call.shape(tensor);
    let refuse = |call: &Call| {
        let finding = call.unsupported("the shape does not repeat the tensor").found(format!("{extents:?}"));
        finding.expected(format!("the batch and {own:?}, or others where an extent is 1")).into()
    };
    let Some((Extent::Batch | Extent::Known(_), others)) = extents.split_first() else { return Err(refuse(call)) };
    if others.len() != own.len() {
        return Err(refuse(call));
    }
    let mut shape = own.clone();
    for (place, other) in others.iter().enumerate() {
        match *other {
            Extent::Known(-1) => {}
            Extent::Known(extent) if own[place] == 1 || usize::try_from(extent) == Ok(own[place]) => {
                shape[place] = usize::try_from(extent).ok().filter(|&extent| extent > 0).ok_or_else(|| refuse(call))?;
            }
            Extent::Known(_) | Extent::Batch | Extent::Unknown => return Err(refuse(call)),
        }
    }
    if shape == own {
        return Ok(vec![Item::Tensor(tensor)]);
    }
    let input = call.plain(tensor)?;
    let attributes = vec![("target_shape", Setting::sizes(&shape))];
    let value = call.add("Broadcast", "Broadcast", attributes, &[input], shape, Layout::Plain)?;
    Ok(super::one(value, 0))
}
