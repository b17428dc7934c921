//! Types of ops that put elements into other places.

use hlsmith_ir::{NamedType, Op};

use super::Operands;

/// The result has the type of the input.
pub(super) fn infer(op: &Op, operands: &Operands<'_>) -> (Op, NamedType) {
    (op.clone(), operands.or_derived(operands.result, "result", operands.input))
}
