//! `Conv`: over a line or an image, with groups; with a group for each channel a depthwise one.

use hlsmith_diag::{Code, Diagnostic, Result};

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::super::tensor::Tensor;
use super::geometry::{Image, sizes, windows};
use super::weights::{behind, weights};
use crate::flow::{Setting, blocks};

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?;
    let image = Image::of(node, value)?;
    let n = image.extents.len();
    let weight = channels_first(node, node.wanted(1)?)?;
    let [n_filt, n_group_channels, filter @ ..] = weight.shape() else {
        return Err(node.misfit(weight.shape(), "weights with filters, channels and a window"));
    };
    let (n_filt, n_group_channels, filter) = (*n_filt, *n_group_channels, filter.to_vec());
    let n_groups = usize::try_from(node.int("group", 1)?).unwrap_or(0);
    let fits = filter.len() == n
        && n_groups > 0
        && n_group_channels.checked_mul(n_groups) == Some(image.channels)
        && n_filt.is_multiple_of(n_groups)
        && !weight.shape().contains(&0);
    if !fits {
        return Err(node.misfit(
            weight.shape(),
            format!("weights for {} channels in {n_groups} groups over {n} axes", image.channels),
        ));
    }
    if sizes(node, "kernel_shape", n, 1, 0)?.iter().zip(&filter).any(|(&said, &is)| said != 0 && said != is) {
        return Err(node.misfit(&filter, "the window that the attribute `kernel_shape` says"));
    }
    let along = windows(node, &image.extents, &filter, false)?;
    let extents: Vec<usize> = along.iter().map(|along| along.output).collect();
    let is_depthwise = n_groups > 1 && n_group_channels == 1;
    // Filters, channels and window become window, channels and filters.
    let (ordered, class) = if is_depthwise {
        let split = [&[image.channels, n_filt / image.channels][..], &filter].concat();
        let order: Vec<usize> = (2..2 + n).chain([0, 1]).collect();
        let class = if n == 1 { "DepthwiseConv1D" } else { "DepthwiseConv2D" };
        (weight.reshaped(split).and_then(|weight| weight.transposed(&order)), class)
    } else {
        let order: Vec<usize> = (2..2 + n).chain([1, 0]).collect();
        (weight.transposed(&order), if n == 1 { "Conv1D" } else { "Conv2D" })
    };
    let ordered = ordered.ok_or_else(|| node.misfit(weight.shape(), "weights of a convolution"))?;
    let grid = node.wanted(1)?.grid.as_ref();
    let (weight, bias, scale) = weights(node, &ordered, grid, 0)?.settle(bias(node, 2, n_filt)?, n_filt);
    let mut settings = blocks::convolution(&along, false);
    settings.extend([
        ("n_chan", Setting::size(image.channels)),
        ("n_filt", Setting::size(n_filt)),
        if is_depthwise {
            ("depth_multiplier", Setting::size(n_filt / image.channels))
        } else {
            ("n_groups", Setting::size(n_groups))
        },
        ("weight", weight),
        ("bias", bias),
        ("accum_t", Setting::auto()),
    ]);
    let input = image.arranged(node, builder, value)?;
    let stored: Vec<usize> = extents.iter().copied().chain([n_filt]).collect();
    let name = format!("{class}_{}", node.name);
    let stored = node.add_named(builder, &name, class, settings, &[input], stored)?;
    super::one(behind(node, builder, image.value(stored, &extents, n_filt), scale)?)
}

/// The weights with their channels in front of the window.
fn channels_first(node: &Node, weight: &Tensor) -> Result<Tensor> {
    let rank = weight.shape().len();
    if !node.is_channels_last || rank < 3 {
        return Ok(weight.clone());
    }
    let order: Vec<usize> = [0, rank - 1].into_iter().chain(1..rank - 1).collect();
    weight.transposed(&order).ok_or_else(|| node.misfit(weight.shape(), "weights of a convolution"))
}

/// The bias at an input, or none.
pub(super) fn bias(node: &Node, position: usize, n: usize) -> Result<Setting> {
    match node.constant(position)? {
        Some(own) if own.shape() == [n] => super::weights::bias(node, Some(own), n),
        Some(bias) => Err(Diagnostic::error(Code::ModelWeights, node.subject(), "the bias has another shape")
            .found(format!("{:?}", bias.shape()))
            .expected(format!("[{n}]"))
            .into()),
        None => super::weights::bias(node, None, n),
    }
}
