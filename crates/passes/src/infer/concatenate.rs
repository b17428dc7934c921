//! Types of concatenations.

use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};
use hlsmith_ir::ops::Concatenate;
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid};

/// The type of both inputs, or one that holds all their values, with the first modes of an input that are not the plain
/// ones.
pub(super) fn infer(op: &Concatenate, operands: &Operands<'_>) -> (Op, NamedType) {
    let both = || Some(grid(operands.input)?.hull(grid(operands.other)?));
    let precision = match both() {
        _ if operands.input == operands.other => operands.input,
        Some(format) => with_modes(operands.limited(Some(format)), operands),
        None => operands.settings.default_precision(),
    };
    (op.clone().into(), operands.or_derived(operands.result, "result", precision))
}

/// A type with the rounding, the overflow and the saturation bits that the first input has, each from the second where
/// the first has the plain one.
fn with_modes(precision: Precision, operands: &Operands<'_>) -> Precision {
    let Precision::Fixed(ty) = precision else { return precision };
    let (a, b) = (modes(operands.input), modes(operands.other));
    let rounding = if a.rounding == Rounding::Trn { b.rounding } else { a.rounding };
    let overflow = if a.overflow == Overflow::Wrap { b.overflow } else { a.overflow };
    let saturation_bits = if a.saturation_bits == 0 { b.saturation_bits } else { a.saturation_bits };
    Precision::Fixed(FixedType { rounding, overflow, saturation_bits, ..ty })
}

/// A type with the modes of a precision; the plain ones of integers, which hold nothing that a rounding could change.
fn modes(precision: Precision) -> FixedType {
    match precision {
        Precision::Fixed(ty) => ty,
        Precision::Integer { .. }
        | Precision::Auto
        | Precision::Xnor
        | Precision::Exponent { .. }
        | Precision::Float(_) => FixedType::new(1, 1, false),
    }
}
