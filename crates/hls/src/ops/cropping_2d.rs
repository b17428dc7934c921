//! `Cropping2D`: a part of an image.

use hlsmith_ir::ops::Cropping2d;

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a cropping.
pub(super) fn lower(op: &Cropping2d, layer: &mut Layer<'_, '_>) -> Kernel {
    let sizes = [
        ("in_height", op.in_height),
        ("in_width", op.in_width),
        ("n_chan", op.n_chan),
        ("out_height", op.in_height.saturating_sub(op.crop_top + op.crop_bottom)),
        ("out_width", op.in_width.saturating_sub(op.crop_left + op.crop_right)),
        ("crop_top", op.crop_top),
        ("crop_left", op.crop_left),
    ];
    rearrange::image(layer, "nnet::cropping", &sizes)
}
