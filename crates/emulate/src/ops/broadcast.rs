//! Elements repeated along axes: see [`hlsmith_ir::ops::Broadcast`].

use hlsmith_ir::ops;

use crate::rearrange::Rearrange;

/// Lowers the op for an input of a shape, which fits it.
pub(crate) fn lower(op: &ops::Broadcast, shape: &[usize]) -> Rearrange {
    Rearrange::of(ops::broadcast_places(shape, &op.target_shape))
}
