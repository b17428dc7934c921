//! Types of layer normalisations.

use hlsmith_fixed::Format;
use hlsmith_ir::ops::LayerNormalization;
use hlsmith_ir::{Compatibility, NamedType, Op, Weight};

use super::{Operands, ceil_log2, grid, sum_of_products};

/// The result holds the product of input and scale plus the offset, as the peer has it; otherwise also what a
/// normalised number can reach, the square root of the number of elements.
pub(super) fn infer(op: &LayerNormalization, operands: &Operands<'_>) -> (Op, NamedType) {
    let scale = Weight { ty: operands.or_default(&op.scale.ty), ..op.scale.clone() };
    let bias = Weight { ty: operands.or_default(&op.bias.ty), ..op.bias.clone() };
    let sum = (|| {
        let (x, s, b) = (grid(operands.input)?, grid(scale.ty.precision)?, grid(bias.ty.precision)?);
        let x = match operands.compatibility {
            Compatibility::Hls4ml13 => x,
            Compatibility::Sound => {
                let integer = x.integer.max(2 + ceil_log2(op.n_slice).div_ceil(2) as i32);
                Format { width: (integer + x.fraction()).max(1).unsigned_abs(), integer, signed: true }
            }
        };
        Some(sum_of_products(x, s, 1, Some(b)))
    })();
    let (accum_t, table_t) = (operands.or_default(&op.accum_t), operands.or_default(&op.table_t));
    let result = operands.or_derived(operands.result, "result", operands.limited(sum));
    (LayerNormalization { scale, bias, accum_t, table_t, ..op.clone() }.into(), result)
}
