//! A part of a line: see [`hlsmith_ir::ops::Cropping1d`].

use hlsmith_ir::ops;

use crate::rearrange::Rearrange;

/// Lowers the op.
pub(crate) fn lower(op: &ops::Cropping1d) -> Rearrange {
    let first = op.crop_left * op.n_chan;
    Rearrange::of(first..(op.n_in - op.crop_right) * op.n_chan)
}
