//! `QMultiHeadAttention`: projections with quantised weights around products of two tensors and a quantised softmax;
//! `QMultiHeadAttentionT`: with tables in place of weights.
//!
//! Each projection has quantizers in front of it and behind it but the last, whose result is that of the layer. With
//! `fuse` query and key, or key and value, share the quantizer in front, which is stored with the key. The factor
//! `1 / sqrt(key_dim)` stands inside the exponential.

use serde_json::{Map, Value};

use super::super::multi_head_attention::{self as base, Geometry, PARTS, SLOTS};
use super::super::{Layer, Read, Step, Stop, excerpt};
use super::quantizer::place_of;
use super::{QuantizedWeights, Quantizer, append, softmax, tables};
use crate::flow::attention;
use crate::flow::blocks::einsum_dense;
use crate::keras::config::LayerConfig;
use crate::keras::weights::WeightSource;

/// The settings of the softmax inside, by their names in a softmax and in this layer.
const SOFTMAX: [(&str, &str); 6] = [
    ("iq_conf", "softmax_iq_conf"),
    ("exp_iq_conf", "softmax_exp_iq_conf"),
    ("exp_oq_conf", "softmax_exp_oq_conf"),
    ("inv_iq_conf", "softmax_inv_iq_conf"),
    ("inv_oq_conf", "softmax_inv_oq_conf"),
    ("oq_conf", "softmax_oq_conf"),
];

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let geometry = read(layer)?;
    let reads = geometry.tensors.map(Read::Tensor);
    attend(layer, &geometry, Vec::new(), reads, |_, _| Ok(Vec::new()))
}

/// What the layer is called with, once it is known that it can be carried out.
pub(super) fn read(layer: &Layer) -> Result<Geometry, Stop> {
    base::check(layer)?;
    if layer.flag("enable_oq", false)? {
        let finding = layer.unsupported("the attention has a quantizer of its output, which HGQ2 does not make");
        return Err(finding.found("enable_oq=True").expected("enable_oq=False, and a Quantizer behind").into());
    }
    // A single tensor is query, value and key.
    let operands = if layer.others.is_empty() { [0; 3] } else { base::operands(layer)? };
    let geometry = Geometry::read(layer, operands)?;
    if base::n_causal(layer, &geometry.shapes[0])? > 0 {
        let finding = layer.unsupported("the attention is called with a mask, which its tables do not know");
        return Err(finding.found("use_causal_mask=True").expected("a call without it").into());
    }
    Ok(geometry)
}

/// Steps and the attention behind them, which reads query, key and value there; `between` gives the steps between the scores
/// and their softmax.
pub(super) fn attend(
    layer: &Layer,
    geometry: &Geometry,
    mut steps: Vec<Step>,
    tensors: [Read; 3],
    between: impl FnOnce(&Layer, &[usize]) -> Result<Vec<Step>, Stop>,
) -> Result<Vec<Step>, Stop> {
    let fused = fused(layer)?;
    let mut projected = Vec::new();
    for part in 0..3 {
        let slot = SLOTS[if fused.contains(&PARTS[part]) { 1 } else { part }];
        let own = projection(layer, geometry, part, slot, true)?;
        projected.push((append(&mut steps, own, PARTS[part], tensors[part]), steps.len() - 1));
    }
    let shapes_of = [0, 1, 2].map(|part: usize| steps[projected[part].1].shape.clone());
    let reads = [projected[0].0, projected[1].0, projected[2].0];
    let shapes = [&shapes_of[0][..], &shapes_of[1][..], &shapes_of[2][..]];
    let [scores, _, context] = attention::steps(&geometry.axes(), shapes, reads, steps.len(), 1.0, 0)
        .map_err(|error| geometry.misfit(layer, error))?;
    layer.check_elements(&scores.shape)?;
    layer.check_elements(&context.shape)?;
    let shape = scores.shape.clone();
    steps.push(scores);
    let read = Read::Result { step: steps.len() - 1, output: 0 };
    let read = append(&mut steps, between(layer, &shape)?, "scores", read);
    let own = softmax_steps(layer, geometry, &shape)?;
    let weights = append(&mut steps, own, "softmax", read);
    let context_shape = context.shape.clone();
    steps.push(Step { suffix: Some("context".into()), reads: Some(vec![weights, reads[2]]), ..context });
    let read = Read::Result { step: steps.len() - 1, output: 0 };
    let inside = Layer { shape: Some(&context_shape), ..*layer };
    let own = projection(&inside, geometry, 3, SLOTS[3], false)?;
    append(&mut steps, own, PARTS[3], read);
    if let Some(last) = steps.last_mut() {
        last.suffix = None;
    }
    Ok(steps)
}

