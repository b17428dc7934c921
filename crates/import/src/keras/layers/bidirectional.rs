//! `Bidirectional`: a recurrent layer and one that reads the sequence from its end.

use hlsmith_ir::ops::Cell;
use serde_json::Value;

use super::recurrent::Settings;
use super::{Layer, Reads, Setting, Step, Stop};
use crate::keras::config::{LayerConfig, shown};
use crate::keras::weights::Part;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let forward = inner(layer, "layer", "forward")?;
    let backward = match layer.setting("backward_layer") {
        Some(_) => inner(layer, "backward_layer", "backward")?,
        None => LayerConfig { name: renamed(&forward.name, "backward"), ..copy(&forward) },
    };
    let read = |config: &LayerConfig| Settings::read(&Layer { config, ..*layer });
    let (mut first, second) = (read(&forward)?, read(&backward)?);
    check_directions(layer, &first, &second)?;
    let n_extra = layer.others.len();
    if n_extra > 0 && n_extra != 2 * first.cell.n_states() {
        return Err(layer
            .unsupported("the layer is called with another number of tensors than it has states")
            .found(format!("{n_extra} tensors behind the sequence"))
            .expected(format!("none or {}", 2 * first.cell.n_states()))
            .into());
    }
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
        n_arrays,
    };
    let of_forward = first.weights(layer, part(&forward, "forward_layer", 0))?;
    let of_backward = second.weights(layer, part(&backward, "backward_layer", first.n_arrays()))?;
    let width = match merge_mode {
        "concat" => first.n_out + second.n_out,
        _ => first.n_out,
    };
    let shape = first.result_shape(width);
    if first.cell == Cell::SimpleRnn {
        first.recurrent_activation = first.activation;
    }
    let mut attributes = first.common_attributes(n_extra > 0);
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
    let mut more = Vec::new();
    if merge_mode == "none" {
        more.push(first.result_shape(second.n_out));
    }
    if first.return_state {
        let states = |settings: &Settings| vec![vec![settings.n_out]; settings.cell.n_states()];
        more.extend(states(&first).into_iter().chain(states(&second)));
    }
    let step = Step::new("Bidirectional", "Bidirectional", attributes, shape);
    Ok(vec![Step { reads: Reads::Before((1..=n_extra).collect()), more, ..step }])
}

/// The configuration of a layer inside this one.
fn inner(layer: &Layer, key: &str, direction: &str) -> Result<LayerConfig, Stop> {
    let malformed = || layer.malformed(key, layer.setting(key), "a recurrent layer with class_name and config");
    let value = layer.setting(key).and_then(Value::as_object).ok_or_else(malformed)?;
    let class = value.get("class_name").and_then(Value::as_str).ok_or_else(malformed)?;
    let settings = value.get("config").and_then(Value::as_object).ok_or_else(malformed)?;
    let name = settings.get("name").and_then(Value::as_str).ok_or_else(malformed)?;
    let is_custom = value.get("registered_name").and_then(Value::as_str).is_some_and(|name| name.contains('>'));
    if is_custom {
        let message = "the layer inside is of a custom class, whose code is never run";
        return Err(layer.unsupported(message).found(shown(class)).expected("SimpleRNN, LSTM or GRU").into());
    }
    Ok(LayerConfig {
        name: renamed(name, direction),
        class: class.to_owned(),
        settings: settings.clone(),
        ..copy(layer.config)
    })
}

/// The name that Keras gives a layer inside this one, which in a file may have it already.
fn renamed(name: &str, direction: &str) -> String {
    let bare = name.strip_prefix("forward_").or_else(|| name.strip_prefix("backward_")).unwrap_or(name);
    format!("{direction}_{bare}")
}

/// A layer without its calls and without a model inside.
fn copy(config: &LayerConfig) -> LayerConfig {
    LayerConfig {
        name: config.name.clone(),
        class: config.class.clone(),
        is_custom: false,
        settings: config.settings.clone(),
        calls: Vec::new(),
        nested: None,
        place: config.place.clone(),
    }
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
