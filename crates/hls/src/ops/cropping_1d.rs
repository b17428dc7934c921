//! `Cropping1D`: a part of a line.

use hlsmith_ir::ops::Cropping1d;

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a cropping.
pub(super) fn lower(op: &Cropping1d, layer: &mut Layer<'_, '_>) -> Kernel {
    let out_width = op.n_in.saturating_sub(op.crop_left + op.crop_right);
    let sizes = [("in_width", op.n_in), ("n_chan", op.n_chan), ("out_width", out_width), ("crop_left", op.crop_left)];
    rearrange::image(layer, ["nnet::cropping", "nnet::cropping_stream"], &sizes, || {
        rearrange::cropped_packets([1, op.n_in], [1, out_width], [0, op.crop_left])
    })
}
