//! `QAveragePooling2D` and `QGlobalAveragePooling2D`: the sum of a window times its share, which is quantised.
//!
//! They become a depthwise convolution whose weights are the share of an element, so that every result is exact.
//! Without a quantiser they are poolings of Keras, exact where the share is a power of two.

use hlsmith_fixed::Precision;
use hlsmith_ir::{Array, Quantizer as Types};

use super::quantized::Inside;
use super::{Layer, Setting, Step, Stop, pooling};
use crate::flow::blocks::{Along, convolution};
use crate::keras::quantizers::{self, Quantized, Role};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let input = layer.input_of_rank::<3>()?;
    let [height, width, channels] = input;
    let is_global = layer.config.class == "QGlobalAveragePooling2D";
    let whole = |extent| Along { input: extent, output: 1, window: extent, stride: extent, dilation: 1, pads: [0, 0] };
    let windows = match is_global {
        true => vec![whole(height), whole(width)],
        false => pooling::windows(layer, [height, width])?,
    };
    let mut steps = match share(layer, &windows)? {
        None if is_global => pooling::import_global_2d(layer)?,
        None => pooling::import_2d(layer)?,
        Some(share) => summed(layer, &windows, channels, share)?,
    };
    let inside = Inside::of(layer)?;
    if let Some(last) = steps.last().filter(|_| layer.setting("activation").is_some()) {
        let output = Layer { shape: Some(&last.shape), ..*layer };
        let activation = inside.step(&output)?;
        steps.push(Step { suffix: Some(inside.name().into()), ..activation });
    }
    Ok(steps)
}

/// What each element of a window is multiplied by; `None` where the window is divided by the number of its elements.
fn share(layer: &Layer, windows: &[Along]) -> Result<Option<f32>, Stop> {
    let n_elements = windows.iter().fold(1, |product: usize, along| product.saturating_mul(along.window));
    let is_partial = windows.iter().any(|along| along.pads != [0, 0]);
    let exact = 1.0 / n_elements as f32;
    let Some(value) = layer.setting("average_quantizer") else {
        return Ok(Some(exact).filter(|_| n_elements.is_power_of_two() && !is_partial));
    };
    if is_partial {
        return Err(layer
            .unsupported("windows reach beyond the image, where the quantised share is not that of the elements inside")
            .found("padding=same")
            .expected("windows inside the image")
            .remedy("set padding=\"valid\", or put a ZeroPadding2D or Cropping2D in front")
            .into());
    }
    let quantizer = quantizers::read(value, "average_quantizer", &layer.config.place.subject())?;
    let trained = Array::from_f32(vec![1], vec![exact]).ok_or(Stop::Unknown)?;
    match quantizer.of_weights(&trained, Role::Bias) {
        Some(Quantized { levels, types: Types { scale: None, .. } }) => {
            Ok(levels.iter().next().map(|share| share as f32))
        }
        Some(_) | None => Err(layer
            .unsupported("the quantiser cannot be that of an average")
            .found(format!("average_quantizer: {}", quantizer.name()))
            .expected("quantized_bits with alpha of 1 or none")
            .into()),
    }
}

/// The sums of the windows times the share.
fn summed(layer: &Layer, windows: &[Along], channels: usize, share: f32) -> Result<Vec<Step>, Stop> {
    let shape: Vec<usize> = windows.iter().map(|along| along.window).chain([channels, 1]).collect();
    layer.check_elements(&shape)?;
    let weights = Array::from_f32(shape.clone(), vec![share; shape.iter().product()]).ok_or(Stop::Unknown)?;
    let format = weights.narrowest_format().ok_or(Stop::Unknown)?;
    let exact = Precision::fixed(format.width, format.integer, format.signed);
    let mut attributes = convolution(windows, false);
    attributes.extend([
        ("n_chan", Setting::size(channels)),
        ("n_filt", Setting::size(channels)),
        ("depth_multiplier", Setting::size(1)),
        ("weight", Setting::Quantized("w", "weight", weights, Types::new(exact, exact))),
        ("bias", Setting::NoBias(vec![channels])),
        ("accum_t", Setting::auto()),
    ]);
    let is_global = layer.config.class == "QGlobalAveragePooling2D";
    let origin = if is_global { "QGlobalAveragePooling2D" } else { "QAveragePooling2D" };
    let result = windows.iter().map(|along| along.output).chain([channels]).collect();
    let mut steps = vec![Step::new(origin, "DepthwiseConv2D", attributes, result)];
    if is_global && !layer.flag("keepdims", false)? {
        let flat = layer.reshaped(vec![channels]);
        steps.push(Step { suffix: Some("flat".into()), ..flat });
    }
    Ok(steps)
}
