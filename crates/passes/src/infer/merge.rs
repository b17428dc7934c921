//! Types of element-wise functions of two tensors.

use hlsmith_fixed::{FixedType, Format, Precision};
use hlsmith_ir::ops::{Merge, MergeFunction};
use hlsmith_ir::{NamedType, Op};

use super::{Operands, ceil_log2, grid, sum, sum_of_products};

/// The result holds the exact sum, difference, product or choice. An average has the type of the sum, so that its last
/// half is truncated.
pub(super) fn infer(op: &Merge, operands: &Operands<'_>) -> (Op, NamedType) {
    let precision = match grid(operands.input).zip(grid(operands.other)) {
        None => operands.settings.default_precision(),
        Some((a, b)) => match op.function {
            MergeFunction::Average if operands.settings.follows_quantizers => {
                let all = sum(a, b);
                operands.limited(Some(Format { width: all.width + ceil_log2(op.divisor), ..all }))
            }
            MergeFunction::Add | MergeFunction::Average => operands.limited(Some(sum(a, b))),
            MergeFunction::Subtract => operands.limited(Some(Format { signed: true, ..sum(a, b) })),
            MergeFunction::Multiply => operands.limited(Some(sum_of_products(a, b, 1, None))),
            MergeFunction::Maximum | MergeFunction::Minimum => choice(operands, a, b),
        },
    };
    (op.clone().into(), operands.or_derived(operands.result, "result", precision))
}

/// The type of both inputs, or one that holds all their values; a choice never grows, so that `maximum` does not limit it.
fn choice(operands: &Operands<'_>, a: Format, b: Format) -> Precision {
    if operands.input == operands.other {
        return operands.input;
    }
    let Format { width, integer, signed } = a.hull(b);
    Precision::Fixed(FixedType::new(width, integer, signed))
}
