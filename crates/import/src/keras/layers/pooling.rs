//! The layers that take the largest element or the average of windows of a line, an image or a volume.

use super::{Layer, Step, Stop};
use crate::flow::blocks::{Along, global_pooling, pooling};
use crate::flow::volume::{pooled, pooled_whole};

/// The function of a class.
fn function(class: &str) -> &'static str {
    if class.contains("Max") { "max" } else { "average" }
}

/// A line.
pub(super) fn import_1d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [width, channels] = layer.input_of_rank::<2>()?;
    windowed(layer, &windows(layer, [width])?, channels)
}

/// An image.
pub(super) fn import_2d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [height, width, channels] = layer.input_of_rank::<3>()?;
    windowed(layer, &windows(layer, [height, width])?, channels)
}

/// A volume.
pub(super) fn import_3d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [depth, height, width, channels] = layer.input_of_rank::<4>()?;
    let along = windows(layer, [depth, height, width])?;
    let [depth, height, width] = &along[..] else { return Err(Stop::Unknown) };
    pooled(origin(layer), [depth, height, width], channels, function(&layer.config.class), false).ok_or(Stop::Unknown)
}

/// A volume as one window.
pub(super) fn import_global_3d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [depth, height, width, channels] = layer.input_of_rank::<4>()?;
    let keepdims = layer.flag("keepdims", false)?;
    pooled_whole(origin(layer), [depth, height, width], channels, function(&layer.config.class), keepdims)
        .ok_or(Stop::Unknown)
}

/// A line as one window.
pub(super) fn import_global_1d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [width, channels] = layer.input_of_rank::<2>()?;
    whole(layer, &[width], channels)
}

/// An image as one window.
pub(super) fn import_global_2d(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let [height, width, channels] = layer.input_of_rank::<3>()?;
    whole(layer, &[height, width], channels)
}

/// The step of windows; elements beyond the line or image do not count.
fn windowed(layer: &Layer, along: &[Along], channels: usize) -> Result<Vec<Step>, Stop> {
    let made = pooling(along, channels, function(&layer.config.class), false);
    let (class, attributes) = made.ok_or(Stop::Unknown)?;
    let shape = along.iter().map(|along| along.output).chain([channels]).collect();
    Ok(vec![Step::new(origin(layer), class, attributes, shape)])
}

/// The step of one window.
fn whole(layer: &Layer, extents: &[usize], channels: usize) -> Result<Vec<Step>, Stop> {
    let keepdims = layer.flag("keepdims", false)?;
    let made = global_pooling(extents, channels, function(&layer.config.class), keepdims);
    let (class, attributes) = made.ok_or(Stop::Unknown)?;
    let ones = if keepdims { extents.len() } else { 0 };
    let shape = std::iter::repeat_n(1, ones).chain([channels]).collect();
    Ok(vec![Step::new(origin(layer), class, attributes, shape)])
}

/// The windows along each axis.
pub(super) fn windows<const N: usize>(layer: &Layer, extents: [usize; N]) -> Result<Vec<Along>, Stop> {
    let pool = layer.extents::<N>("pool_size")?.unwrap_or([2; N]);
    let stride = layer.extents::<N>("strides")?.unwrap_or(pool);
    let padding = layer.padding()?;
    (0..N)
        .map(|axis| {
            let (input, window, stride) = (extents[axis], pool[axis], stride[axis]);
            let (output, pads) = padding.windows(input, window, stride).ok_or_else(|| {
                let finding = layer.unsupported("a window is larger than the input").found(format!("{pool:?}"));
                finding.expected(format!("at most {extents:?}, or padding=\"same\""))
            })?;
            Ok(Along { input, output, window, stride, dilation: 1, pads })
        })
        .collect()
}

/// The class name the peer reports.
fn origin(layer: &Layer) -> &'static str {
    const CLASSES: [&str; 14] = [
        "AveragePooling1D",
        "AveragePooling2D",
        "AveragePooling3D",
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
        "GlobalAveragePooling3D",
        "GlobalMaxPooling1D",
        "GlobalMaxPooling2D",
        "GlobalMaxPooling3D",
        "MaxPooling1D",
        "MaxPooling2D",
        "MaxPooling3D",
        "QAveragePooling2D",
        "QGlobalAveragePooling2D",
    ];
    CLASSES.into_iter().find(|class| *class == layer.config.class).unwrap_or("MaxPooling2D")
}
