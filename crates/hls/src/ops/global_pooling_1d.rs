//! `GlobalPooling1D`: a line as one window.

use hlsmith_diag::Result;
use hlsmith_ir::ops::GlobalPooling1d;

use super::Kernel;
use crate::design::Layer;
use crate::pooling::Pooling;

/// Lowers a pooling of a line.
///
/// # Errors
/// As [`Pooling::lower`].
pub(super) fn lower(op: &GlobalPooling1d, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    Pooling {
        windows: op.windows(),
        function: op.pool_op,
        count_pad: false,
        accum_t: &op.accum_t,
        reuse_factor: op.reuse_factor,
    }
    .lower(layer)
}
