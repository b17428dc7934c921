//! Types of normalisations.

use hlsmith_ir::ops::BatchNormalization;
use hlsmith_ir::{NamedType, Op, Weight};

use super::{Operands, grid, sum_of_products};

/// The result holds the exact product with the scale plus the offset.
pub(super) fn infer(op: &BatchNormalization, operands: &Operands<'_>) -> (Op, NamedType) {
    let scale = Weight { ty: operands.or_default(&op.scale.ty), ..op.scale.clone() };
    let bias = Weight { ty: operands.or_default(&op.bias.ty), ..op.bias.clone() };
    let sum = (|| {
        let (x, s, b) = (grid(operands.input)?, grid(scale.ty.precision)?, grid(bias.ty.precision)?);
        Some(sum_of_products(x, s, 1, Some(b)))
    })();
    let result = operands.or_derived(operands.result, "result", operands.limited(sum));
    (BatchNormalization { scale, bias, ..op.clone() }.into(), result)
}
