//! `ZeroPadding2D`: zeros around an image.

use hlsmith_ir::ops::ZeroPadding2d;

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a padding.
pub(super) fn lower(op: &ZeroPadding2d, layer: &mut Layer<'_, '_>) -> Kernel {
    let input = [op.in_height, op.in_width];
    let output = [op.pad_top + op.in_height + op.pad_bottom, op.pad_left + op.in_width + op.pad_right];
    let sizes = [
        ("in_height", op.in_height),
        ("in_width", op.in_width),
        ("n_chan", op.n_chan),
        ("out_height", output[0]),
        ("out_width", output[1]),
        ("pad_top", op.pad_top),
        ("pad_left", op.pad_left),
    ];
    rearrange::image(layer, ["nnet::zero_padding", "nnet::zero_padding_stream"], &sizes, || {
        rearrange::padded_packets(input, output, [op.pad_top, op.pad_left])
    })
}
