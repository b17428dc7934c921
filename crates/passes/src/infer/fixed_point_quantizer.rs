//! Types of quantizers whose types differ from element to element.

use hlsmith_fixed::{FixedType, Format, Overflow, Precision, Rounding};
use hlsmith_ir::ops::FixedPointQuantizer;
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid};

/// The narrowest type that holds the types of all elements as far as the input reaches.
pub(super) fn infer(op: &FixedPointQuantizer, operands: &Operands<'_>) -> (Op, NamedType) {
    let of = |ty: FixedType| reached(&ty, grid(operands.input));
    let all = op.mask_types().flatten().filter_map(of).reduce(Format::hull);
    let all = all.unwrap_or(Format { width: 1, integer: 1, signed: false });
    let precision = Precision::Fixed(FixedType::new(all.width, all.integer, all.signed));
    (op.clone().into(), operands.or_derived(operands.result, "result", precision))
}

/// What numbers on a grid reach of a type they are assigned to; `None` when that is 0 alone.
fn reached(ty: &FixedType, source: Option<Format>) -> Option<Format> {
    let Some(source) = source else { return Some(ty.format) };
    let target = ty.format;
    // Bits before the binary point without the sign; rounding can carry into one more.
    let bits = |format: Format| format.integer - i32::from(format.signed);
    let carries = source.fraction() > target.fraction() && ty.rounding != Rounding::Trn;
    let reach = bits(source) + i32::from(carries);
    let is_within = reach <= bits(target) && (target.signed || !source.signed);
    let wraps = matches!(ty.overflow, Overflow::Wrap | Overflow::WrapSm | Overflow::SatZero);
    let fraction = target.fraction().min(source.fraction());
    let (signed, own) = match wraps && !is_within {
        true => (target.signed, bits(target)),
        false => (target.signed && source.signed, bits(target).min(reach)),
    };
    let integer = own + i32::from(signed);
    let width = u32::try_from(integer + fraction).ok().filter(|&width| width > 0)?;
    Some(Format { width, integer, signed })
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::{FixedType, Format, Overflow, Rounding};

    use super::reached;

    fn check(
        target: (u32, i32, bool),
        modes: (Rounding, Overflow),
        source: (u32, i32, bool),
        expected: (u32, i32, bool),
    ) {
        let ty = FixedType::new(target.0, target.1, target.2).with_modes(modes.0, modes.1);
        let source = Format { width: source.0, integer: source.1, signed: source.2 };
        let found =
            reached(&ty, Some(source)).map_or((0, 0, false), |format| (format.width, format.integer, format.signed));
        assert_eq!(found, expected, "{ty} of {source:?}");
    }

    #[test]
    fn what_a_source_reaches_is_no_wider_than_both() {
        let (trn, rnd) = (Rounding::Trn, Rounding::Rnd);
        let (wrap, sat) = (Overflow::Wrap, Overflow::Sat);
        check((16, 8, true), (trn, wrap), (6, 3, true), (6, 3, true));
        check((16, 8, true), (trn, wrap), (6, 3, false), (6, 3, false));
        // A carry of the rounding.
        check((10, 8, true), (rnd, wrap), (6, 3, true), (6, 4, true));
        check((6, 4, true), (trn, sat), (20, 10, false), (5, 3, false));
        // What wraps around reaches all of the type.
        check((6, 4, true), (trn, wrap), (20, 10, false), (6, 4, true));
        check((6, 4, false), (trn, wrap), (5, 3, true), (6, 4, false));
        check((6, 4, false), (trn, sat), (5, 3, true), (4, 2, false));
        // Nothing but 0 is left.
        check((2, 6, false), (trn, sat), (4, 2, false), (0, 0, false));
    }
}
