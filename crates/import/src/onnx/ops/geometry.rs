//! What operators with windows share: extents and padding.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::Node;
use crate::flow::blocks::Along;
use crate::limits::MAX_ELEMENTS;

/// The extents of a value with channels, which are first or, in the domain of that name, last: the channels, those of
/// the line or image, and its stored axes with the channels last.
pub(super) struct Image {
    pub(super) channels: usize,
    pub(super) extents: Vec<usize>,
    /// The order of the axes with the channels last.
    pub(super) order: Vec<usize>,
    is_channels_last: bool,
}

impl Image {
    /// Reads the shape of a line or an image.
    pub(super) fn of(node: &Node, value: &Value) -> Result<Self> {
        node.check_batch(value)?;
        let shape = &value.shape;
        let is_channels_last = node.is_channels_last;
        let (channels, extents, order) = match (&shape[..], is_channels_last) {
            ([channels, extents @ ..], false) => (*channels, extents.to_vec(), value.channels_last()),
            ([extents @ .., channels], true) => (*channels, extents.to_vec(), value.natural()),
            ([], _) => return Err(node.misfit(shape, "channels and one or two more axes")),
        };
        if !(1..=2).contains(&extents.len()) {
            return Err(node.misfit(shape, "channels and one or two more axes"));
        }
        Ok(Self { channels, extents, order, is_channels_last })
    }

    /// The tensor with its channels last.
    pub(super) fn arranged(&self, node: &Node, builder: &mut Builder, value: &Value) -> Result<crate::flow::Value> {
        builder.arranged(&node.name, value, &self.order)
    }

    /// A value of this kind with other extents and channels.
    pub(super) fn value(&self, stored: crate::flow::Value, extents: &[usize], channels: usize) -> Value {
        let shape = if self.is_channels_last {
            extents.iter().copied().chain([channels]).collect()
        } else {
            [channels].into_iter().chain(extents.iter().copied()).collect()
        };
        Value { stored, shape, order: self.order.clone(), batch: 0 }
    }
}

/// Sizes that an attribute lists, one for each axis.
pub(super) fn sizes(node: &Node, key: &str, n: usize, least: usize, default: usize) -> Result<Vec<usize>> {
    let Some(values) = node.ints(key)? else { return Ok(vec![default; n]) };
    let sizes: Option<Vec<usize>> = values
        .iter()
        .map(|&value| usize::try_from(value).ok().filter(|size| (least..=MAX_ELEMENTS).contains(size)))
        .collect();
    sizes.filter(|sizes| sizes.len() == n).ok_or_else(|| {
        node.unsupported("an attribute of the operator has values that are not supported")
            .found(format!("{key}={values:?}"))
            .expected(format!("{n} numbers from {least} to {MAX_ELEMENTS}"))
            .into()
    })
}

/// The windows along each axis of a convolution or pooling. With `rounds_up`, a last window may reach beyond the
/// padding if it begins before it.
pub(super) fn windows(node: &Node, extents: &[usize], window: &[usize], rounds_up: bool) -> Result<Vec<Along>> {
    let n = extents.len();
    let strides = sizes(node, "strides", n, 1, 1)?;
    let dilations = sizes(node, "dilations", n, 1, 1)?;
    let pads = sizes(node, "pads", 2 * n, 0, 0)?;
    let auto_pad = node.one_of("auto_pad", "NOTSET", &["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"])?;
    (0..n)
        .map(|axis| {
            let (input, window, stride, dilation) = (extents[axis], window[axis], strides[axis], dilations[axis]);
            let reach = reach(node, window, dilation)?;
            let mut pads = match auto_pad {
                "VALID" => [0, 0],
                "NOTSET" => [pads[axis], pads[n + axis]],
                _ => {
                    let all = ((input.div_ceil(stride) - 1) * stride + reach).saturating_sub(input);
                    let (less, more) = (all / 2, all - all / 2);
                    if auto_pad == "SAME_UPPER" { [less, more] } else { [more, less] }
                }
            };
            let Some(room) = (input + pads[0] + pads[1]).checked_sub(reach) else {
                return Err(node
                    .unsupported("the window of the operator is larger than its input")
                    .found(format!("{reach} elements"))
                    .expected(format!("at most {}", input + pads[0] + pads[1]))
                    .into());
            };
            let mut output = room / stride + 1;
            if rounds_up && room % stride != 0 && output * stride < input + pads[0] {
                output += 1;
                pads[1] += stride - room % stride;
            }
            Ok(Along { input, window, stride, dilation, pads, output })
        })
        .collect()
}

/// From the first to the last element that a window reads.
pub(super) fn reach(node: &Node, window: usize, dilation: usize) -> Result<usize> {
    let reach = (window - 1).checked_mul(dilation).and_then(|reach| reach.checked_add(1));
    reach.filter(|&reach| reach <= MAX_ELEMENTS).ok_or_else(|| {
        node.unsupported("the window of the operator is too large")
            .found(format!("{window} elements, {dilation} apart"))
            .into()
    })
}
