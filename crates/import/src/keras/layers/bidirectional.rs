//! `Bidirectional`: a recurrent layer and one that reads the sequence from its end.

use serde_json::Value;

use super::recurrent::{Settings, Weights, check_states};
use super::{Layer, Read, Setting, Step, Stop};
use crate::keras::config::{LayerConfig, shown};
use crate::keras::weights::Part;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let forward = inner(layer, "layer", "forward")?;
    let backward = match layer.setting("backward_layer") {
        Some(_) => inner(layer, "backward_layer", "backward")?,
        None => inner(layer, "layer", "backward")?,
    };
    let read = |config: &LayerConfig| Settings::read(&Layer { config, ..*layer });
    let (first, second) = (read(&forward)?, read(&backward)?);
    check_directions(layer, &first, &second)?;
    let n_states = check_states(layer, 2 * first.cell.n_states())?;
    let merge_mode = match layer.config.settings.get("merge_mode") {
        None => "concat",
        Some(Value::Null) => "none",
        Some(Value::String(mode)) if ["concat", "sum", "mul", "ave"].contains(&mode.as_str()) => mode,
        other => return Err(layer.malformed("merge_mode", other, "concat, sum, mul, ave or null").into()),
    };
    let n_arrays = first.n_arrays() + second.n_arrays();
    let part = |config: &LayerConfig, slot, first| Part {
        slots: vec![slot, "cell"],
        name: Some(config.name.clone()),
        first,
        n_arrays: Some(n_arrays),
    };
    let of_forward = first.weights(layer, part(&forward, "forward_layer", 0))?;
    let of_backward = second.weights(layer, part(&backward, "backward_layer", first.n_arrays()))?;
    if merge_mode == "none" || n_states > 0 || first.return_state {
        return Ok(apart([(first, of_forward), (second, of_backward)], merge_mode, n_states));
    }
    let width = if merge_mode == "concat" { first.n_out + second.n_out } else { first.n_out };
    let shape = first.result_shape(width);
    let mut attributes = first.common_attributes();
    attributes.extend([
        ("cell", Setting::choice(first.cell.as_str())),
        ("merge_mode", Setting::choice(merge_mode)),
        ("forward_n_out", Setting::size(first.n_out)),
        ("backward_n_out", Setting::size(second.n_out)),
        ("forward_weight", Setting::Weight("w_f_", of_forward.weight)),
        ("forward_bias", Setting::Weight("b_f_", of_forward.bias)),
        ("forward_recurrent_weight", Setting::Weight("wr_f_", of_forward.recurrent_weight)),
        ("forward_recurrent_bias", Setting::Weight("br_f_", of_forward.recurrent_bias)),
        ("backward_weight", Setting::Weight("w_b_", of_backward.weight)),
        ("backward_bias", Setting::Weight("b_b_", of_backward.bias)),
        ("backward_recurrent_weight", Setting::Weight("wr_b_", of_backward.recurrent_weight)),
        ("backward_recurrent_bias", Setting::Weight("br_b_", of_backward.recurrent_bias)),
    ]);
    Ok(vec![Step::new("Bidirectional", "Bidirectional", attributes, shape)])
}

/// A layer with more than one result, or with states as inputs: a step for each direction and one that joins them.
fn apart(scans: [(Settings, Weights); 2], merge_mode: &str, n_states: usize) -> Vec<Step> {
    let return_state = scans[0].0.return_state;
    let cell = scans[0].0.cell;
    let mut steps = Vec::new();
    for (index, ((settings, weights), suffix)) in scans.into_iter().zip(["forward", "backward"]).enumerate() {
        let settings = Settings { go_backwards: index == 1, ..settings };
        let own = (0..n_states / 2).map(|state| Read::Tensor(1 + index * (n_states / 2) + state));
        let step = settings.step(weights, n_states > 0, true);
        let reads = [Read::Tensor(0)].into_iter().chain(own).collect();
        steps.push(Step { suffix: Some(suffix.into()), reads: Some(reads), ..step });
    }
    let mut gives: Vec<Read> = (0..2).map(|step| Read::Result { step, output: 0 }).collect();
    if let Some(joined) = join(&steps, merge_mode) {
        steps.push(Step { reads: Some(gives), ..joined });
        gives = vec![Read::Result { step: 2, output: 0 }];
    }
    if return_state {
        let n_states = cell.n_states();
        gives.extend((0..2).flat_map(|step| (1..=n_states).map(move |output| Read::Result { step, output })));
    }
    if let Some(last) = steps.last_mut() {
        last.gives = Some(gives);
    }
    steps
}

/// The step that makes one result of two, if there is one.
fn join(steps: &[Step], merge_mode: &str) -> Option<Step> {
    let [forward, backward] = steps else { return None };
    let mut shape = forward.shape.clone();
    let function = match merge_mode {
        "sum" => "add",
        "mul" => "multiply",
        "ave" => "average",
        "concat" => {
            let axis = shape.len() - 1;
            shape[axis] += backward.shape[axis];
            let attributes = vec![("axis", Setting::size(axis))];
            return Some(Step::new("Concatenate", "Concatenate", attributes, shape));
        }
        _ => return None,
    };
    let attributes = vec![("function", Setting::choice(function)), ("n_elem", Setting::size(shape.iter().product()))];
    Some(Step::new("Merge", "Merge", attributes, shape))
}

/// The configuration of a layer inside this one.
fn inner(layer: &Layer, key: &str, direction: &str) -> Result<LayerConfig, Stop> {
    let expected = "a recurrent layer with class_name and config";
    let inner = layer.config.inner(key).ok_or_else(|| layer.malformed(key, layer.setting(key), expected))?;
    if inner.is_custom {
        let message = "the layer inside is of a custom class, whose code is never run";
        return Err(layer.unsupported(message).found(shown(&inner.class)).expected("SimpleRNN, LSTM or GRU").into());
    }
    Ok(LayerConfig { name: renamed(&inner.name, direction), ..inner })
}

/// The name that Keras gives a layer inside this one, which in a file may have it already.
fn renamed(name: &str, direction: &str) -> String {
    let bare = name.strip_prefix("forward_").or_else(|| name.strip_prefix("backward_")).unwrap_or(name);
    format!("{direction}_{bare}")
}

/// Refuses layers that differ in more than their weights and widths.
fn check_directions(layer: &Layer, first: &Settings, second: &Settings) -> Result<(), Stop> {
    let described = |settings: &Settings| {
        format!(
            "{} with {} and {}, slopes {:?}, reset_after={}, return_sequences={}, return_state={}",
            settings.cell,
            settings.activation.0,
            settings.recurrent_activation.0,
            [settings.activation.1, settings.recurrent_activation.1],
            settings.reset_after,
            settings.return_sequences,
            settings.return_state
        )
    };
    if described(first) != described(second) {
        return Err(layer
            .unsupported("the forward and the backward layer compute different functions")
            .found(described(second))
            .expected(described(first))
            .into());
    }
    if first.go_backwards {
        let message = "the forward layer of the layer reads the sequence from its end";
        return Err(layer.unsupported(message).found("go_backwards=true").expected("false").into());
    }
    Ok(())
}
