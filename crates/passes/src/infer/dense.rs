//! Types of layers that sum products: dense layers and convolutions.

use hlsmith_ir::{Convolution, NamedType, Op};

use super::{Operands, grid, sum_of_products};

/// Accumulator and result hold the exact sum of all products of an output and the bias.
pub(super) fn infer(op: &Op, convolution: &Convolution<'_>, operands: &Operands<'_>) -> (Op, NamedType) {
    let (weight, bias) = (operands.or_default(&convolution.weight.ty), operands.or_default(&convolution.bias.ty));
    let sum = (|| {
        let (x, w, b) = (grid(operands.input)?, grid(weight.precision)?, grid(bias.precision)?);
        Some(sum_of_products(x, w, convolution.geometry.n_in(), Some(b)))
    })();
    let precision = operands.limited(sum);
    let mut op = op.clone();
    for (name, ty) in op.types_mut() {
        *ty = match name {
            "accum_t" => operands.or_derived(ty, "accum", precision),
            _ => operands.or_default(ty),
        };
    }
    (op, operands.or_derived(operands.result, "result", precision))
}
