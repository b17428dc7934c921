//! Elements moved between channels and pixels: `pixel_shuffle`, `pixel_unshuffle` and `channel_shuffle`; and tensors
//! repeated along their dimensions: `repeat`, `tile` and `repeat_interleave`.

use super::{Call, Extent, Item, Made, Tensor};
use crate::flow::moves::{Move, depth_to_space, space_to_depth, tiled};
use crate::flow::{Layout, Setting};
use crate::limits::count;

/// `pixel_shuffle` and `pixel_unshuffle`.
pub(super) fn import_pixels(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.batched("self")?;
    let shape = call.shape(tensor);
    let is_up = call.operator() == "pixel_shuffle";
    let argument = if is_up { "upscale_factor" } else { "downscale_factor" };
    let factor = usize::try_from(call.int(argument, 1)?).unwrap_or(0);
    let made = if is_up { depth_to_space(&shape, factor, false) } else { space_to_depth(&shape, factor, false) };
    let Some(made) = made else {
        let finding =
            call.unsupported("the factor does not divide the tensor").found(format!("{factor} and {shape:?}"));
        return Err(finding.expected("an image with channels whose extents it divides").into());
    };
    moved(call, tensor, made)
}

/// Channels of groups, one of each group after the other.
pub(super) fn import_channels(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.batched("self")?;
    let shape = call.shape(tensor);
    let groups = usize::try_from(call.int("groups", 1)?).unwrap_or(0);
    let (channels, inner) = (shape.first().copied().unwrap_or(0), shape.iter().skip(1).product::<usize>());
    if groups == 0 || !channels.is_multiple_of(groups) {
        let finding = call.unsupported("the groups do not divide the channels").found(format!("{groups} groups"));
        return Err(finding.expected(format!("a divisor of {channels}")).into());
    }
    let split = vec![groups, channels / groups, inner];
    moved(call, tensor, Move { split, perm: vec![1, 0, 2], joined: shape })
}

/// The layers of a move.
fn moved(call: &mut Call, tensor: Tensor, Move { split, perm, joined }: Move) -> Made<Vec<Item>> {
    let input = call.plain(tensor)?;
    let parts = call.reshaped("split", input, &split)?;
    let shape = perm.iter().map(|&axis| split[axis]).collect();
    let swapped =
        call.add("Transpose", "Transpose", vec![("perm", Setting::sizes(&perm))], &[parts], shape, Layout::Plain)?;
    let value = call.reshaped("joined", swapped, &joined)?;
    Ok(super::one(value, tensor.batch))
}

/// `repeat` and `tile`: the tensor repeated as a whole.
pub(super) fn import_repeat(call: &mut Call) -> Made<Vec<Item>> {
    let argument = if call.operator() == "repeat" { "repeats" } else { "dims" };
    let item = call.item("self")?.clone();
    let repeats = call.extents(argument)?.unwrap_or_default();
    if let Item::Trained(_) | Item::Constant(_) = item {
        // A constant that is the same for all samples stays as it is.
        let is_one = |extent: &Extent| matches!(extent, Extent::Known(1) | Extent::Batch);
        if repeats.iter().all(is_one) {
            return Ok(vec![item]);
        }
    }
    let tensor = call.batched("self")?;
    let shape = call.shape(tensor);
    let known = |extent: &Extent| match extent {
        Extent::Known(n) => usize::try_from(*n).ok().filter(|&n| n > 0),
        Extent::Batch | Extent::Unknown => None,
    };
    let mut all: Vec<usize> = repeats.iter().map(known).collect::<Option<_>>().unwrap_or_default();
    // Of fewer numbers those in front are 1.
    if argument == "dims" {
        while all.len() < shape.len() + 1 {
            all.insert(0, 1);
        }
    }
    let parts = match all.split_first() {
        Some((1, own)) => tiled(&shape, own).filter(|[_, wide, _]| count(wide).is_some()),
        Some(_) | None => None,
    };
    let Some(parts) = parts else {
        let finding = call.unsupported("the repeats do not keep the samples").found(format!("{repeats:?}"));
        return Err(finding.expected(format!("1 for the batch, and a number for each dimension of {shape:?}")).into());
    };
    repeated(call, tensor, parts)
}

/// Each element of a dimension repeated.
pub(super) fn import_interleave(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    if call.argument("dim").is_none() {
        return Err(call.unsupported("the samples of the batch are joined").expected("a dimension").into());
    }
    let axis = call.dim(0, tensor)?;
    let n = usize::try_from(call.int("repeats", 1)?).unwrap_or(0);
    let mut column = call.shape(tensor);
    let mut joined = column.clone();
    joined[axis] = joined[axis].saturating_mul(n);
    column.insert(axis + 1, 1);
    let mut wide = column.clone();
    wide[axis + 1] = n;
    if count(&wide).is_none_or(|n| n == 0) {
        return Err(call.malformed("repeats", "a positive number"));
    }
    repeated(call, tensor, [column, wide, joined])
}

/// The layers that repeat a tensor.
fn repeated(call: &mut Call, tensor: Tensor, [column, wide, joined]: [Vec<usize>; 3]) -> Made<Vec<Item>> {
    if column == wide {
        return Ok(vec![Item::Tensor(tensor)]);
    }
    let input = call.plain(tensor)?;
    let parts = call.reshaped("columns", input, &column)?;
    let attributes = vec![("target_shape", Setting::sizes(&wide))];
    let value = call.add("Broadcast", "Broadcast", attributes, &[parts], wide, Layout::Plain)?;
    let value = call.reshaped("joined", value, &joined)?;
    Ok(super::one(value, tensor.batch))
}
