//! Types of layer normalisations.

use hlsmith_fixed::Format;
use hlsmith_ir::ops::{InverseRoot, LayerNormalization};
use hlsmith_ir::{Compatibility, NamedType, Op, Weight};

use super::{Operands, ceil_log2, grid, sum_of_products};

/// Most fractional bits of a normalised number; a root is not more precise.
const NORMAL_BITS: i32 = 16;

/// How a layer finds its root.
pub(crate) fn inverse_root(op: &LayerNormalization, compatibility: Compatibility) -> InverseRoot {
    match (op.inverse_root, compatibility) {
        (settled @ (InverseRoot::Linear | InverseRoot::Scaled), _) => settled,
        (InverseRoot::Auto, Compatibility::Hls4ml13) if op.centred => InverseRoot::Linear,
        (InverseRoot::Auto, _) if op.table_range_power2 != 0 => InverseRoot::Linear,
        (InverseRoot::Auto, Compatibility::Hls4ml13 | Compatibility::Sound) => InverseRoot::Scaled,
    }
}

/// Integer bits of a sum of the squares of differences of `n` numbers from their mean, sign included.
pub(crate) fn sum_of_squares_integer(numbers: Format, n: usize) -> i32 {
    let magnitude = numbers.integer + i32::from(!numbers.signed);
    // A difference from the mean has up to one bit more than the numbers, and its square, as a signed number, twice that.
    (2 * magnitude + 1).max(magnitude + 1) + ceil_log2(n) as i32
}

/// The result holds the product of input and scale plus the offset, as the peer has it; otherwise that of a normalised
/// number, which reaches the square root of the number of elements where the sums hold every variance.
pub(super) fn infer(op: &LayerNormalization, operands: &Operands<'_>) -> (Op, NamedType) {
    let scale = Weight { ty: operands.or_default(&op.scale.ty), ..op.scale.clone() };
    let bias = Weight { ty: operands.or_default(&op.bias.ty), ..op.bias.clone() };
    let sum = (|| {
        let (x, s, b) = (grid(operands.input)?, grid(scale.ty.precision)?, grid(bias.ty.precision)?);
        let x = match operands.compatibility {
            Compatibility::Hls4ml13 => x,
            Compatibility::Sound => {
                // The square root of the number of elements, with room for what the root is too large.
                let normal = 2 + ceil_log2(op.n_slice).div_ceil(2) as i32;
                let is_wide = |accum: Format| accum.integer >= sum_of_squares_integer(x, op.n_slice);
                let holds_variance = inverse_root(op, operands.compatibility) == InverseRoot::Scaled
                    && (op.has_default_accum() || grid(op.accum_t.precision).is_some_and(is_wide));
                let integer = if holds_variance { normal } else { x.integer.max(normal) };
                let fraction = x.fraction().min(NORMAL_BITS);
                Format { width: (integer + fraction).max(1).unsigned_abs(), integer, signed: true }
            }
        };
        Some(sum_of_products(x, s, 1, Some(b)))
    })();
    let (accum_t, table_t) = (operands.or_default(&op.accum_t), operands.or_default(&op.table_t));
    let result = operands.or_derived(operands.result, "result", operands.limited(sum));
    (LayerNormalization { scale, bias, accum_t, table_t, ..op.clone() }.into(), result)
}
