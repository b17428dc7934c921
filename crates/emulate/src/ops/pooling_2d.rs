//! Windows of an image: see [`hlsmith_ir::ops::Pooling2d`].

use hlsmith_diag::Result;
use hlsmith_ir::ops;

use super::Context;
use crate::pooling::Pooling;

/// Lowers the op.
pub(crate) fn lower(op: &ops::Pooling2d, context: &Context) -> Result<Pooling> {
    Pooling::lower(op.windows(), op.pool_op, op.count_pad, &op.accum_t, context)
}
