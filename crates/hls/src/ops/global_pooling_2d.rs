//! `GlobalPooling2D`: an image as one window.

use hlsmith_diag::Result;
use hlsmith_ir::ops::GlobalPooling2d;

use super::Kernel;
use crate::design::Layer;
use crate::pooling::Pooling;

/// Lowers a pooling of an image.
///
/// # Errors
/// As [`Pooling::lower`].
pub(super) fn lower(op: &GlobalPooling2d, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    Pooling {
        windows: op.windows(),
        function: op.pool_op,
        count_pad: false,
        accum_t: &op.accum_t,
        reuse_factor: op.reuse_factor,
    }
    .lower(layer)
}
