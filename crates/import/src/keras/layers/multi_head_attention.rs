//! `MultiHeadAttention`, as products with weights, products of two tensors and a softmax.
//!
//! Query, key and value are projected to heads; the scores of each head are the products of query and key, scaled by
//! `1 / sqrt(key_dim)`, which is a factor inside the exponential; the value is summed with the softmax of the scores and
//! projected to the result.

use hlsmith_ir::Array;
use hlsmith_ir::ops::ShapeError;
use serde_json::Value;

use super::{Layer, Read, Step, Stop, excerpt};
use crate::flow::attention;
use crate::flow::blocks::einsum_dense;
use crate::keras::weights::{Part, Place};

/// Numbers of axes: those of the sequence begin at 0, those that key and value have of their own at `OTHER`.
const OTHER: usize = 100;
const FEATURE: usize = 200;
const HEAD: usize = 201;
const KEY: usize = 202;
const VALUE: usize = 203;
const OUTPUT: usize = 204;

/// The argument by which each query sees the keys up to its own place alone.
const CAUSAL: &str = "use_causal_mask";

/// The parts of the layer in the order in which Keras creates them.
pub(super) const PARTS: [&str; 4] = ["query", "key", "value", "attention_output"];

/// What they are called in archives.
pub(super) const SLOTS: [&str; 4] = ["query_dense", "key_dense", "value_dense", "output_dense"];

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    check(layer)?;
    let geometry = Geometry::read(layer, operands(layer)?)?;
    let use_bias = layer.flag("use_bias", true)?;
    let mut steps = Vec::with_capacity(7);
    let project = |part: usize| {
        let Projection { axes, kernel, bias, shape } = geometry.projection(part);
        layer.check_elements(&shape)?;
        let (kernel, bias) = arrays(layer, part, use_bias, &kernel, &bias)?;
        einsum_dense([&axes[0], &axes[1], &axes[2]], kernel, bias, shape).ok_or(Stop::Unknown)
    };
    for part in 0..3 {
        let reads = Some(vec![Read::Tensor(geometry.tensors[part])]);
        steps.push(Step { suffix: Some(PARTS[part].into()), reads, ..project(part)? });
    }
    let shapes_of = [&steps[0].shape[..], &steps[1].shape[..], &steps[2].shape[..]];
    let reads = [0, 1, 2].map(|step| Read::Result { step, output: 0 });
    let scale = 1.0 / (geometry.key_dim as f64).sqrt();
    let n_causal = n_causal(layer, &geometry.shapes[0])?;
    let [scores, softmax, context] = attention::steps(&geometry.axes(), shapes_of, reads, 3, scale, n_causal)
        .map_err(|error| geometry.misfit(layer, error))?;
    layer.check_elements(&scores.shape)?;
    layer.check_elements(&context.shape)?;
    steps.extend([scores, softmax, Step { suffix: Some("context".into()), ..context }]);
    steps.push(project(3)?);
    Ok(steps)
}

/// What an attention is called with, and how large it is.
pub(super) struct Geometry {
    /// The positions of query, key and value among the tensors.
    pub(super) tensors: [usize; 3],
    /// Their shapes.
    pub(super) shapes: [Vec<usize>; 3],
    n_heads: usize,
    /// Length of the vectors whose products are the scores.
    pub(super) key_dim: usize,
    value_dim: usize,
    /// Extents of the result behind those of the sequence.
    outputs: Vec<usize>,
    /// The axes that attention runs over, sorted.
    pub(super) attended: Vec<usize>,
    /// The axes of the sequence of the query.
    own: Vec<usize>,
    /// Those of key and value, which share the ones that are not attended.
    other: Vec<usize>,
}

/// Products with the weights of a part of the layer.
pub(super) struct Projection {
    /// The axes of the tensor, of the kernel and of the result.
    pub(super) axes: [Vec<usize>; 3],
    /// Shape of the kernel.
    pub(super) kernel: Vec<usize>,
    /// Shape of the bias.
    pub(super) bias: Vec<usize>,
    /// Shape of the result.
    pub(super) shape: Vec<usize>,
}

