//! `layer_norm` and `rms_norm` along the last dimensions.

use hlsmith_ir::Array;

use super::{Call, Item, Made, Tensor};
use crate::flow::{Layout, Setting};

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let tensor = call.tensor("input")?;
    let shape = call.shape(tensor);
    let is_centred = call.operator() == "layer_norm";
    let n_axes = call.ints("normalized_shape")?.map_or(0, |axes| axes.len());
    let axes = call.sizes("normalized_shape", n_axes, 1, &[])?;
    if axes.is_empty() || !shape.ends_with(&axes) || tensor.batch + axes.len() > shape.len() {
        let finding =
            call.unsupported("the normalisation does not run along the last dimensions").found(format!("{axes:?}"));
        return Err(finding.expected(format!("the last of {shape:?}")).into());
    }
    let n_slice: usize = axes.iter().product();
    let (gamma, beta) = (call.constant("weight")?, call.constant("bias")?);
    // Without one, a mean square has that of single precision.
    let epsilon = call.float("eps", if is_centred { 1e-5 } else { f64::from(f32::EPSILON) })?;
    let flat = |array: Option<Array>, missing: f32| match array {
        Some(array) => array.reshaped(vec![n_slice]),
        None => Array::from_f32(vec![n_slice], vec![missing; n_slice]),
    };
    let scale = flat(gamma, 1.0).ok_or_else(|| call.malformed("weight", format!("{n_slice} numbers")))?;
    let bias = flat(beta, 0.0).ok_or_else(|| call.malformed("bias", format!("{n_slice} numbers")))?;
    let mut stored = shape[..shape.len() - axes.len()].to_vec();
    stored.push(n_slice);
    let input = call.plain(tensor)?;
    let input = call.reshaped("flat", input, &stored)?;
    let attributes = vec![
        ("n_in", Setting::size(stored.iter().product())),
        ("n_slice", Setting::size(n_slice)),
        ("epsilon", Setting::float(epsilon)),
        ("centred", Setting::flag(is_centred)),
        ("scale", Setting::Weight("s", scale)),
        ("bias", Setting::Weight("b", bias)),
    ];
    let (origin, class) = (if is_centred { "LayerNormalization" } else { "RMSNormalization" }, "LayerNormalization");
    let value = call.add(origin, class, attributes, &[input], stored, Layout::Plain)?;
    let value = call.reshaped("shaped", value, &shape)?;
    Ok(vec![Item::Tensor(Tensor { value, batch: tensor.batch })])
}
