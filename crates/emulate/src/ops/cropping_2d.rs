//! A part of an image: see [`hlsmith_ir::ops::Cropping2d`].

use hlsmith_ir::ops;

use crate::rearrange::Rearrange;

/// Lowers the op.
pub(crate) fn lower(op: &ops::Cropping2d) -> Rearrange {
    let (input, first) = ([op.in_height, op.in_width], [op.crop_top, op.crop_left]);
    let output = [op.in_height - op.crop_top - op.crop_bottom, op.in_width - op.crop_left - op.crop_right];
    Rearrange::image(input, output, op.n_chan, |axis, coordinate| Some(first[axis] + coordinate))
}
