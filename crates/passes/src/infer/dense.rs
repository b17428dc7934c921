//! Types of layers that sum products: dense layers and convolutions.

use hlsmith_ir::{Convolution, NamedType, Op};

use super::{Operands, grid, sum_of_products};

/// Accumulator and result hold the exact sum of all products of an output and the bias.
pub(super) fn infer(op: &Op, convolution: &Convolution<'_>, operands: &Operands<'_>) -> (Op, NamedType) {
    let (weight, bias) = (operands.weight_type(convolution.weight), operands.weight_type(convolution.bias));
    let exact = operands.exact_sums(&convolution.weight.data, weight, &convolution.bias.data, bias);
    let sum = || {
        let (x, w, b) = (grid(operands.input)?, grid(weight)?, grid(bias)?);
        Some(sum_of_products(x, w, convolution.geometry.n_in(), Some(b)))
    };
    let [partial, whole] = exact.map_or_else(|| [sum(); 2], |formats| formats.map(Some));
    let [accum, result] = [partial, whole].map(|format| operands.limited(format));
    let mut op = op.clone();
    for (name, ty) in op.types_mut() {
        *ty = match name {
            "accum_t" => operands.or_derived(ty, "accum", accum),
            "weight" => NamedType { precision: weight, name: ty.name.clone() },
            "bias" => NamedType { precision: bias, name: ty.name.clone() },
            _ => operands.or_default(ty),
        };
    }
    (op, operands.or_derived(operands.result, "result", result))
}
