//! Types of a change of packets.

use hlsmith_ir::ops::Repack;
use hlsmith_ir::{NamedType, Op};

use super::{Operands, explicit_or};

/// The result has the precision of the input.
pub(super) fn infer(op: &Repack, operands: &Operands<'_>) -> (Op, NamedType) {
    let precision = explicit_or(operands.result.precision, operands.input);
    (op.clone().into(), NamedType { precision, name: operands.result.name.clone() })
}
