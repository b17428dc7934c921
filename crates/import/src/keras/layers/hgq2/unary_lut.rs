//! `QUnaryFunctionLUT` and `QAffinedUnaryFunctionLUT`: a function between two quantizers, as a table of its values.
//!
//! A table has an entry for each number of the type that holds all numbers of the quantizer in front. Where the elements
//! of the quantizer behind share a type, entries have gone through it; where they do not, entries have two bits more than
//! the finest of its types, and the last of them is set when something is left over, so that rounding to any of these
//! types decides as it would on the value itself.

use hlsmith_fixed::{FixedType, Format, Overflow, to_f64};
use hlsmith_ir::Array;
use serde_json::Value;

use super::super::{Layer, Step, Stop, excerpt};
use super::{Quantizer, functions, loaded};
use crate::flow::blocks::unary_table;

/// Widest type that indexes a table.
const MAX_INDEX_BITS: u32 = 20;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?.to_vec();
    let own = layer.setting("activation").cloned().unwrap_or_else(|| "linear".into());
    let Some(function) = own.as_str().and_then(functions::find) else {
        let finding = layer.unsupported("the function of the table is not known").found(excerpt(&own));
        return Err(finding.expected(functions::names().collect::<Vec<_>>().join(", ")).into());
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
    if index.width > MAX_INDEX_BITS {
        let finding = layer.unsupported("the table has too many entries");
        let found = format!("an argument of {} bits", index.width);
        return Err(finding.found(found).expected(format!("at most {MAX_INDEX_BITS} bits")).into());
    }
    let value = |x: f64| function(f64::from(x as f32 * scale + bias)) as f32;
    let arguments = arguments(index);
    let mut entries = Vec::with_capacity(arguments.len());
    for x in arguments {
        entries.push(entry(&behind, value(x)).ok_or_else(|| {
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

/// The numbers of a format in the order of their bits.
pub(super) fn arguments(format: Format) -> Vec<f64> {
    let n = 1i64 << format.width;
    let number = |bits: i64| if format.signed && bits >= n / 2 { bits - n } else { bits };
    (0..n).map(|bits| number(bits) as f64 * 2f64.powi(-format.fraction())).collect()
}

/// What stands in the table for a value of the function; `None` when nothing there goes through the quantizer as the
/// value does.
fn entry(quantizer: &Quantizer, value: f32) -> Option<f64> {
    let wraps = matches!(quantizer.overflow(), Overflow::Wrap | Overflow::WrapSm);
    if value.is_nan() || (value.is_infinite() && wraps) {
        return None;
    }
    if quantizer.op().homogeneous().is_some() {
        return Some(quantizer.quantize_one(value, 0));
    }
    let finest = quantizer.hull();
    let fraction = finest.fraction() + 2;
    let bound = 2f64.powi(finest.integer + 1);
    let value = if wraps { f64::from(value) } else { f64::from(value).clamp(-bound, bound) };
    let scaled = value * 2f64.powi(fraction);
    let (whole, is_exact) = (scaled.floor(), scaled.fract() == 0.0);
    // The last bit is free to say that something is left over.
    let whole = if is_exact || whole % 2.0 != 0.0 { whole } else { whole + 1.0 };
    let entry = whole * 2f64.powi(-fraction);
    let agrees = |(place, ty): (usize, &Option<FixedType>)| {
        let own = ty.map_or(0.0, |ty| to_f64(&ty.quantize(entry), ty.format.fraction()));
        own == quantizer.quantize_one(value as f32, place)
    };
    (scaled.abs() < 2f64.powi(52) && quantizer.types().iter().enumerate().all(agrees)).then_some(entry)
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::Format;

    use super::arguments;

    #[test]
    fn arguments_are_in_the_order_of_their_bits() {
        let numbers = |signed| arguments(Format { width: 2, integer: 1, signed });
        assert_eq!(numbers(false), [0.0, 0.5, 1.0, 1.5]);
        assert_eq!(numbers(true), [0.0, 0.5, -1.0, -0.5]);
    }
}
