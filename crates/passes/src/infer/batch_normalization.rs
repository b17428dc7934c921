//! Types of normalisations.

use hlsmith_ir::ops::BatchNormalization;
use hlsmith_ir::{NamedType, Op, Weight};

use super::{Operands, grid, sum_of_products};

/// The result holds the exact product with the scale plus the offset.
pub(super) fn infer(op: &BatchNormalization, operands: &Operands<'_>) -> (Op, NamedType) {
    let typed = |weight: &Weight| {
        let ty = NamedType { precision: operands.weight_type(weight), name: weight.ty.name.clone() };
        Weight { ty, ..weight.clone() }
    };
    let (scale, bias) = (typed(&op.scale), typed(&op.bias));
    let exact = operands.exact_scaled(&scale.data, scale.ty.precision, &bias.data, bias.ty.precision);
    let sum = || {
        let (x, s, b) = (grid(operands.input)?, grid(scale.ty.precision)?, grid(bias.ty.precision)?);
        Some(sum_of_products(x, s, 1, Some(b)))
    };
    let result = operands.or_derived(operands.result, "result", operands.limited(exact.or_else(sum)));
    (BatchNormalization { scale, bias, ..op.clone() }.into(), result)
}
