//! Zeros around a line: see [`hlsmith_ir::ops::ZeroPadding1d`].

use hlsmith_ir::ops;

use crate::rearrange::Rearrange;

/// Lowers the op.
pub(crate) fn lower(op: &ops::ZeroPadding1d) -> Rearrange {
    let (input, before) = ([1, op.in_width], [0, op.pad_left]);
    let output = [1, op.pad_left + op.in_width + op.pad_right];
    Rearrange::image(input, output, op.n_chan, |axis, coordinate| coordinate.checked_sub(before[axis]))
}
