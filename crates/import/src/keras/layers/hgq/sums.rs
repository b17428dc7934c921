//! `HDense`, `HConv1D`, `HConv2D` and those with a normalisation, whose statistics are multiplied into kernel and bias
//! before they are quantised.
//!
//! The sum is quantised, then rectified. Biases have the bits of the results.

use hlsmith_diag::Result;
use hlsmith_ir::Array;
use serde_json::Value;

use super::super::{Layer, Step, Stop, activation};
use super::arrays::trained;
use super::quantizer::{Results, quantize_kernel};
use crate::keras::layers::hgq2::{inner, plain};
use crate::keras::weights::{Found, Place, WeightSource, wrong_arrays};

pub(in super::super) fn import(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    let class = layer.config.class.strip_prefix('H').unwrap_or_default();
    let function = super::function(layer)?;
    let normalises = class.ends_with("BatchNorm");
    let use_bias = layer.flag("use_bias", true)?;
    let (center, scale) = (use_bias && layer.flag("center", true)?, layer.flag("scale", true)?);
    let roles = [
        ("kernel", true),
        ("bias", use_bias),
        ("kernel_bw", true),
        ("activation_bw", true),
        ("bn_beta", normalises && center),
        ("bn_gamma", normalises && scale),
        ("moving_mean", normalises && center),
        ("moving_variance", normalises && scale),
    ];
    let roles: Vec<&str> = roles.into_iter().filter(|(_, is_there)| *is_there).map(|(role, _)| role).collect();
    let arrays = trained(layer, &roles)?;
    let of = |role: &str| roles.iter().position(|other| *other == role).map(|place| &arrays[place]);
    let (Some(kernel), Some(kernel_bits), Some(bits)) = (of("kernel"), of("kernel_bw"), of("activation_bw")) else {
        return Err(Stop::Unknown);
    };
    let misfit = || Stop::from(layer.unsupported("the arrays of the layer do not fit each other"));
    let n_out = kernel.shape().last().copied().unwrap_or(1);
    let results = Results::read(layer, bits, use_bias.then_some(n_out))?;
    let statistic = |role: &str, missing: f32| -> Vec<f32> {
        of(role).map_or_else(|| vec![missing; n_out], |array| array.iter().map(|value| value as f32).collect())
    };
    let epsilon = layer.number_or("epsilon", 1e-3)? as f32;
    let (gamma, variance) = (statistic("bn_gamma", 1.0), statistic("moving_variance", 1.0));
    let (beta, mean) = (statistic("bn_beta", 0.0), statistic("moving_mean", 0.0));
    if [&gamma, &variance, &beta, &mean].iter().any(|statistic| statistic.len() != n_out) {
        return Err(misfit());
    }
    let factors: Vec<f32> = gamma.iter().zip(&variance).map(|(g, v)| g * (1.0 / (v + epsilon).sqrt())).collect();
    let scaled: Vec<f32> = kernel.iter().enumerate().map(|(i, w)| w as f32 * factors[i % n_out]).collect();
    let folded = match normalises && scale {
        true => Array::from_f32(kernel.shape().to_vec(), scaled).ok_or_else(misfit)?,
        false => kernel.clone(),
    };
    let offset = |(channel, bias): (usize, f64)| bias as f32 - mean[channel] * factors[channel] + beta[channel];
    let bias = match of("bias") {
        Some(bias) if bias.len() != n_out => return Err(misfit()),
        Some(bias) if normalises && center => {
            let values: Vec<f32> = bias.iter().enumerate().map(offset).collect();
            Some(Array::from_f32(vec![n_out], values).ok_or_else(misfit)?)
        }
        bias => bias.cloned(),
    };
    let weights = Quantised {
        kernel: quantize_kernel(layer, &folded, kernel_bits)?.ok_or_else(misfit)?,
        bias: bias.map(|bias| results.quantize_biases(&bias).ok_or_else(misfit)).transpose()?,
    };
    let mut config = inner(layer, class.trim_end_matches("BatchNorm"))?;
    config.settings.insert("activation".into(), Value::Null);
    let mut steps = plain(layer, &config, &weights)?;
    let shape = steps.last().map_or_else(Vec::new, |step| step.shape.clone());
    steps.push(results.step("q", &shape));
    if function != "linear" {
        let step = activation::plain(&Layer { shape: Some(&shape), ..*layer }, function)?;
        steps.push(Step { suffix: Some(function.into()), ..step });
    }
    Ok(steps)
}

/// Kernel and bias as the layer multiplies by them.
struct Quantised {
    kernel: Array,
    bias: Option<Array>,
}

impl WeightSource for Quantised {
    fn find(&self, place: &Place, roles: &[&str]) -> Result<Vec<Found>> {
        let array = |role: &&str| match (*role, &self.bias) {
            ("kernel", _) => Ok(Found::Loaded(self.kernel.clone())),
            ("bias", Some(bias)) => Ok(Found::Loaded(bias.clone())),
            _ => Err(wrong_arrays(place, "kernel and bias", roles)),
        };
        roles.iter().map(array).collect()
    }
}
