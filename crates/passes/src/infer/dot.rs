//! Types of scalar products.

use hlsmith_ir::ops::Dot;
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid, sum_of_products};

/// Sum and result hold the exact sum of the products.
pub(super) fn infer(op: &Dot, operands: &Operands<'_>) -> (Op, NamedType) {
    let exact = grid(operands.input).zip(grid(operands.other)).map(|(a, b)| sum_of_products(a, b, op.n_in, None));
    let precision = operands.limited(exact);
    let accum_t = operands.or_derived(&op.accum_t, "accum", precision);
    (Dot { accum_t, ..op.clone() }.into(), operands.or_derived(operands.result, "result", precision))
}
