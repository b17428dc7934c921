//! `softmax` along one dimension, and the refusal of its logarithm.

use hlsmith_ir::Array;

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
        return Err(call.unsupported("the softmax behind a mask is not along the last dimension").into());
    }
    let mask = Mask::read(mask, false, &shape, |message| call.unsupported(message))?;
    let n_causal = mask.n_causal(shape.len().checked_sub(2).map_or(0, |axis| shape[axis]));
    let value = call.plain(tensor)?;
    let n_outer = shape.iter().rev().skip(1).product();
    let attributes = vec![("n_outer", Setting::size(n_outer)), ("n_causal", Setting::size(n_causal))];
    call.elementwise("Softmax", "Softmax", attributes, Tensor { value, ..tensor })
}

pub(super) fn refuse_logarithm(call: &mut Call) -> Made<Vec<Item>> {
    Err(call
        .unsupported("logarithms of a softmax are not computed, because they have no limit downwards")
        .found("log_softmax")
        .expected("softmax")
        .remedy("leave the layer out for inference, which keeps the order of the results, or use Softmax")
        .into())
}
