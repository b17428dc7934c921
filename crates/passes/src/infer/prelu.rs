//! Types of leaky rectifiers with trained slopes.

use hlsmith_ir::ops::Prelu;
use hlsmith_ir::{NamedType, Op, Weight};

use super::{Operands, grid, scaled};

/// The slopes have the type of the input, the result is the default, saturating
/// where a slope can take it beyond.
pub(super) fn infer(op: &Prelu, operands: &Operands<'_>) -> (Op, NamedType) {
    let param = Weight { ty: operands.or_derived(&op.param.ty, "param", operands.input), ..op.param.clone() };
    let table_t = operands.or_default(&op.table_t);
    let steepest = op.param.data.iter().fold(1.0, |steepest: f64, slope| steepest.max(slope.abs()));
    let result = operands.result_of(scaled(grid(operands.input), steepest));
    (Prelu { param, table_t, ..op.clone() }.into(), result)
}
