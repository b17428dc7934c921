//! `GRU`: gated recurrent unit.

use hlsmith_diag::Result;
use hlsmith_ir::ops::Gru;

use super::{Kernel, recurrent};
use crate::design::Layer;

/// Lowers a recurrent layer of this cell.
///
/// # Errors
/// As [`recurrent::lower`].
pub(super) fn lower(op: &Gru, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    recurrent::lower(&op.view(), layer)
}
