//! `QEinsumDenseBatchnorm`: products by an equation whose kernel holds a normalisation of the result.
//!
//! Along the axes of its biases the kernel is multiplied by `gamma / sqrt(variance + epsilon)` and `mean` times the same
//! is taken from the bias. HGQ2 takes the epsilon of Keras, 1e-7, whatever the layer is told.

use hlsmith_diag::{Diagnostic, Diagnostics, Result};
use hlsmith_ir::Array;

use super::super::{Layer, Step, Stop};

/// The epsilon of Keras.
const EPSILON: f64 = 1e-7;

pub(super) fn import(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    super::folded(layer, "EinsumDense", Some(fold))
}

/// Kernel, bias, the means and the factors of a normalisation, of the arrays of a layer in their order.
pub(super) fn scaler<'a>(
    layer: &Layer,
    arrays: &'a [Array],
    epsilon: f64,
) -> Result<(&'a Array, &'a Array, Vec<f64>, Vec<f32>)> {
    let (kernel, bias, gamma, mean, variance) = match arrays {
        [kernel, bias, gamma, mean, variance] => (kernel, bias, Some(gamma), mean, variance),
        [kernel, bias, mean, variance] => (kernel, bias, None, mean, variance),
        _ => return Err(misfit(layer).into()),
    };
    if variance.len() != mean.len() || gamma.is_some_and(|gamma| gamma.len() != mean.len()) {
        return Err(misfit(layer).into());
    }
    let gammas = (0..mean.len()).map(|place| gamma.and_then(|gamma| gamma.iter().nth(place)).unwrap_or(1.0));
    let factor = |(gamma, variance): (f64, f64)| gamma as f32 / (variance as f32 + epsilon as f32).sqrt();
    let factors: Vec<f32> = gammas.zip(variance.iter()).map(factor).collect();
    if factors.iter().any(|factor| !factor.is_finite()) {
        return Err(layer.unsupported("the statistics give no finite scale").into());
    }
    Ok((kernel, bias, mean.iter().collect(), factors))
}

/// The refusal of arrays that do not belong together.
pub(super) fn misfit(layer: &Layer) -> Diagnostic {
    layer.unsupported("kernel, bias and statistics of the normalisation do not fit each other")
}

fn fold(layer: &Layer, arrays: &[Array]) -> Result<[Array; 2]> {
    let (kernel, bias, mean, factors) = scaler(layer, arrays, EPSILON)?;
    let equation = layer.word("equation")?.unwrap_or_default();
    let axes = layer.word("bias_axes")?.unwrap_or_default();
    let weights = equation.split_once(',').and_then(|(_, rest)| rest.split_once("->"));
    let Some((weights, output)) = weights.filter(|(weights, _)| weights.len() == kernel.shape().len()) else {
        return Err(misfit(layer).into());
    };
    // The extents and strides of the normalised axes; other axes do not move in the statistics.
    let along = |text: &str| text.chars().filter(|c| axes.contains(*c)).collect::<String>();
    let mut strides = vec![0; kernel.shape().len()];
    let mut n = 1;
    let labels: Vec<char> = weights.chars().collect();
    for (stride, (label, &extent)) in strides.iter_mut().zip(labels.iter().zip(kernel.shape())).rev() {
        if axes.contains(*label) {
            *stride = n;
            n *= extent;
        }
    }
    if along(weights) != along(output) || n != mean.len() || bias.len() != n {
        return Err(misfit(layer).into());
    }
    let place = |index: usize| {
        let (mut rest, mut place) = (index, 0);
        for (&extent, &stride) in kernel.shape().iter().zip(&strides).rev() {
            place += rest % extent * stride;
            rest /= extent;
        }
        place
    };
    let scaled: Vec<f32> =
        kernel.iter().enumerate().map(|(index, value)| value as f32 * factors[place(index)]).collect();
    let offsets = mean.iter().zip(&factors).map(|(mean, factor)| -(*mean as f32) * factor);
    let biases: Vec<f32> = bias.iter().zip(offsets).map(|(bias, offset)| bias as f32 + offset).collect();
    let array = |shape: &[usize], values| {
        Array::from_f32(shape.to_vec(), values).ok_or_else(|| Diagnostics::from(misfit(layer)))
    };
    Ok([array(kernel.shape(), scaled)?, array(bias.shape(), biases)?])
}
