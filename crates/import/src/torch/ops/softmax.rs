//! `softmax` along one dimension, and the refusal of its logarithm.

use super::{Call, Item, Made};
use crate::flow::Setting;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("self")?;
    let axis = call.dim(-1, tensor)?;
    let place = call.importer.flow.axis(tensor.value, axis);
    let stored = call.importer.flow.stored(tensor.value).to_vec();
    let product = |extents: &[usize]| Setting::size(extents.iter().product());
    let attributes = vec![("n_outer", product(&stored[..place])), ("n_inner", product(&stored[place + 1..]))];
    call.elementwise("Softmax", "Softmax", attributes, tensor)
}

pub(super) fn refuse_logarithm(call: &mut Call) -> Made<Vec<Item>> {
    Err(call
        .unsupported("logarithms of a softmax are not computed, because they have no limit downwards")
        .found("log_softmax")
        .expected("softmax")
        .remedy("leave the layer out for inference, which keeps the order of the results, or use Softmax")
        .into())
}
