//! Types of sums of products of a tensor and weights.

use hlsmith_ir::ops::EinsumDense;
use hlsmith_ir::{Compatibility, Graph, NamedType, Node, Op, Weight};

use super::{Operands, grid, sum_of_products};

/// Accumulator and result hold the exact sum of all products and the bias; to the peer they are the default.
pub(super) fn infer(op: &EinsumDense, graph: &Graph, node: &Node, operands: &Operands<'_>) -> (Op, NamedType) {
    let settled = |weight: &Weight| {
        let ty = match operands.settings.follows_quantizers {
            true => NamedType { precision: operands.weight_type(weight), name: weight.ty.name.clone() },
            false => operands.or_default(&weight.ty),
        };
        Weight { ty, ..weight.clone() }
    };
    let (weight, bias) = (settled(&op.weight), settled(&op.bias));
    if operands.compatibility == Compatibility::Hls4ml13 && !operands.settings.follows_quantizers {
        let accum_t = operands.or_default(&op.accum_t);
        let settled = EinsumDense { weight, bias, accum_t, ..op.clone() };
        return (settled.into(), operands.or_default(operands.result));
    }
    let sum = (|| {
        let shape = &graph.tensor(*node.inputs.first()?).shape;
        let n_terms = op.contraction(shape).ok()?.n_terms();
        let (x, w, b) = (grid(operands.input)?, grid(weight.ty.precision)?, grid(bias.ty.precision)?);
        Some(sum_of_products(x, w, n_terms, Some(b)))
    })();
    let precision = operands.limited(sum);
    let accum_t = operands.or_derived(&op.accum_t, "accum", precision);
    let result = operands.or_derived(operands.result, "result", precision);
    (EinsumDense { weight, bias, accum_t, ..op.clone() }.into(), result)
}
