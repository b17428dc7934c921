//! `StreamClone`: the packets of a stream for several readers.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};

use super::Kernel;
use crate::design::Layer;

/// Refuses copies outside of streaming designs, where a reader finds the array itself.
pub(super) fn lower(layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let message = "only a stream is copied for its readers";
    Err(Diagnostic::error(Code::IrInvalid, Subject::Layer(layer.node.name.clone()), message).into())
}