impl Geometry {
    /// That of a layer, which reads query, value and key at these positions.
    pub(super) fn read(layer: &Layer, [query, value, key]: [usize; 3]) -> Result<Self, Stop> {
        let shape_at = |position: usize| -> Result<Vec<usize>, Stop> {
            let others = layer.others.iter().copied();
            let shape = [layer.shape].into_iter().chain(others).nth(position).flatten();
            shape.map(<[usize]>::to_vec).ok_or(Stop::Unknown)
        };
        let shapes = [shape_at(query)?, shape_at(key)?, shape_at(value)?];
        let rank = shapes[0].len();
        if rank < 2 || shapes.iter().any(|shape| shape.len() != rank) {
            let finding =
                layer.unsupported("the attention is over tensors of other ranks").found(format!("{shapes:?}"));
            return Err(finding.expected("query, key and value of one rank of at least 2").into());
        }
        let n_heads = layer.size("num_heads")?;
        let key_dim = layer.size("key_dim")?;
        let value_dim = if layer.setting("value_dim").is_some() { layer.size("value_dim")? } else { key_dim };
        let outputs = outputs(layer, shapes[0][rank - 1])?;
        let attended = attended(layer, rank)?;
        let own: Vec<usize> = (0..rank - 1).collect();
        let other = own.iter().map(|axis| if attended.contains(axis) { OTHER + axis } else { *axis }).collect();
        Ok(Self { tensors: [query, key, value], shapes, n_heads, key_dim, value_dim, outputs, attended, own, other })
    }

    /// The projection of a part, by its position in [`PARTS`].
    pub(super) fn projection(&self, part: usize) -> Projection {
        let (sequence, axis, width) = match part {
            0 => (&self.own, KEY, self.key_dim),
            1 => (&self.other, KEY, self.key_dim),
            2 => (&self.other, VALUE, self.value_dim),
            _ => return self.output(),
        };
        let extents = &self.shapes[part];
        let (extents, features) = (&extents[..extents.len() - 1], extents[extents.len() - 1]);
        Projection {
            axes: [with(sequence, &[FEATURE]), vec![FEATURE, HEAD, axis], with(sequence, &[HEAD, axis])],
            kernel: vec![features, self.n_heads, width],
            bias: vec![self.n_heads, width],
            shape: with(extents, &[self.n_heads, width]),
        }
    }

    /// The projection to the result.
    fn output(&self) -> Projection {
        let axes: Vec<usize> = (0..self.outputs.len()).map(|axis| OUTPUT + axis).collect();
        let sequence = &self.shapes[0][..self.own.len()];
        Projection {
            axes: [with(&self.own, &[HEAD, VALUE]), with(&[HEAD, VALUE], &axes), with(&self.own, &axes)],
            kernel: with(&[self.n_heads, self.value_dim], &self.outputs),
            bias: self.outputs.clone(),
            shape: with(sequence, &self.outputs),
        }
    }

    /// The axes of scores and sums.
    pub(super) fn axes(&self) -> attention::Axes {
        let shared: Vec<usize> = self.own.iter().copied().filter(|axis| !self.attended.contains(axis)).collect();
        let keys: Vec<usize> = self.attended.iter().map(|axis| OTHER + axis).collect();
        let scores = [&shared[..], &[HEAD], &self.attended, &keys].concat();
        attention::Axes {
            query: with(&self.own, &[HEAD, KEY]),
            key: with(&self.other, &[HEAD, KEY]),
            value: with(&self.other, &[HEAD, VALUE]),
            n_keys: keys.len(),
            scores,
            output: with(&self.own, &[HEAD, VALUE]),
        }
    }

    /// The refusal of tensors that do not fit each other.
    pub(super) fn misfit(&self, layer: &Layer, error: ShapeError) -> Stop {
        let message = "query, key and value of the attention do not fit each other";
        Stop::from(layer.unsupported(message).found(error.found).expected(error.expected))
    }
}

/// The number of queries where each sees the keys up to its own place alone, else 0.
pub(super) fn n_causal(layer: &Layer, query: &[usize]) -> Result<usize, Stop> {
    if !layer.call.is_some_and(|call| call.flags.iter().any(|flag| flag == CAUSAL)) {
        return Ok(0);
    }
    match query {
        [n_queries, _] => Ok(*n_queries),
        shape => {
            let finding = layer.unsupported("a causal mask over several axes is not supported");
            Err(finding.found(format!("a query of shape {shape:?}")).expected("a sequence of vectors").into())
        }
    }
}

/// Both lists one after the other.
fn with(first: &[usize], second: &[usize]) -> Vec<usize> {
    [first, second].concat()
}

