//! `SimpleRNN`: a fully connected recurrent layer.

use hlsmith_diag::Result;
use hlsmith_ir::ops::SimpleRnn;

use super::{Kernel, recurrent};
use crate::design::Layer;

/// Lowers a recurrent layer of this cell.
///
/// # Errors
/// As [`recurrent::lower`].
pub(super) fn lower(op: &SimpleRnn, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    recurrent::lower(&op.view(), layer)
}
