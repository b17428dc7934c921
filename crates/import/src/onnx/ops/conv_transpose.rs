//! `ConvTranspose`: over a line or an image.

use hlsmith_diag::Result;

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::geometry::{Image, reach, sizes};
use super::weights::{behind, weights};
use crate::flow::Setting;
use crate::flow::blocks::{self, Along};
use crate::limits::MAX_ELEMENTS;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?;
    let image = Image::of(node, value)?;
    let n = image.extents.len();
    let weight = node.wanted(1)?;
    let [n_chan, n_filt, filter @ ..] = weight.shape() else {
        return Err(node.misfit(weight.shape(), "weights with channels, filters and a window"));
    };
    let (n_filt, filter) = (*n_filt, filter.to_vec());
    if *n_chan != image.channels || filter.len() != n || weight.shape().contains(&0) {
        return Err(node.misfit(weight.shape(), format!("weights for {} channels over {n} axes", image.channels)));
    }
    if node.int("group", 1)? != 1 {
        return Err(node
            .unsupported("groups of a transposed convolution are not supported")
            .expected("group=1")
            .into());
    }
    if sizes(node, "kernel_shape", n, 1, 0)?.iter().zip(&filter).any(|(&said, &is)| said != 0 && said != is) {
        return Err(node.misfit(&filter, "the window that the attribute `kernel_shape` says"));
    }
    let along = windows(node, &image.extents, &filter)?;
    let extents: Vec<usize> = along.iter().map(|along| along.output).collect();
    // Channels, filters and window become window, channels and filters.
    let order: Vec<usize> = (2..2 + n).chain([0, 1]).collect();
    let ordered = weight.transposed(&order).ok_or_else(|| node.misfit(weight.shape(), "weights of a convolution"))?;
    let class = if n == 1 { "Conv1DTranspose" } else { "Conv2DTranspose" };
    let bias = super::conv::bias(node, 2, n_filt)?;
    let (weight, bias, scale) = weights(node, &ordered, weight.grid.as_ref(), 1)?.settle(bias, n_filt);
    let mut settings = blocks::convolution(&along, true);
    settings.extend([
        ("n_chan", Setting::size(image.channels)),
        ("n_filt", Setting::size(n_filt)),
        ("weight", weight),
        ("bias", bias),
        ("accum_t", Setting::auto()),
    ]);
    let input = image.arranged(node, builder, value)?;
    let stored: Vec<usize> = extents.iter().copied().chain([n_filt]).collect();
    let stored = node.add_named(builder, &format!("{class}_{}", node.name), class, settings, &[input], stored)?;
    super::one(behind(node, builder, image.value(stored, &extents, n_filt), scale)?)
}

/// The windows along each axis; padding is what is cut off.
fn windows(node: &Node, inputs: &[usize], filter: &[usize]) -> Result<Vec<Along>> {
    let n = inputs.len();
    let strides = sizes(node, "strides", n, 1, 1)?;
    let dilations = sizes(node, "dilations", n, 1, 1)?;
    let pads = sizes(node, "pads", 2 * n, 0, 0)?;
    let extras = sizes(node, "output_padding", n, 0, 0)?;
    let shapes = if node.has("output_shape") { Some(sizes(node, "output_shape", n, 1, 0)?) } else { None };
    let auto_pad = node.one_of("auto_pad", "NOTSET", &["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"])?;
    (0..n)
        .map(|axis| {
            let (input, stride, dilation) = (inputs[axis], strides[axis], dilations[axis]);
            let reach = reach(node, filter[axis], dilation)?;
            let spread = (input - 1).checked_mul(stride).filter(|&spread| spread <= MAX_ELEMENTS);
            let spread = spread.ok_or_else(|| node.unsupported("the output of the operator is too large"))?;
            let whole = spread + reach + extras[axis];
            let (output, before) = match (&shapes, auto_pad) {
                (Some(shapes), _) => {
                    let all = whole.saturating_sub(shapes[axis]);
                    (shapes[axis], if auto_pad == "SAME_UPPER" { all / 2 } else { all - all / 2 })
                }
                (None, "SAME_UPPER" | "SAME_LOWER") => {
                    let all = whole.saturating_sub(input * stride);
                    (input * stride, if auto_pad == "SAME_UPPER" { all / 2 } else { all - all / 2 })
                }
                (None, "VALID") => (whole, 0),
                (None, _) => (whole.saturating_sub(pads[axis] + pads[n + axis]), pads[axis]),
            };
            if output == 0 || before + output > whole {
                return Err(node
                    .unsupported("the output of the operator is empty or reaches beyond its windows")
                    .found(format!("{output} elements"))
                    .expected(format!("1 to {whole}"))
                    .into());
            }
            Ok(Along { input, window: filter[axis], stride, dilation, pads: [before, 0], output })
        })
        .collect()
}
