//! Types of functions of a straight line with limits.

use hlsmith_ir::ops::{HardActivation, HardFunction};
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid, scaled};

/// The result is the default; that of `hard_silu`, which has no bounds, saturates where it can exceed it.
pub(super) fn infer(op: &HardActivation, operands: &Operands<'_>) -> (Op, NamedType) {
    let mut settled = op.clone();
    for ty in [&mut settled.slope_t, &mut settled.shift_t, &mut settled.table_t] {
        *ty = operands.or_default(ty);
    }
    let result = match op.function {
        HardFunction::HardSigmoid | HardFunction::HardTanh => operands.or_default(operands.result),
        HardFunction::HardSilu => operands.result_of(scaled(grid(operands.input), 1.0)),
    };
    (settled.into(), result)
}
