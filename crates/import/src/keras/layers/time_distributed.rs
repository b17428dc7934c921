//! `TimeDistributed`: a layer that is applied to every step of a sequence.
//!
//! A layer that computes element by element or along the last axis does the same on the whole sequence, so that it needs
//! no loop; the others are refused.

use serde_json::Value;

use super::{Layer, Step, Stop};
use crate::keras::config::{LayerConfig, shown};
use crate::keras::weights::Part;

/// The classes that compute on the whole sequence what they compute on each step, sorted.
const ALONG_THE_LAST_AXIS: &[&str] = &[
    "Activation",
    "ActivityRegularization",
    "AlphaDropout",
    "BatchNormalization",
    "Dense",
    "Dropout",
    "ELU",
    "GaussianDropout",
    "GaussianNoise",
    "LeakyReLU",
    "ReLU",
    "Softmax",
    "ThresholdedReLU",
];

/// The classes that give the elements of each step another shape, sorted.
const RESHAPING: &[&str] = &["Flatten", "Reshape"];

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let malformed = || layer.malformed("layer", layer.setting("layer"), "a layer with class_name and config");
    let mut inner = layer.config.inner("layer").ok_or_else(malformed)?;
    let is_reshaping = RESHAPING.contains(&inner.class.as_str());
    if inner.is_custom || !(is_reshaping || ALONG_THE_LAST_AXIS.contains(&inner.class.as_str())) {
        let classes: Vec<&str> = ALONG_THE_LAST_AXIS.iter().chain(RESHAPING).copied().collect();
        let message = "the layer applies to each step a layer that is not computed on whole sequences";
        return Err(layer
            .unsupported(message)
            .found(shown(&inner.class))
            .expected(classes.join(", "))
            .remedy("use a layer that reads the sequence itself")
            .into());
    }
    let shape = layer.input()?;
    let [n_steps, step @ ..] = shape else {
        return Err(layer.unsupported("the input of the layer has no steps").found(format!("{shape:?}")).into());
    };
    if step.is_empty() {
        let message = "the steps of the input have no dimension";
        return Err(layer.unsupported(message).found(format!("{shape:?}")).expected("at least two dimensions").into());
    }
    inner.place.part = Some(Part { slots: vec!["layer"], name: None, first: 0, n_arrays: None });
    if is_reshaping {
        let steps = (Layer { config: &inner, shape: Some(step), ..*layer }).import()?;
        let target = steps.last().map_or(step, |step| step.shape.as_slice());
        return Ok(vec![layer.reshaped([&[*n_steps], target].concat())]);
    }
    count_axes_from_the_end(&mut inner, step.len());
    (Layer { config: &inner, ..*layer }).import()
}

/// Turns axes of a step into axes of the sequence: those that count from the end are the same.
fn count_axes_from_the_end(inner: &mut LayerConfig, rank: usize) {
    let turned = |axis: &Value| match axis.as_i64() {
        // An axis counts the batch dimension, which has the place of the steps.
        Some(axis @ 1..) => Value::from(axis - 1 - rank as i64),
        Some(_) | None => axis.clone(),
    };
    if let Some(axis) = inner.settings.get_mut("axis") {
        *axis = match &*axis {
            Value::Array(axes) => Value::Array(axes.iter().map(turned).collect()),
            axis => turned(axis),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{ALONG_THE_LAST_AXIS, RESHAPING};

    #[test]
    fn classes_are_sorted() {
        assert!(ALONG_THE_LAST_AXIS.is_sorted() && RESHAPING.is_sorted());
    }
}
