//! Types of concatenations.

use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};
use hlsmith_ir::ops::Concatenate;
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid, hull};

/// The type of both inputs, or one that holds all their values, with the first modes of an input that are not the plain
/// ones.
pub(super) fn infer(op: &Concatenate, operands: &Operands<'_>) -> (Op, NamedType) {
    let precision = if operands.input == operands.other {
        operands.input
    } else {
        with_modes(operands.limited(both(operands)), operands)
    };
    (op.clone().into(), operands.or_derived(operands.result, "result", precision))
}

fn both(operands: &Operands<'_>) -> Option<hlsmith_fixed::Format> {
    Some(hull(grid(operands.input)?, grid(operands.other)?))
}

/// A type with the rounding, the overflow and the saturation bits that the first input has, each from the second where
/// the first has the plain one.
fn with_modes(precision: Precision, operands: &Operands<'_>) -> Precision {
    let (Some(ty), Some(a), Some(b)) =
        (precision.assignment(), operands.input.assignment(), operands.other.assignment())
    else {
        return precision;
    };
    let rounding = if a.rounding == Rounding::Trn { b.rounding } else { a.rounding };
    let overflow = if a.overflow == Overflow::Wrap { b.overflow } else { a.overflow };
    let saturation_bits = if a.saturation_bits == 0 { b.saturation_bits } else { a.saturation_bits };
    Precision::Fixed(FixedType { rounding, overflow, saturation_bits, ..ty })
}
