//! `QAdd`, `QSubtract`, `QMultiply`, `QMaximum`, `QMinimum` and `QAveragePow2`: each input has a quantizer of its own.

use serde_json::Value;

use super::super::{Layer, Read, Step, Stop};
use super::{QuantizedWeights, Quantizer, finish, inner, plain};

/// Where the quantizers of the inputs are stored.
const SLOTS: [&str; 8] = [
    "quantizer",
    "quantizer_1",
    "quantizer_2",
    "quantizer_3",
    "quantizer_4",
    "quantizer_5",
    "quantizer_6",
    "quantizer_7",
];

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shapes = layer.several_inputs()?;
    let (mut steps, reads) = input_quantizers(layer, &shapes)?;
    let class = match layer.config.class.as_str() {
        "QAveragePow2" if !shapes.len().is_power_of_two() => {
            let finding = layer.unsupported("the layer averages a number of tensors that is no power of two");
            return Err(finding.found(shapes.len().to_string()).expected("2, 4 or 8 tensors").into());
        }
        "QAveragePow2" => "Average",
        other => other.trim_start_matches('Q'),
    };
    let n_quantizers = steps.len();
    for (position, step) in
        plain(layer, &inner(layer, class)?, &QuantizedWeights { layer, fold: None })?.into_iter().enumerate()
    {
        let first = match position {
            0 => reads[0],
            _ => Read::Result { step: n_quantizers + position - 1, output: 0 },
        };
        let second = reads.get(position + 1).copied().ok_or(Stop::Unknown)?;
        steps.push(Step { reads: Some(vec![first, second]), others: Vec::new(), ..step });
    }
    finish(layer, steps)
}

/// The quantizers of all inputs, and what is to be read in place of each input.
pub(super) fn input_quantizers(layer: &Layer, shapes: &[&[usize]]) -> Result<(Vec<Step>, Vec<Read>), Stop> {
    let mut steps = Vec::new();
    let mut reads = Vec::new();
    let settings = layer.setting("iq_confs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let is_on = layer.flag("enable_iq", true)?;
    if is_on && (settings.len() != shapes.len() || shapes.len() > SLOTS.len()) {
        let finding = layer.unsupported("the layer has another number of quantizers than inputs");
        return Err(finding.found(settings.len().to_string()).expected(shapes.len().to_string()).into());
    }
    for (position, shape) in shapes.iter().enumerate() {
        let quantizer = match settings.get(position).zip(SLOTS.get(position)).filter(|_| is_on) {
            Some((settings, slot)) => {
                Quantizer::read(layer, settings, &["iq", "quantizers", slot, "quantizer"], shape, true)?
            }
            None => None,
        };
        reads.push(match quantizer {
            Some(quantizer) => {
                let step = quantizer.step(Some(format!("iq_{}", position + 1)), shape);
                steps.push(Step { reads: Some(vec![Read::Tensor(position)]), ..step });
                Read::Result { step: steps.len() - 1, output: 0 }
            }
            None => Read::Tensor(position),
        });
    }
    Ok((steps, reads))
}
