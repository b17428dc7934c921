//! `Pooling2D`: windows of an image.

use hlsmith_diag::Result;
use hlsmith_ir::ops::Pooling2d;

use super::Kernel;
use crate::design::Layer;
use crate::pooling::Pooling;

/// Lowers a pooling.
///
/// # Errors
/// As [`Pooling::lower`].
pub(super) fn lower(op: &Pooling2d, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    Pooling {
        windows: op.windows(),
        function: op.pool_op,
        count_pad: op.count_pad,
        accum_t: &op.accum_t,
        reuse_factor: op.reuse_factor,
    }
    .lower(layer)
}
