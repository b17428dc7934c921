//! Zeros around an image: see [`hlsmith_ir::ops::ZeroPadding2d`].

use hlsmith_ir::ops;

use crate::rearrange::Rearrange;

/// Lowers the op.
pub(crate) fn lower(op: &ops::ZeroPadding2d) -> Rearrange {
    let (input, before) = ([op.in_height, op.in_width], [op.pad_top, op.pad_left]);
    let output = [op.pad_top + op.in_height + op.pad_bottom, op.pad_left + op.in_width + op.pad_right];
    Rearrange::image(input, output, op.n_chan, |axis, coordinate| coordinate.checked_sub(before[axis]))
}
