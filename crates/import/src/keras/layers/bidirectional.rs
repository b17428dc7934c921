//! `Bidirectional`: a recurrent layer and one that reads the sequence from its end.

use serde_json::Value;

use super::recurrent::{Described, Settings, check_states};
use super::{Layer, Step, Stop};
use crate::flow::recurrent::{apart, both};
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
    let of_forward = first.weights(&Layer { config: &forward, ..*layer }, part(&forward, "forward_layer", 0))?;
    let of_backward =
        second.weights(&Layer { config: &backward, ..*layer }, part(&backward, "backward_layer", first.n_arrays()))?;
    if merge_mode == "none" || n_states > 0 || first.return_state {
        return Ok(apart([(first, of_forward), (second, of_backward)], merge_mode, n_states));
    }
    Ok(vec![both([(first, of_forward), (second, of_backward)], merge_mode)])
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
            "{} with {} and {}, slopes {:?}, reset_after={}, return_sequences={}, return_state={}, \
             stateful={}",
            settings.cell,
            settings.activation.0,
            settings.recurrent_activation.0,
            [settings.activation.1, settings.recurrent_activation.1],
            settings.reset_after,
            settings.return_sequences,
            settings.return_state,
            settings.stateful
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
