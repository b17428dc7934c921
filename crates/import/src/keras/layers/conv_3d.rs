//! `Conv3D`, with the activation inside it as a step of its own: a `Conv2D` over depth and height on whole rows.

use super::conv::{Kind, axes, check_groups, wrong_rank};
use super::quantized::Inside;
use super::{Layer, Step, Stop, dense};
use crate::flow::volume::{band_shape, banded, convolved, reshaped};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    dense::refuse_quantized(layer)?;
    let inside = Inside::of(layer)?;
    let input = layer.input()?;
    let &[_, _, _, n_chan] = input else { return Err(wrong_rank(layer, input, 3)) };
    let along = axes(layer, &input[..3], Kind::Plain)?;
    let [depth, height, width] = &along[..] else { return Err(Stop::Unknown) };
    let n_filt = layer.size("filters")?;
    let n_groups = if layer.setting("groups").is_some() { layer.size("groups")? } else { 1 };
    check_groups(layer, n_groups, n_chan, n_filt)?;
    let shape: Vec<usize> = along.iter().map(|along| along.output).chain([n_filt]).collect();
    let kernel: Vec<usize> = along.iter().map(|along| along.window).chain([n_chan / n_groups, n_filt]).collect();
    layer.check_elements(&shape)?;
    layer.check_elements(&kernel)?;
    layer.check_elements(&band_shape([depth, height, width], n_chan, n_filt))?;
    let wanted = [("kernel", &kernel[..], true), ("bias", &[n_filt][..], layer.flag("use_bias", true)?)];
    let mut arrays = layer.some_arrays(&wanted)?.into_iter();
    let (Some(Some(kernel)), Some(bias)) = (arrays.next(), arrays.next()) else { return Err(Stop::Unknown) };
    let band = banded(&kernel, n_groups, width).ok_or(Stop::Unknown)?;
    let own = convolved([depth, height, width], n_chan, n_filt, band, bias).ok_or(Stop::Unknown)?;
    let mut steps = vec![reshaped("image", vec![depth.input, height.input, width.input * n_chan])];
    steps.extend(dense::with_activation(layer, own, &inside)?);
    steps.push(reshaped("volume", shape));
    Ok(steps)
}
