//! `QUnaryFunctionLUT` and `QAffinedUnaryFunctionLUT`: a function between two quantizers, as a table of its values.
//!
//! A table has an entry for each number of the type that holds all numbers of the quantizer in front.

use hlsmith_ir::ops::{MAX_INDEX_BITS, UnaryLut};
use hlsmith_ir::{Array, TableFunction};
use serde_json::Value;

use super::super::{Layer, Step, Stop, excerpt};
use super::{Quantizer, loaded};
use crate::flow::blocks::unary_table;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?.to_vec();
    let own = layer.setting("activation").cloned().unwrap_or_else(|| "linear".into());
    let Some(function) = own.as_str().and_then(TableFunction::find) else {
        let finding = layer.unsupported("the function of the table is not known").found(excerpt(&own));
        return Err(finding.expected(TableFunction::known()).into());
    };
    let [scale, bias] = affine(layer)?;
    let read = |flag: &str, key: &str, slot: &'static str| {
        let settings = layer.setting(key).unwrap_or(&Value::Null);
        let is_on = layer.flag(flag, true)?;
        let quantizer =
            if is_on { Quantizer::read(layer, settings, &[slot, "quantizer"], &shape, true)? } else { None };
        quantizer.ok_or_else(|| bare(layer, slot))
    };
    let (before, behind) = (read("enable_iq", "iq_conf", "iq")?, read("enable_oq", "oq_conf", "oq")?);
    let index = before.hull();
    if index.width as usize > MAX_INDEX_BITS {
        let finding = layer.unsupported("the table has too many entries");
        let found = format!("an argument of {} bits", index.width);
        return Err(finding.found(found).expected(format!("at most {MAX_INDEX_BITS} bits")).into());
    }
    let value = |x: f64| function.value(f64::from(x as f32 * scale + bias)) as f32;
    let types = behind.types();
    let mut entries = Vec::with_capacity(1 << index.width);
    for x in UnaryLut::arguments(index) {
        entries.push(UnaryLut::entry(&types, value(x)).ok_or_else(|| {
            let finding = layer.unsupported("the function has a value that its table cannot hold");
            Stop::from(
                finding.found(format!("{} at {x}", value(x))).expected("a number that the quantizer behind takes"),
            )
        })?);
    }
    let entries = Array::from_f64(vec![entries.len()], entries).ok_or(Stop::Unknown)?;
    let attributes = unary_table(index, entries).ok_or(Stop::Unknown)?;
    Ok(vec![
        before.step(Some("iq".into()), &shape),
        layer.elementwise("UnaryLUT", "UnaryLUT", attributes)?,
        behind.step(Some("oq".into()), &shape),
    ])
}

/// The refusal of a table without a quantizer.
pub(super) fn bare(layer: &Layer, slot: &str) -> Stop {
    let finding = layer.unsupported("the table lacks a quantizer in front of it or behind it");
    finding.found(format!("no `{slot}`")).expected("enable_iq=True, and a quantizer behind the table").into()
}

/// Factor and summand in front of the function.
fn affine(layer: &Layer) -> Result<[f32; 2], Stop> {
    if layer.config.class != "QAffinedUnaryFunctionLUT" {
        return Ok([1.0, 0.0]);
    }
    let arrays = loaded(layer.weights.all(&layer.config.place)?, &layer.config.place)?;
    match arrays.iter().map(|array| array.iter().collect::<Vec<f64>>()).collect::<Vec<_>>().as_slice() {
        [scale, bias] if scale.len() == 1 && bias.len() == 1 => Ok([scale[0] as f32, bias[0] as f32]),
        _ => Err(layer.unsupported("the arrays of the table are not a factor and a summand").into()),
    }
}
