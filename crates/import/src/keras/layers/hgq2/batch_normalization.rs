//! `QBatchNormalization`: scale and offset are quantised after they have been made of the statistics.

use serde_json::Value;

use super::super::{Layer, Setting, Step, Stop};
use super::{QuantizedWeights, Quantizer, finish, inner, input_quantizer, misfit, plain};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let mut steps = input_quantizer(layer)?;
    let mut own = plain(layer, &inner(layer, "")?, &QuantizedWeights { layer, fold: None })?;
    for (name, setting) in own.iter_mut().flat_map(|step| &mut step.attributes) {
        let (slot, key) = match *name {
            "scale" => ("kq", "kq_conf"),
            "bias" => ("bq", "bq_conf"),
            _ => continue,
        };
        let Setting::Weight(_, data) = setting else { continue };
        let settings = layer.setting(key).unwrap_or(&Value::Null);
        if let Some(quantizer) = Quantizer::read(layer, settings, &[slot, "quantizer"], data.shape(), false)? {
            *data = quantizer.quantize(data).ok_or_else(|| misfit(layer, name))?;
        }
    }
    steps.append(&mut own);
    finish(layer, steps)
}
