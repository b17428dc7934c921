//! `Cropping2D`: a part of an image.

use hlsmith_ir::ops::Cropping2d;

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a cropping.
pub(super) fn lower(op: &Cropping2d, layer: &mut Layer<'_, '_>) -> Kernel {
    let input = [op.in_height, op.in_width];
    let output = [
        op.in_height.saturating_sub(op.crop_top + op.crop_bottom),
        op.in_width.saturating_sub(op.crop_left + op.crop_right),
    ];
    let sizes = [
        ("in_height", op.in_height),
        ("in_width", op.in_width),
        ("n_chan", op.n_chan),
        ("out_height", output[0]),
        ("out_width", output[1]),
        ("crop_top", op.crop_top),
        ("crop_left", op.crop_left),
    ];
    rearrange::image(layer, ["nnet::cropping", "nnet::cropping_stream"], &sizes, || {
        rearrange::cropped_packets(input, output, [op.crop_top, op.crop_left])
    })
}
