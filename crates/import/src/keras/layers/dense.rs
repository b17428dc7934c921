//! `Dense`: fully connected layer on the last axis, with the activation inside it as a step of its own.

use super::quantized::{Inside, Weights};
use super::{Layer, Setting, Step, Stop, folded};
use crate::keras::Dialect;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let n_out = layer.size("units")?;
    let use_bias = layer.flag("use_bias", true)?;
    refuse_quantized(layer)?;
    let inside = Inside::of(layer)?;
    let [weights, biases] = [Weights::kernel(layer, "kernel_quantizer")?, Weights::biases(layer)?];
    let input = layer.input()?;
    let [rows @ .., n_in] = input else { return Err(Stop::Unknown) };
    layer.check_elements(&[*n_in, n_out])?;
    let shapes = [("kernel", &[*n_in, n_out][..], true), ("bias", &[n_out][..], use_bias)];
    let arrays = match folded::applies(layer) {
        true => folded::arrays(layer, "kernel", &[*n_in, n_out], n_out)?,
        false => layer.some_arrays(&shapes)?,
    };
    let mut arrays = arrays.into_iter();
    let (Some(Some(kernel)), Some(bias)) = (arrays.next(), arrays.next()) else { return Err(Stop::Unknown) };
    let attributes = vec![
        ("n_in", Setting::size(*n_in)),
        ("n_out", Setting::size(n_out)),
        ("weight", weights.setting(layer, "w", "weight", kernel)?),
        ("bias", biases.bias(layer, bias, n_out)?),
        ("accum_t", Setting::auto()),
    ];
    let shape: Vec<usize> = rows.iter().copied().chain([n_out]).collect();
    layer.check_elements(&shape)?;
    let origin = if folded::applies(layer) { "QDenseBatchnorm" } else { layer.origin("Dense", "QDense") };
    with_activation(layer, Step::new(origin, "Dense", attributes, shape), &inside)
}

/// Refuses a layer whose weights are integers with scales.
pub(super) fn refuse_quantized(layer: &Layer) -> Result<(), Stop> {
    match layer.setting("quantization_config") {
        Some(quantization) => Err(layer
            .unsupported("the layer is quantised by Keras")
            .found(super::excerpt(quantization))
            .remedy("save the model before it is quantised")
            .into()),
        None => Ok(()),
    }
}

/// A layer and the activation inside it. A linear one is a step in Keras 2 only, unless the layer is applied to steps.
pub(super) fn with_activation(layer: &Layer, own: Step, inside: &Inside) -> Result<Vec<Step>, Stop> {
    match layer.dialect {
        Dialect::Keras3 if inside.name() == "linear" => Ok(vec![own]),
        Dialect::Keras2 if layer.is_distributed && inside.name() == "linear" => Ok(vec![own]),
        Dialect::Keras2 | Dialect::Keras3 => {
            let output = Layer { shape: Some(&own.shape), ..*layer };
            let activation = Step { suffix: Some(inside.name().into()), ..inside.step(&output)? };
            Ok(vec![own, activation])
        }
    }
}
