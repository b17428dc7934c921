//! `QBatchNormDense`: a dense layer whose kernel holds a normalisation of its input.
//!
//! Its kernel is `gamma / sqrt(variance + epsilon) * kernel` and its bias `bias - mean * kernel`, with the kernel as
//! trained in both.

use hlsmith_diag::{Diagnostics, Result};
use hlsmith_ir::Array;

use super::super::{Layer, Step, Stop};
use super::einsum_dense_batchnorm::{misfit, scaler};

pub(super) fn import(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    super::folded(layer, "Dense", Some(fold))
}

fn fold(layer: &Layer, arrays: &[Array]) -> Result<[Array; 2]> {
    let (kernel, bias, mean, scaler) = scaler(layer, arrays, layer.number_or("epsilon", 1e-3)?)?;
    let [n_in, n_out] = *kernel.shape() else { return Err(misfit(layer).into()) };
    if mean.len() != n_in || bias.len() != n_out || scaler.len() != n_in {
        return Err(misfit(layer).into());
    }
    let scaled: Vec<f32> =
        kernel.iter().enumerate().map(|(place, value)| scaler[place / n_out.max(1)] * value as f32).collect();
    let mut offsets = vec![0.0; n_out];
    for (place, value) in kernel.iter().enumerate() {
        offsets[place % n_out.max(1)] += mean[place / n_out.max(1)] * value;
    }
    let biases = bias.iter().zip(&offsets).map(|(bias, offset)| bias as f32 - *offset as f32).collect();
    let array = |shape: &[usize], values| {
        Array::from_f32(shape.to_vec(), values).ok_or_else(|| Diagnostics::from(misfit(layer)))
    };
    Ok([array(kernel.shape(), scaled)?, array(bias.shape(), biases)?])
}
