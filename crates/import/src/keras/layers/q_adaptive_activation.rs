//! `QAdaptiveActivation`: a quantiser whose bits left of the point follow from the range that training has seen.
//!
//! QKeras keeps the moving least and greatest value and derives the bits from them at the end of each call, also outside
//! of training; the layer is imported as it computes from its second call on.

use hlsmith_ir::Array;
use serde_json::json;

use super::quantized::Inside;
use super::{Layer, Step, Stop};
use crate::keras::quantizers::{self, integer_bits};
use crate::keras::weights;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let channels = match layer.flag("per_channel", false)? {
        true => layer.input()?.last().copied().unwrap_or(1),
        false => 1,
    };
    // The first one counts the steps of training.
    let place = &layer.config.place;
    let roles = ["Variable", "ema_min", "ema_max"];
    let mut found = layer.weights.find(place, &roles)?.into_iter().zip(roles).skip(1);
    let mut end = || -> Result<Array, Stop> {
        let (found, role) = found.next().ok_or(Stop::Unknown)?;
        Ok(weights::read(found, role, &[channels], place)?)
    };
    let (least, greatest) = (end()?, end()?);
    let bits = layer.size("total_bits")?;
    let slope = layer.number_or("relu_neg_slope", 0.0)?;
    let class = layer.word("activation")?.unwrap_or_default();
    let has_sign = class == "quantized_bits" || slope != 0.0;
    let is_symmetric = layer.flag("symmetric", true)?;
    let is_rounded = layer.flag("po2_rounding", false)?;
    let integers: Vec<i32> = least
        .iter()
        .zip(greatest.iter())
        .map(|(least, greatest)| {
            let range = [least as f32, greatest as f32];
            integer_bits(range, bits, is_symmetric, has_sign, is_rounded)
        })
        .collect();
    let Some(integer) = integers.first().filter(|first| integers.iter().all(|other| other == *first)) else {
        return Err(layer
            .unsupported("the channels of the layer have ranges of different sizes")
            .found(format!("{integers:?} bits left of the point"))
            .expected("one number of bits")
            .remedy("train the model with per_channel=False")
            .into());
    };
    let config = match class {
        "quantized_bits" => {
            json!({ "bits": bits, "integer": integer, "symmetric": is_symmetric, "keep_negative": true, "alpha": 1.0 })
        }
        "quantized_relu" => json!({ "bits": bits, "integer": integer, "negative_slope": slope }),
        _ => {
            let found = layer.setting("activation");
            return Err(layer.malformed("activation", found, "quantized_bits or quantized_relu").into());
        }
    };
    let value = json!({ "class_name": class, "config": config });
    let quantizer = quantizers::read(&value, "activation", &layer.config.place.subject())?;
    Ok(vec![Inside::Quantizer(quantizer).step(layer)?])
}
