//! `ThresholdedReLU` of Keras 2: zero up to a threshold.

use super::{Layer, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let theta = layer.number_or("theta", 1.0)?;
    Ok(vec![layer.parametrized("ThresholdedReLU", "thresholded_relu", theta)?])
}
