//! `ReLU`: of Keras 2 in its plain form, of Keras 3 with a threshold or a slope on the negative side.

use super::{Layer, Setting, Step, Stop};
use crate::keras::Dialect;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    if let Some(max_value) = layer.number("max_value")? {
        let finding = layer.unsupported("the ReLU has an upper limit").found(format!("max_value={max_value}"));
        let remedy = if max_value == 6.0 { "use Activation('relu6')" } else { "train the model without the limit" };
        return Err(finding.expected("no max_value").remedy(remedy).into());
    }
    let (slope, threshold) = (layer.number_or("negative_slope", 0.0)?, layer.number_or("threshold", 0.0)?);
    let found = format!("negative_slope={slope}, threshold={threshold}");
    match layer.dialect {
        Dialect::Keras2 if slope == 0.0 && threshold == 0.0 => {
            Ok(vec![layer.elementwise("Activation", "Activation", vec![("function", Setting::choice("relu"))])?])
        }
        Dialect::Keras2 => Err(layer
            .unsupported("the ReLU of Keras 2 is only supported in its plain form")
            .found(found)
            .expected("negative_slope=0, threshold=0")
            .remedy("use a LeakyReLU or ThresholdedReLU layer")
            .into()),
        Dialect::Keras3 if slope == 0.0 => {
            Ok(vec![layer.parametrized("ThresholdedReLU", "thresholded_relu", threshold)?])
        }
        Dialect::Keras3 if threshold == 0.0 => Ok(vec![layer.parametrized("LeakyReLU", "leaky_relu", slope)?]),
        Dialect::Keras3 => Err(layer
            .unsupported("the ReLU has both a slope and a threshold")
            .found(found)
            .expected("one of them 0")
            .into()),
    }
}
