//! `ReLU`, with an upper limit, a threshold and a slope below it.
//!
//! The plain forms become the functions that hls4ml makes of them: a threshold or a slope alone, in Keras 3 also where
//! both are 0. All other forms become one function of their own.

use super::{Layer, Setting, Step, Stop, activation};
use crate::keras::Dialect;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let limit = layer.number("max_value")?;
    let (slope, threshold) = (layer.number_or("negative_slope", 0.0)?, layer.number_or("threshold", 0.0)?);
    if limit.is_some_and(|limit| limit < threshold) {
        return Err(layer
            .unsupported("the upper limit of the ReLU is below its threshold")
            .found(format!("max_value={}, threshold={threshold}", limit.unwrap_or_default()))
            .expected("max_value >= threshold")
            .into());
    }
    let step = match (layer.dialect, limit) {
        (Dialect::Keras2, None) if slope == 0.0 && threshold == 0.0 => activation::plain(layer, "relu")?,
        (_, Some(6.0)) if slope == 0.0 && threshold == 0.0 => activation::plain(layer, "relu6")?,
        (_, None) if slope == 0.0 => layer.parametrized("ThresholdedReLU", "thresholded_relu", threshold)?,
        (_, None) if threshold == 0.0 => layer.parametrized("LeakyReLU", "leaky_relu", slope)?,
        (_, limit) => {
            let attributes = vec![
                ("is_bounded", Setting::flag(limit.is_some())),
                ("max_value", Setting::float(limit.unwrap_or_default())),
                ("negative_slope", Setting::float(slope)),
                ("threshold", Setting::float(threshold)),
                ("max_t", Setting::auto()),
                ("slope_t", Setting::auto()),
                ("threshold_t", Setting::auto()),
            ];
            layer.elementwise("ReLU", "BoundedRelu", attributes)?
        }
    };
    Ok(vec![step])
}
