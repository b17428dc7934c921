//! Types of reshapes.

use hlsmith_ir::ops::Reshape;
use hlsmith_ir::{NamedType, Op};

use super::Operands;

/// The result has the type of the input.
pub(super) fn infer(op: &Reshape, operands: &Operands<'_>) -> (Op, NamedType) {
    (op.clone().into(), operands.or_derived(operands.result, "result", operands.input))
}
