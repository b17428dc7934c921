//! Types of sums of products of two tensors.

use hlsmith_ir::ops::Einsum;
use hlsmith_ir::{Compatibility, Graph, NamedType, Node, Op};

use super::{Operands, grid, sum_of_products};

/// Accumulator and result hold the exact sum of all products; to the peer they are the default.
pub(super) fn infer(op: &Einsum, graph: &Graph, node: &Node, operands: &Operands<'_>) -> (Op, NamedType) {
    if operands.compatibility == Compatibility::Hls4ml13 && !operands.settings.follows_quantizers {
        let accum_t = operands.or_default(&op.accum_t);
        return (Einsum { accum_t, ..op.clone() }.into(), operands.or_default(operands.result));
    }
    let shape = |position: usize| node.inputs.get(position).map_or(&[][..], |&input| &graph.tensor(input).shape);
    let sum = (|| {
        let n_terms = op.contraction([shape(0), shape(1)]).ok()?.n_terms();
        Some(sum_of_products(grid(operands.input)?, grid(operands.other)?, n_terms, None))
    })();
    let precision = operands.limited(sum);
    let accum_t = operands.or_derived(&op.accum_t, "accum", precision);
    (Einsum { accum_t, ..op.clone() }.into(), operands.or_derived(operands.result, "result", precision))
}
