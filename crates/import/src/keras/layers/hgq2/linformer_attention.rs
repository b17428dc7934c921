//! `QLinformerAttention`: an attention whose keys and values are first projected along the axes that it runs over.
//!
//! The projections have a quantizer in front and quantised weights without biases; whether there is one behind is told by
//! its widths in the file.

use hlsmith_ir::Array;
use serde_json::Value;

use super::super::multi_head_attention::Geometry;
use super::super::{Layer, Read, Step, Stop, excerpt};
use super::multi_head_attention::{attend, part_config, read};
use super::quantizer::place_of;
use super::{QuantizedWeights, Quantizer, append, tables};
use crate::flow::blocks::einsum_dense;
use crate::keras::weights::WeightSource;

/// Numbers of the axes that take the place of those attended.
const PROJECTED: usize = 300;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let mode = layer.word("lin_kv_proj_mode")?.unwrap_or("dense");
    let has_tables = mode == "dense_t" && layer.config.class.ends_with('T');
    if mode != "dense" && !has_tables {
        let finding = layer.unsupported("the projections of keys and values are of an unknown kind").found(mode);
        return Err(finding.expected("dense, or dense_t in a QLinformerAttentionT").into());
    }
    let mut geometry = read(layer)?;
    let slots = if layer.flag("share_kv_proj", false)? { ["_lin_k_proj"; 2] } else { ["_lin_k_proj", "_lin_v_proj"] };
    let mut steps = Vec::new();
    let mut reads = geometry.tensors.map(Read::Tensor);
    for (part, (slot, name)) in slots.into_iter().zip(["key_lin", "value_lin"]).enumerate() {
        let own = projection(layer, &geometry, part + 1, slot, has_tables)?;
        geometry.shapes[part + 1] = own.last().map_or_else(Vec::new, |step| step.shape.clone());
        reads[part + 1] = append(&mut steps, own, name, reads[part + 1]);
    }
    attend(layer, &geometry, steps, reads, |_, _| Ok(Vec::new()))
}

/// The steps that project the key or the value, by its position.
fn projection(
    layer: &Layer,
    geometry: &Geometry,
    part: usize,
    slot: &'static str,
    has_tables: bool,
) -> Result<Vec<Step>, Stop> {
    let input = &geometry.shapes[part];
    let value = layer.setting("lin_kv_proj_dim");
    let size = |value: &Value| value.as_u64().and_then(|size| usize::try_from(size).ok()).filter(|&size| size > 0);
    let sizes = value.and_then(Value::as_array).and_then(|sizes| sizes.iter().map(size).collect::<Option<Vec<_>>>());
    let sizes = sizes.filter(|sizes| sizes.len() == geometry.attended.len()).ok_or_else(|| {
        let finding = layer.unsupported("the layer does not project the axes that it attends");
        finding.found(value.map_or_else(|| "nothing".into(), excerpt)).expected("a size for each of them")
    })?;
    let mut shape = input.clone();
    let left: Vec<usize> = (0..input.len()).collect();
    let mut output = left.clone();
    for (&axis, &size) in geometry.attended.iter().zip(&sizes) {
        (shape[axis], output[axis]) = (size, PROJECTED + axis);
    }
    layer.check_elements(&shape)?;
    let extents: Vec<usize> = geometry.attended.iter().map(|&axis| input[axis]).chain(sizes).collect();
    let right: Vec<usize> =
        [0, PROJECTED].iter().flat_map(|base| geometry.attended.iter().map(move |axis| base + axis)).collect();
    let mut steps = Vec::new();
    if has_tables {
        steps.extend(tables::attended(layer, &[slot], [&left, &right, &output], &extents, false)?.steps(input)?);
    } else {
        steps.extend(products(layer, slot, input, [&left, &right, &output], &extents, &shape)?);
    }
    let behind = [slot, "oq", "quantizer"];
    if layer.weights.all(&place_of(layer, &behind)).is_ok_and(|arrays| !arrays.is_empty()) {
        steps.extend(quantizer(layer, "qkvo_oq_conf", &behind, &shape)?);
    }
    Ok(steps)
}

/// The step of a quantizer, whose suffix is the name of its kind.
fn quantizer(layer: &Layer, key: &str, slots: &[&'static str; 3], shape: &[usize]) -> Result<Option<Step>, Stop> {
    let quantizer = Quantizer::read(layer, layer.setting(key).unwrap_or(&Value::Null), slots, shape, true)?;
    Ok(quantizer.map(|quantizer| quantizer.step(Some(slots[1].into()), shape)))
}

/// Products with quantised weights, and the quantizer in front of them.
pub(super) fn products(
    layer: &Layer,
    slot: &'static str,
    input: &[usize],
    axes: [&[usize]; 3],
    extents: &[usize],
    shape: &[usize],
) -> Result<Vec<Step>, Stop> {
    let config = part_config(layer, &[("kq_conf", "qkvo_kq_conf")], &[slot]);
    let inner = Layer { config: &config, ..*layer };
    let found = QuantizedWeights { layer: &inner, fold: None }.find(&config.place, &["kernel"])?;
    let kernels: Vec<Array> = found
        .into_iter()
        .map(|found| crate::keras::weights::read(found, "kernel", extents, &config.place))
        .collect::<Result<_, _>>()?;
    let kernel = kernels.into_iter().next().ok_or(Stop::Unknown)?;
    let mut steps: Vec<Step> =
        quantizer(layer, "qkvo_iq_conf", &[slot, "iq", "quantizer"], input)?.into_iter().collect();
    steps.push(einsum_dense(axes, kernel, None, shape.to_vec()).ok_or(Stop::Unknown)?);
    Ok(steps)
}
