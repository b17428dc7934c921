//! Quantizers of layers as they are trained: fractional bits for each element or group of elements, and no bounds.
//!
//! `fbw` holds the bits behind the binary point as floating-point numbers, within -23 and 23 and rounded to even. A number
//! goes to the nearest multiple of `2^-fbw`, up when halfway, or to the one below with `rnd_strategy` `floor`; how
//! rounding differs in training does not matter.

use hlsmith_fixed::{Overflow, Rounding};
use hlsmith_ir::Array;
use hlsmith_ir::ops::FixedPointQuantizer;
use serde_json::Value;

use super::super::{Layer, Step, Stop};
use crate::flow::blocks::quantizer;

/// Bounds of the bits behind the binary point.
const MAX_FRACTION: f64 = 23.0;

/// The quantizer of the results of a layer.
pub(super) struct Results {
    /// Extents of the mask, each 1 or that of what is quantised, without the batch.
    shape: Vec<usize>,
    fractions: Vec<i32>,
    rounding: Rounding,
}

impl Results {
    /// The quantizer with the bits in an array, whose first axis is that of the batch; `n_bias` is the number of biases
    /// of the layer, if it has some.
    pub(super) fn read(layer: &Layer, bits: &Array, n_bias: Option<usize>) -> Result<Self, Stop> {
        let Some((1, shape)) = bits.shape().split_first() else { return Err(Stop::Unknown) };
        // Where biases can make up for it, truncating is as good as rounding.
        let covers = n_bias.is_some_and(|n| bits.len() == 1 || (bits.len() == n && shape.last() == Some(&n)));
        let rounding = rounding(layer, "paq_conf", if covers { Rounding::Rnd } else { Rounding::Trn })?;
        Ok(Self { shape: shape.to_vec(), fractions: bits.iter().map(fraction).collect(), rounding })
    }

    /// The step that quantises a tensor of a shape.
    pub(super) fn step(&self, suffix: &str, shape: &[usize]) -> Step {
        let n = self.fractions.len();
        let integer = FixedPointQuantizer::UNBOUNDED;
        let width = |&fraction: &i32| (integer + i64::from(fraction)).unsigned_abs() as usize;
        let op = FixedPointQuantizer {
            mask_shape: self.shape.clone(),
            signs: vec![1; n],
            widths: self.fractions.iter().map(width).collect(),
            integers: vec![integer; n],
            rounding: self.rounding,
            overflow: Overflow::Wrap,
        };
        quantizer(op, Some(suffix.to_owned()), shape)
    }

    /// Biases with as many bits as the finest result of their channel.
    pub(super) fn quantize_biases(&self, biases: &Array) -> Option<Array> {
        let n = self.shape.last().copied()?;
        let finest = |channel: usize| {
            let own = self.fractions.iter().enumerate().filter(|(place, _)| place % n == channel % n);
            own.map(|(_, fraction)| *fraction).max()
        };
        if n != 1 && n != biases.len() {
            return None;
        }
        let fractions = (0..biases.len()).map(finest).collect::<Option<Vec<i32>>>()?;
        rounded(biases, &fractions, self.rounding)
    }
}

/// A kernel with the bits in another array, which repeat along axes of extent 1.
pub(super) fn quantize_kernel(layer: &Layer, kernel: &Array, bits: &Array) -> Result<Option<Array>, Stop> {
    let rounding = rounding(layer, "kq_conf", Rounding::Rnd)?;
    let fits = bits.shape().len() == kernel.shape().len()
        && bits.shape().iter().zip(kernel.shape()).all(|(&own, &extent)| own == 1 || own == extent);
    let places = hlsmith_ir::ops::broadcast_places(bits.shape(), kernel.shape());
    let all: Vec<i32> = bits.iter().map(fraction).collect();
    let fractions = || places.iter().map(|&place| all[place]).collect::<Vec<_>>();
    Ok(if fits { rounded(kernel, &fractions(), rounding) } else { None })
}

fn fraction(bits: f64) -> i32 {
    bits.clamp(-MAX_FRACTION, MAX_FRACTION).round_ties_even() as i32
}

/// Numbers of single precision, rounded as single precision does.
fn rounded(array: &Array, fractions: &[i32], rounding: Rounding) -> Option<Array> {
    let half = if rounding == Rounding::Trn { 0.0 } else { 0.5 };
    let number =
        |(value, &fraction): (f64, &i32)| (value as f32 * 2f32.powi(fraction) + half).floor() * 2f32.powi(-fraction);
    Array::from_f32(array.shape().to_vec(), array.iter().zip(fractions).map(number).collect::<Vec<f32>>())
}

/// How a quantizer rounds outside of training, and what `auto` means.
fn rounding(layer: &Layer, key: &str, automatic: Rounding) -> Result<Rounding, Stop> {
    let value = layer.setting(key).and_then(|settings| settings.get("rnd_strategy"));
    match value {
        Some(Value::String(name)) if name == "auto" => Ok(automatic),
        Some(Value::String(name)) if name == "floor" => Ok(Rounding::Trn),
        Some(Value::String(_)) => Ok(Rounding::Rnd),
        Some(Value::Number(number)) if number.as_i64() == Some(3) => Ok(Rounding::Trn),
        Some(Value::Number(_)) => Ok(Rounding::Rnd),
        other => Err(layer.malformed(key, other, "the settings of a quantizer, with `rnd_strategy`").into()),
    }
}
