//! `QSALTAttention`: an attention whose keys and values are first projected, as a whole or in clusters, and whose scores
//! go through a convolution.

use serde_json::Value;

use super::super::{Layer, Read, Setting, Step, Stop};
use super::linformer_attention::products;
use super::multi_head_attention::{attend, part_config, read};
use super::quantizer::place_of;
use super::{QuantizedWeights, Quantizer, append, inner, plain};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let mut geometry = read(layer)?;
    let is_sequence = |shape: &Vec<usize>| shape.len() == 2;
    if geometry.attended != [0] || !geometry.shapes.iter().all(is_sequence) {
        let finding = layer.unsupported("the attention is not one of sequences of vectors");
        return Err(finding.found(format!("{:?}", geometry.shapes)).expected("steps and elements").into());
    }
    let slots = if layer.flag("share_kv_proj", false)? { ["_lin_k_proj"; 2] } else { ["_lin_k_proj", "_lin_v_proj"] };
    let parts = [("key_lin", "cluster_k_proj"), ("value_lin", "cluster_v_proj")];
    let mut steps = Vec::new();
    let mut reads = geometry.tensors.map(Read::Tensor);
    for (part, (slot, (name, flag))) in slots.into_iter().zip(parts).enumerate() {
        let own = projection(layer, &geometry.shapes[part + 1], slot, layer.flag(flag, false)?, part == 1)?;
        geometry.shapes[part + 1] = own.last().map_or_else(Vec::new, |step| step.shape.clone());
        reads[part + 1] = append(&mut steps, own, name, reads[part + 1]);
    }
    attend(layer, &geometry, steps, reads, convolved)
}

/// The steps that project a sequence to another number of steps: each of them of all steps, or of a cluster of them.
fn projection(
    layer: &Layer,
    input: &[usize],
    slot: &'static str,
    clusters: bool,
    is_value: bool,
) -> Result<Vec<Step>, Stop> {
    let n_steps = layer.size("lin_kv_proj_dim")?;
    let &[n_in, width] = input else { return Err(Stop::Unknown) };
    let shape = [n_steps, width];
    layer.check_elements(&shape)?;
    if !clusters {
        return products(layer, slot, input, [&[0, 1], &[0, 2], &[2, 1]], &[n_in, n_steps], &shape);
    }
    let length = n_in.div_ceil(n_steps);
    let missing = length * n_steps - n_in;
    layer.check_elements(&[length, n_steps, width])?;
    let mut steps = Vec::new();
    if missing > 0 {
        let attributes = vec![
            ("in_width", Setting::size(n_in)),
            ("n_chan", Setting::size(width)),
            ("pad_left", Setting::size(0)),
            ("pad_right", Setting::size(missing)),
        ];
        let step = Step::new("ZeroPadding1D", "ZeroPadding1D", attributes, vec![n_in + missing, width]);
        steps.push(Step { suffix: Some("padded".into()), ..step });
    } else if is_value {
        // HGQ2 0.2 leaves such a value as it is, and cannot call the layer.
        let finding = layer.unsupported("the clusters of the values divide their steps").found(n_in.to_string());
        return Err(finding.expected(format!("no multiple of {n_steps}")).remedy("set cluster_v_proj=False").into());
    }
    let clustered = vec![n_steps, length, width];
    steps.push(Step { suffix: Some("clusters".into()), ..layer.reshaped(clustered.clone()) });
    let axes: [&[usize]; 3] = [&[0, 1, 2], &[0, 1], &[0, 2]];
    steps.extend(products(layer, slot, &clustered, axes, &[n_steps, length], &shape)?);
    Ok(steps)
}

/// The steps that make of scores `[heads, queries, keys]` what the softmax reads.
fn convolved(layer: &Layer, shape: &[usize]) -> Result<Vec<Step>, Stop> {
    let value = layer.setting("conv_size");
    let size = value.map_or(Some(3), Value::as_u64);
    let Some(size) = size else { return Err(layer.malformed("conv_size", value, "a size").into()) };
    if size == 0 {
        return Ok(Vec::new());
    }
    let slots = ["conv", "iq", "quantizer"];
    let mut steps = Vec::new();
    if layer.weights.all(&place_of(layer, &slots)).is_ok_and(|arrays| !arrays.is_empty()) {
        let settings = layer.setting("qkvo_iq_conf").unwrap_or(&Value::Null);
        let quantizer = Quantizer::read(layer, settings, &slots, shape, true)?;
        steps.extend(quantizer.map(|quantizer| quantizer.step(Some("iq".into()), shape)));
    }
    let Some(&heads) = shape.first() else { return Err(Stop::Unknown) };
    let is_separate = layer.flag("separate_conv", false)?;
    let mut config = part_config(layer, &[("kq_conf", "qkvo_kq_conf"), ("bq_conf", "qkvo_bq_conf")], &["conv"]);
    let own = [
        ("filters", Value::from(heads)),
        ("kernel_size", size.into()),
        ("padding", "same".into()),
        ("groups", if is_separate { heads } else { 1 }.into()),
        ("data_format", "channels_first".into()),
    ];
    config.settings.extend(own.map(|(key, value)| (key.to_owned(), value)));
    let part = Layer { config: &config, shape: Some(shape), others: &[], ..*layer };
    let own = plain(&part, &inner(&part, "Conv2D")?, &QuantizedWeights { layer: &part, fold: None })?;
    steps.extend(own.into_iter().map(|step| match step.suffix {
        None => Step { suffix: Some("products".into()), ..step },
        Some(_) => step,
    }));
    Ok(steps)
}
