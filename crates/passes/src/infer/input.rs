//! Types of model inputs.

use hlsmith_ir::ops::Input;
use hlsmith_ir::{NamedType, Op};

use super::Operands;

/// The default; what comes from outside may have any range, so it saturates.
pub(super) fn infer(op: &Input, operands: &Operands<'_>) -> (Op, NamedType) {
    (op.clone().into(), operands.result_of(None))
}
