//! `Bidirectional`: two recurrent layers that read one sequence from either end.

use hlsmith_diag::Result;
use hlsmith_ir::ops::Bidirectional;

use super::{Kernel, recurrent};
use crate::design::Layer;

/// Lowers a forward and a backward layer.
///
/// # Errors
/// As [`recurrent::lower_both`].
pub(super) fn lower(op: &Bidirectional, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    recurrent::lower_both(&op.view(), layer)
}
