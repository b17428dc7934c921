//! `ZeroPadding1D`: zeros around a line.

use hlsmith_ir::ops::ZeroPadding1d;

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a padding.
pub(super) fn lower(op: &ZeroPadding1d, layer: &mut Layer<'_, '_>) -> Kernel {
    let out_width = op.pad_left + op.in_width + op.pad_right;
    let sizes = [("in_width", op.in_width), ("n_chan", op.n_chan), ("out_width", out_width), ("pad_left", op.pad_left)];
    rearrange::image(layer, ["nnet::zero_padding", "nnet::zero_padding_stream"], &sizes, || {
        rearrange::padded_packets([1, op.in_width], [1, out_width], [0, op.pad_left])
    })
}
