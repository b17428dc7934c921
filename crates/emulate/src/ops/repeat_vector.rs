//! A vector several times: see [`hlsmith_ir::ops::RepeatVector`].

use hlsmith_ir::ops;

use crate::rearrange::Rearrange;

/// Lowers the op.
pub(crate) fn lower(op: &ops::RepeatVector) -> Rearrange {
    Rearrange::of((0..op.n).flat_map(|_| 0..op.n_in))
}
