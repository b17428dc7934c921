//! Elements at chosen places along a dimension: `index_select`, an index by a constant list, `flip`, `roll`, slices with
//! a step, and what padding repeats of a tensor.

use super::concatenation::joined;
use super::part::taken;
use super::{Call, Item, Made, Tensor};
use crate::flow::moves::Padding;
use crate::torch::schema::Argument;

/// Most runs of neighbours that elements are taken in; each run is a layer.
const MAX_RUNS: usize = 64;

/// `index_select` of constant places along a dimension.
pub(super) fn import_select(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let axis = call.dim(0, tensor)?;
    let places = listed(call, "index", tensor, axis)?;
    let value = chosen(call, "", tensor, axis, &places)?;
    Ok(vec![Item::Tensor(value)])
}

/// An index of which one dimension has a constant list of places, and the others everything.
pub(super) fn import_index(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let Some(Argument::Tensors(indices)) = call.argument("indices").cloned() else {
        return Err(call.malformed("indices", "a list of tensors"));
    };
    let mut lists = indices.iter().enumerate().filter_map(|(dim, index)| Some((dim, index.clone()?)));
    let (Some((dim, index)), None) = (lists.next(), lists.next()) else {
        let finding = call.unsupported("the index has lists for several dimensions");
        return Err(finding.expected("a constant list for one dimension").into());
    };
    let axis = call.own_axis(i64::try_from(dim).unwrap_or(i64::MAX), tensor)?;
    let item = call.named(&index)?.clone();
    let Some(array) = call.importer.as_constant(&item)? else { return Err(computed(call)) };
    let own = call.shape(tensor);
    let flat = array.reshaped(vec![array.len()]).unwrap_or_else(|| array.clone());
    let places = places(call, "indices", &flat, own[axis])?;
    if array.shape().len() == 1 {
        let value = chosen(call, "", tensor, axis, &places)?;
        return Ok(vec![Item::Tensor(value)]);
    }
    // The dimensions of the list stand in place of the one that it is along.
    let value = chosen(call, "chosen", tensor, axis, &places)?;
    let shape = [&own[..axis], array.shape(), &own[axis + 1..]].concat();
    let batch = if axis < tensor.batch { tensor.batch + array.shape().len() - 1 } else { tensor.batch };
    super::shape::reshape(call, value, shape, batch)
}

/// The refusal of places that samples choose.
fn computed(call: &Call) -> crate::flow::Stop {
    let finding = call.unsupported("the places of the elements are computed from the inputs");
    finding.expected("constant places").remedy("register the places as a buffer of the module").into()
}

/// The constant places along an axis that an argument lists.
fn listed(call: &mut Call, argument: &str, tensor: Tensor, axis: usize) -> Made<Vec<usize>> {
    let item = call.item(argument)?.clone();
    let Some(array) = call.importer.as_constant(&item)? else { return Err(computed(call)) };
    places(call, argument, &array, call.shape(tensor)[axis])
}

/// Places along an axis of an extent, perhaps counted from its end.
fn places(call: &Call, argument: &str, array: &hlsmith_ir::Array, extent: usize) -> Made<Vec<usize>> {
    let n = extent as f64;
    let place = |place: f64| {
        let own = if place < 0.0 { place + n } else { place };
        (own.fract() == 0.0 && (0.0..n).contains(&own)).then_some(own as usize)
    };
    let places = array.iter().map(place).collect::<Option<Vec<_>>>().filter(|_| array.shape().len() == 1);
    places.ok_or_else(|| call.malformed(argument, format!("a list of places below {extent}")))
}

pub(super) fn import_flip(call: &mut Call) -> Made<Vec<Item>> {
    let mut tensor = call.tensor("self")?;
    for (position, dim) in call.ints("dims")?.unwrap_or_default().into_iter().enumerate() {
        let axis = call.own_axis(dim, tensor)?;
        let places: Vec<usize> = (0..call.shape(tensor)[axis]).rev().collect();
        tensor = chosen(call, &numbered(position), tensor, axis, &places)?;
    }
    Ok(vec![Item::Tensor(tensor)])
}

pub(super) fn import_roll(call: &mut Call) -> Made<Vec<Item>> {
    let mut tensor = call.tensor("self")?;
    let (shifts, dims) = (call.ints("shifts")?.unwrap_or_default(), call.ints("dims")?.unwrap_or_default());
    if shifts.len() != dims.len() || dims.is_empty() {
        let finding = call.unsupported("the tensor is rolled as one line").found(format!("{dims:?}"));
        return Err(finding.expected("a dimension for each shift").into());
    }
    for (position, (shift, dim)) in shifts.into_iter().zip(dims).enumerate() {
        let axis = call.own_axis(dim, tensor)?;
        let n = call.shape(tensor)[axis];
        let extent = i64::try_from(n).unwrap_or(i64::MAX);
        let shift = usize::try_from(shift.rem_euclid(extent.max(1))).unwrap_or(0);
        let places: Vec<usize> = (0..n).map(|place| (place + n - shift) % n).collect();
        tensor = chosen(call, &numbered(position), tensor, axis, &places)?;
    }
    Ok(vec![Item::Tensor(tensor)])
}

/// What the layers of a dimension are named after.
fn numbered(position: usize) -> String {
    if position == 0 { String::new() } else { format!("dim_{position}") }
}

/// A tensor with elements in front of those along an axis and behind them, which repeat its own.
pub(super) fn padded(call: &mut Call, padding: Padding, tensor: Tensor, axis: usize, pair: [usize; 2]) -> Made<Tensor> {
    let extent = call.shape(tensor)[axis];
    let Some(places) = padding.places(extent, pair) else {
        let finding = call.unsupported("the padding is wider than the tensor").found(format!("{pair:?}"));
        return Err(finding.expected(format!("at most {}", padding.room(extent))).into());
    };
    chosen(call, &format!("axis_{axis}"), tensor, axis, &places)
}

/// The elements at places along an axis: runs of neighbours one behind the other. Layers beside that of the call are named
/// after it and the suffix.
pub(super) fn chosen(call: &mut Call, suffix: &str, tensor: Tensor, axis: usize, places: &[usize]) -> Made<Tensor> {
    let runs: Vec<[usize; 2]> = places.chunk_by(|a, b| a + 1 == *b).map(|run| [run[0], run.len()]).collect();
    if let [[first, n]] = runs[..] {
        let value = taken(call, suffix, tensor, axis, first, n)?;
        return Ok(Tensor { value, batch: tensor.batch });
    }
    if runs.is_empty() || runs.len() > MAX_RUNS {
        let finding = call.unsupported("the chosen elements are not neighbours");
        let found = format!("{} runs of neighbours", runs.len());
        return Err(finding.found(found).expected(format!("1 to {MAX_RUNS}")).into());
    }
    let mut parts = Vec::with_capacity(runs.len());
    for (position, [first, n]) in runs.into_iter().enumerate() {
        let own = if suffix.is_empty() { format!("run_{position}") } else { format!("{suffix}_run_{position}") };
        parts.push(taken(call, &own, tensor, axis, first, n)?);
    }
    let value = joined(call, suffix, &parts, axis)?;
    Ok(Tensor { value, batch: tensor.batch })
}