/// Refuses what the layer can be told and hardware is not told.
pub(super) fn check(layer: &Layer) -> Result<(), Stop> {
    if layer.is_training() {
        let finding = layer.unsupported("the layer is called with training=True, so that it drops scores");
        return Err(finding.expected("a call without training=True").into());
    }
    for setting in ["use_gate", "sliding_window"] {
        if let Some(value) = layer.setting(setting).filter(|value| **value != Value::Bool(false)) {
            let finding = layer.unsupported(&format!("the setting `{setting}` of the attention is not supported"));
            return Err(finding.found(excerpt(value)).expected("none").into());
        }
    }
    let flags = layer.call.map_or(&[][..], |call| &call.flags);
    if flags.iter().any(|flag| flag == "return_attention_scores") {
        let finding = layer.unsupported("the attention gives its scores as well").found("return_attention_scores=True");
        return Err(finding.expected("a call without it").into());
    }
    if let Some(flag) = flags.iter().find(|flag| flag.ends_with("_mask") && *flag != CAUSAL) {
        let finding = layer.unsupported("the attention is called with a mask of its own").found(flag.as_str());
        return Err(finding.expected("none, or use_causal_mask=True").into());
    }
    let keywords = layer.call.map_or(&[][..], |call| &call.keywords);
    let known = ["query", "value", "key"];
    if let Some((keyword, _)) = keywords.iter().find(|(keyword, _)| !known.contains(&keyword.as_str())) {
        let finding = layer.unsupported("the attention reads a tensor besides query, value and key");
        let finding = finding.found(super::shown(keyword)).expected(known.join(", "));
        return Err(finding.remedy("of masks, use_causal_mask=True is possible").into());
    }
    Ok(())
}

/// The positions of query, value and key among the tensors of the layer; the key is the value where there is none.
pub(super) fn operands(layer: &Layer) -> Result<[usize; 3], Stop> {
    let n_tensors = 1 + layer.others.len();
    let keywords = layer.call.map_or(&[][..], |call| &call.keywords);
    let n_positional = n_tensors.saturating_sub(keywords.len());
    let position = |name: &str, order: usize| {
        let keyword = keywords.iter().find(|(keyword, _)| keyword == name).map(|(_, position)| *position);
        keyword.or_else(|| (order < n_positional).then_some(order))
    };
    let (query, value, key) = (position("query", 0), position("value", 1), position("key", 2));
    match (query, value) {
        (Some(query), Some(value)) if n_tensors <= 3 => Ok([query, value, key.unwrap_or(value)]),
        _ => {
            let finding = layer.unsupported("the attention is called with other tensors than query, value and key");
            Err(finding.found(format!("{n_tensors} tensors")).expected("query, value and perhaps key").into())
        }
    }
}

/// The extents of the result behind those of the sequence.
fn outputs(layer: &Layer, features: usize) -> Result<Vec<usize>, Stop> {
    let value = layer.setting("output_shape");
    let extent =
        |value: &Value| value.as_u64().and_then(|extent| usize::try_from(extent).ok()).filter(|&extent| extent > 0);
    let extents = match value {
        None => Some(vec![features]),
        Some(Value::Array(values)) => values.iter().map(extent).collect::<Option<Vec<_>>>().filter(|e| !e.is_empty()),
        Some(value) => extent(value).map(|extent| vec![extent]),
    };
    extents.ok_or_else(|| layer.malformed("output_shape", value, "a positive integer or a list of them").into())
}

/// The axes that attention runs over, sorted; all of the sequence where none are set.
fn attended(layer: &Layer, rank: usize) -> Result<Vec<usize>, Stop> {
    let axes = match layer.setting("attention_axes") {
        None => return Ok((0..rank - 1).collect()),
        Some(_) => layer.axes("attention_axes", rank)?,
    };
    if axes.is_empty() || axes.contains(&(rank - 1)) {
        let finding = layer.unsupported("the attention does not run over axes of the sequence");
        return Err(finding
            .found(format!("attention_axes={axes:?}"))
            .expected("axes between batch and features")
            .into());
    }
    Ok(axes)
}

/// Kernel and bias of a part of the layer.
fn arrays(
    layer: &Layer,
    part: usize,
    use_bias: bool,
    kernel: &[usize],
    bias: &[usize],
) -> Result<(Array, Option<Array>), Stop> {
    layer.check_elements(kernel)?;
    let each = 1 + usize::from(use_bias);
    let own =
        Part { slots: vec![SLOTS[part]], name: Some(PARTS[part].into()), first: part * each, n_arrays: Some(4 * each) };
    let place = Place { part: Some(own), ..layer.config.place.clone() };
    let mut arrays = layer.arrays_at(&place, &[("kernel", kernel, true), ("bias", bias, use_bias)])?.into_iter();
    match (arrays.next(), arrays.next()) {
        (Some(Some(kernel)), Some(bias)) => Ok((kernel, bias)),
        _ => Err(Stop::Unknown),
    }
}