/// The projections that share the quantizer of the key.
fn fused(layer: &Layer) -> Result<&'static [&'static str], Stop> {
    match layer.word("fuse")? {
        None | Some("none") => Ok(&[]),
        Some("kv") => Ok(&["value"]),
        Some("qkv") => Ok(&["query", "value"]),
        Some(other) => {
            let finding = layer.unsupported("the setting `fuse` of the attention is not supported").found(other);
            Err(finding.expected("none, kv or qkv").into())
        }
    }
}

/// The steps of a projection: its quantizer in front, which is stored in a slot, the products, and the one behind.
fn projection(
    layer: &Layer,
    geometry: &Geometry,
    part: usize,
    input_slot: &'static str,
    has_oq: bool,
) -> Result<Vec<Step>, Stop> {
    let own = geometry.projection(part);
    let input = match part {
        3 => layer.input()?.to_vec(),
        _ => geometry.shapes[part].clone(),
    };
    let quantizer = |key: &str, slots: &[&'static str], shape: &[usize]| {
        Quantizer::read(layer, layer.setting(key).unwrap_or(&Value::Null), slots, shape, true)
    };
    let behind = || -> Result<Option<Step>, Stop> {
        if !has_oq {
            return Ok(None);
        }
        let behind = quantizer("qkvo_oq_conf", &[SLOTS[part], "oq", "quantizer"], &own.shape)?;
        Ok(behind.map(|quantizer| quantizer.step(Some("oq".into()), &own.shape)))
    };
    if layer.config.class.ends_with('T') {
        let mut steps = tables::projection(layer, geometry, part, &input)?;
        steps.extend(behind()?);
        return Ok(steps);
    }
    let mut steps = Vec::new();
    if part == 3 || layer.flag("enable_iq", true)? {
        let before = quantizer("qkvo_iq_conf", &[input_slot, "iq", "quantizer"], &input)?;
        steps.extend(before.map(|quantizer| quantizer.step(Some("iq".into()), &input)));
    }
    let config = part_config(layer, &[("kq_conf", "qkvo_kq_conf"), ("bq_conf", "qkvo_bq_conf")], &[SLOTS[part]]);
    let inner = Layer { config: &config, ..*layer };
    // A softmax over the keys does not see their bias.
    let has_bias = part != 1 && layer.flag("use_bias", true)?;
    let roles = if has_bias { &["kernel", "bias"][..] } else { &["kernel"] };
    let found = QuantizedWeights { layer: &inner, fold: None }.find(&config.place, roles)?;
    let mut arrays = found
        .into_iter()
        .zip([("kernel", &own.kernel), ("bias", &own.bias)])
        .map(|(found, (role, shape))| crate::keras::weights::read(found, role, shape, &config.place));
    let (Some(kernel), bias) = (arrays.next().transpose()?, arrays.next().transpose()?) else {
        return Err(Stop::Unknown);
    };
    let [left, right, output] = &own.axes;
    steps.push(einsum_dense([left, right, output], kernel, bias, own.shape.clone()).ok_or(Stop::Unknown)?);
    steps.extend(behind()?);
    Ok(steps)
}

/// The steps of the softmax of scores of a shape, over the last axes.
fn softmax_steps(layer: &Layer, geometry: &Geometry, shape: &[usize]) -> Result<Vec<Step>, Stop> {
    let mut config = part_config(layer, &SOFTMAX, &["_softmax"]);
    let n_keys = geometry.attended.len() as i64;
    let own = [
        ("stable", layer.setting("stable_softmax").cloned().unwrap_or(Value::Bool(true))),
        ("axes", (-n_keys..0).collect::<Vec<i64>>().into()),
        ("input_scaler", (1.0 / (geometry.key_dim as f64).sqrt()).into()),
        ("enable_iq", Value::Bool(false)),
        ("enable_oq", Value::Bool(true)),
    ];
    config.settings.extend(own.map(|(key, value)| (key.to_owned(), value)));
    if let Some(value) =
        layer.setting("softmax_allow_heterogeneous_table").filter(|value| **value != Value::Bool(false))
    {
        let finding = layer.unsupported("the tables of the softmax differ from element to element");
        return Err(finding.found(excerpt(value)).expected("softmax_allow_heterogeneous_table=False").into());
    }
    softmax::import(&Layer { config: &config, shape: Some(shape), others: &[], ..*layer })
}

/// A part of the layer as a layer with settings of this one under other names.
pub(super) fn part_config(layer: &Layer, settings: &[(&str, &str)], slots: &[&'static str]) -> LayerConfig {
    let own = |(key, name): &(&str, &str)| Some(((*key).to_owned(), layer.setting(name)?.clone()));
    LayerConfig {
        name: layer.config.name.clone(),
        class: layer.config.class.clone(),
        is_custom: false,
        package: None,
        settings: settings.iter().filter_map(own).collect::<Map<_, _>>(),
        calls: Vec::new(),
        nested: None,
        place: place_of(layer, slots),
    }
}
