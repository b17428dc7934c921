//! `Signature`: says which types the elements of an input have.

use hlsmith_fixed::{Overflow, Rounding};
use hlsmith_ir::ops::FixedPointQuantizer;
use serde_json::Value;

use super::super::{Layer, Step, Stop};
use super::fixed_point_quantizer::{self, Types};
use crate::flow::blocks::quantizer;

pub(in super::super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?;
    let n: usize = shape.iter().product();
    let numbers = |key: &str| -> Result<Vec<f64>, Stop> {
        let value = layer.setting(key);
        let mut found = Vec::new();
        value.into_iter().for_each(|value| flatten(value, &mut found));
        match found[..] {
            [only] => Ok(vec![only; n]),
            _ if found.len() == n => Ok(found),
            _ => Err(layer.malformed(key, value, &format!("a number, or {n} of them")).into()),
        }
    };
    let (signs, bits, integers) = (numbers("keep_negative")?, numbers("bits")?, numbers("int_bits")?);
    let types: Types = signs.into_iter().zip(bits).zip(integers).map(|((sign, bits), int)| (sign, bits, int)).collect();
    fixed_point_quantizer::check(layer, &types)?;
    let op: FixedPointQuantizer = fixed_point_quantizer::op(shape.to_vec(), &types, Rounding::Trn, Overflow::Wrap);
    Ok(vec![quantizer(op, None, shape)])
}

fn flatten(value: &Value, found: &mut Vec<f64>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| flatten(value, found)),
        // What is no number is found missing.
        other => found.extend(other.as_f64()),
    }
}
