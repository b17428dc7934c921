//! A whole image: see [`hlsmith_ir::ops::GlobalPooling2d`].

use hlsmith_diag::Result;
use hlsmith_ir::ops;

use super::Context;
use crate::pooling::Pooling;

/// Lowers the op.
pub(crate) fn lower(op: &ops::GlobalPooling2d, context: &Context) -> Result<Pooling> {
    Pooling::lower(op.windows(), op.pool_op, false, &op.accum_t, context)
}
