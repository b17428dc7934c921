//! `softmax` along one dimension, and the refusal of its logarithm.

use hlsmith_ir::Array;

use super::arithmetic::part;
use super::concatenation::{constant_beside, joined};
use super::part::taken;
use super::selection::chosen;
use super::{Call, Item, Made, Tensor};
use crate::flow::Setting;
use crate::flow::mask::Mask;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    if let Item::Masked(tensor, mask) = call.item("self")?.clone() {
        return masked(call, tensor, &mask);
    }
    let tensor = call.tensor("self")?;
    let axis = call.dim(-1, tensor)?;
    let place = call.importer.flow.axis(tensor.value, axis);
    let stored = call.importer.flow.stored(tensor.value).to_vec();
    let product = |extents: &[usize]| Setting::size(extents.iter().product());
    let attributes = vec![("n_outer", product(&stored[..place])), ("n_inner", product(&stored[place + 1..]))];
    call.elementwise("Softmax", "Softmax", attributes, tensor)
}

/// The softmax of scores behind a mask.
fn masked(call: &mut Call, tensor: Tensor, mask: &Array) -> Made<Vec<Item>> {
    call.check_batch(tensor)?;
    let shape = call.shape(tensor);
    if call.dim(-1, tensor)? + 1 != shape.len() {
        return Err(call
            .unsupported("the softmax behind a mask is not along the last dimension")
            .expected("the last dimension")
            .remedy("transpose the scores before the mask")
            .into());
    }
    let mask = Mask::read(mask, false, &shape, |message| call.unsupported(message))?;
    if let Mask::Seen(places) = &mask {
        let seen = chosen(call, "seen", tensor, shape.len() - 1, places)?;
        let weights = part(call, "weights", |call| masked(call, seen, &Array::zeros(Vec::new())))?;
        return spread(call, weights, places, &shape);
    }
    let n_causal = mask.n_causal(shape.len().checked_sub(2).map_or(0, |axis| shape[axis]));
    let value = call.plain(tensor)?;
    let n_outer = shape.iter().rev().skip(1).product();
    let attributes = vec![("n_outer", Setting::size(n_outer)), ("n_causal", Setting::size(n_causal))];
    call.elementwise("Softmax", "Softmax", attributes, Tensor { value, ..tensor })
}

/// The weights of the keys that are seen at their places in a shape, and zeros at the others.
fn spread(call: &mut Call, weights: Tensor, places: &[usize], shape: &[usize]) -> Made<Vec<Item>> {
    let Some((&n_keys, outer)) = shape.split_last() else { return Err(call.malformed("self", "scores")) };
    let (keys, mut parts, mut n_seen) = ((0..n_keys).collect::<Vec<_>>(), Vec::new(), 0);
    for (position, run) in keys.chunk_by(|a, b| places.contains(a) == places.contains(b)).enumerate() {
        if run.first().is_some_and(|key| places.contains(key)) {
            parts.push(taken(call, &format!("seen_{position}"), weights, outer.len(), n_seen, run.len())?);
            n_seen += run.len();
        } else {
            let zeros = Array::zeros([&[1], outer, &[run.len()]].concat());
            parts.push(constant_beside(call, position, &zeros, weights)?.value);
        }
    }
    let value = joined(call, "", &parts, outer.len())?;
    Ok(super::one(value, weights.batch))
}

pub(super) fn refuse_logarithm(call: &mut Call) -> Made<Vec<Item>> {
    Err(call
        .unsupported("logarithms of a softmax are not computed, because they have no limit downwards")
        .found("log_softmax")
        .expected("softmax")
        .remedy("leave the layer out for inference, which keeps the order of the results, or use Softmax")
        .into())
}
