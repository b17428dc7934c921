//! Types of leaky rectifiers with trained slopes.

use hlsmith_ir::ops::Prelu;
use hlsmith_ir::{NamedType, Op, Weight};

use super::Operands;

/// The slopes have the type of the input, the result is the default.
pub(super) fn infer(op: &Prelu, operands: &Operands<'_>) -> (Op, NamedType) {
    let param = Weight { ty: operands.or_derived(&op.param.ty, "param", operands.input), ..op.param.clone() };
    let table_t = operands.or_default(&op.table_t);
    (Prelu { param, table_t, ..op.clone() }.into(), operands.or_default(operands.result))
}
