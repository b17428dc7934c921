//! Types of dense layers.

use hlsmith_ir::ops::Dense;
use hlsmith_ir::{NamedType, Op, Weight};

use super::{Operands, grid, sum_of_products};

/// Accumulator and result hold the exact sum of all products and the bias.
pub(super) fn infer(op: &Dense, operands: &Operands<'_>) -> (Op, NamedType) {
    let weight = Weight { ty: operands.or_default(&op.weight.ty), ..op.weight.clone() };
    let bias = Weight { ty: operands.or_default(&op.bias.ty), ..op.bias.clone() };
    let sum = (|| {
        let (x, w, b) = (grid(operands.input)?, grid(weight.ty.precision)?, grid(bias.ty.precision)?);
        Some(sum_of_products(x, w, op.n_in, Some(b)))
    })();
    let precision = operands.limited(sum);
    let accum_t = operands.or_derived(&op.accum_t, "accum", precision);
    let result = operands.or_derived(operands.result, "result", precision);
    (Dense { weight, bias, accum_t, ..op.clone() }.into(), result)
}
