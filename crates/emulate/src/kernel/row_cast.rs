//! Assignment to a type, on rows.

use hlsmith_fixed::{Cast, FixedType, Interval, Overflow, Raw, Rounding};
use multiversion::multiversion;

use super::lane::Lane;

/// Assignment of numbers of a known interval to a type.
///
/// Where the interval excludes overflow nothing is limited, and the common modes are a shift, an addition and a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RowCast<C> {
    /// A shift with rounding by an addition, then a limit.
    Quick(Shift<C>, Limit<C>),
    /// Any mode.
    Exact(Cast),
}

/// The first half of a quick assignment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shift<C> {
    /// The same grid.
    None,
    /// To a finer grid.
    Left(u32),
    /// To a coarser grid: `floor((x + add) / 2^count)`.
    Right { count: u32, add: C },
}

/// The second half of a quick assignment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit<C> {
    /// All numbers are in range.
    None,
    /// The low bits count: shifted left and right by as many as are cut off.
    WrapSigned(u32),
    /// The low bits count, as an unsigned number: a mask.
    WrapUnsigned(C),
    /// Between two bounds.
    Clamp(C, C),
}

/// Bits of a container in which the assignment is exact.
pub(crate) fn bits(source: &Interval, target: &FixedType) -> u32 {
    let rounds = source.fraction() > target.format.fraction() && target.rounding != Rounding::Trn;
    if !rounds && let Some(results) = in_range(source, target) {
        return source.signed_bits().max(results.signed_bits());
    }
    (source.signed_bits() + u32::from(rounds)).max(target.format.container_bits())
}

/// How many low bits of a number with `fraction` fractional bits its assignment to a type depends on; `None` where that is
/// all of them.
pub(crate) fn low_bits(fraction: i32, target: &FixedType) -> Option<u32> {
    let cast = Cast::new(fraction, target);
    let low = i64::from(target.format.width) + i64::from(cast.shift());
    cast.is_plain().then(|| u32::try_from(low.max(1)).unwrap_or(u32::MAX))
}

/// The rounded numbers, in a type without bounds.
fn rounded(source: &Interval, target: &FixedType) -> Option<Interval> {
    let fraction = target.format.fraction();
    let room = 2 + source.signed_bits() + source.fraction().abs_diff(fraction);
    let boundless = FixedType::new(room, i32::try_from(room).ok()? - fraction, true);
    Some(source.cast(&boundless.with_modes(target.rounding, Overflow::Wrap)))
}

/// The rounded numbers, if all are in the range of the type.
fn in_range(source: &Interval, target: &FixedType) -> Option<Interval> {
    let whole = Interval::of_type(target);
    rounded(source, target).filter(|rounded| whole.contains(rounded.lower()) && whole.contains(rounded.upper()))
}

/// The constant that turns rounding into truncation of a sum, for numbers of the interval; `None` where there is none.
pub(crate) fn rounding_addend(rounding: Rounding, dropped: u32, source: &Interval) -> Option<Raw> {
    let half = || Raw::from(1).shl(dropped - 1);
    let zero = Raw::ZERO;
    let below_half = || &half() - &Raw::from(1);
    let one_less = || &Raw::from(1).shl(dropped) - &Raw::from(1);
    let (nonnegative, nonpositive) = (*source.lower() >= zero, *source.upper() <= zero);
    match rounding {
        Rounding::Trn => Some(zero),
        Rounding::Rnd => Some(half()),
        Rounding::RndMinInf => Some(below_half()),
        Rounding::TrnZero if nonnegative => Some(zero),
        Rounding::TrnZero if nonpositive => Some(one_less()),
        Rounding::RndZero if nonnegative => Some(below_half()),
        Rounding::RndZero if nonpositive => Some(half()),
        Rounding::RndInf if nonnegative => Some(half()),
        Rounding::RndInf if nonpositive => Some(below_half()),
        Rounding::TrnZero | Rounding::RndZero | Rounding::RndInf | Rounding::RndConv => None,
    }
}

impl<C: Lane> RowCast<C> {
    /// The assignment of numbers in `source` to `target`. Precondition: `C` has [`bits`].
    pub(crate) fn new(source: &Interval, target: &FixedType) -> Self {
        let cast = Cast::new(source.fraction(), target);
        Self::quick(source, target, &cast).unwrap_or(RowCast::Exact(cast))
    }

    /// The exact assignment to a grid that is finer by a number of bits.
    pub(crate) fn shift_left(count: u32) -> Self {
        RowCast::Quick(if count == 0 { Shift::None } else { Shift::Left(count) }, Limit::None)
    }

    /// The truncating and wrapping assignment of numbers of which only the low bits are known, at least those that the
    /// assignment keeps and drops.
    pub(crate) fn of_low_bits(fraction: i32, target: &FixedType) -> Self {
        let shift = match Cast::new(fraction, target).shift() {
            0 => Shift::None,
            left @ ..0 => Shift::Left(left.unsigned_abs()),
            right @ 1.. => Shift::Right { count: right.unsigned_abs().min(C::BITS - 1), add: C::zero() },
        };
        RowCast::Quick(shift, Limit::wrap(target))
    }

    fn quick(source: &Interval, target: &FixedType, cast: &Cast) -> Option<Self> {
        let rounded = rounded(source, target)?;
        let whole = Interval::of_type(target);
        let limit = if in_range(source, target).is_some() {
            Limit::None
        } else {
            match target.overflow {
                Overflow::Wrap if target.saturation_bits == 0 => Limit::wrap(target),
                Overflow::Sat | Overflow::SatSym => Limit::Clamp(C::of(whole.lower()), C::of(whole.upper())),
                Overflow::Wrap | Overflow::SatZero | Overflow::WrapSm => return None,
            }
        };
        let shift = match cast.shift() {
            0 => Shift::None,
            left @ ..0 if rounded.fits::<C>() || matches!(limit, Limit::WrapSigned(_) | Limit::WrapUnsigned(_)) => {
                Shift::Left(left.unsigned_abs())
            }
            ..0 => return None,
            right @ 1.. => {
                let right = right.unsigned_abs();
                let add = rounding_addend(target.rounding, right.min(4 * C::BITS), source)?;
                if !add.is_zero() && (right >= C::BITS - 1 || C::from_raw(&(source.upper() + &add)).is_none()) {
                    return None;
                }
                Shift::Right { count: right.min(C::BITS - 1), add: C::of(&add) }
            }
        };
        Some(RowCast::Quick(shift, limit))
    }

    /// The same for numbers that are then stored in `bits` bits, without those beyond, which need not be made the sign.
    pub(crate) fn before_cut(self, bits: u32) -> Self {
        match self {
            RowCast::Quick(shift, Limit::WrapSigned(cut)) if C::BITS - cut == bits => {
                RowCast::Quick(shift, Limit::None)
            }
            RowCast::Quick(_, _) | RowCast::Exact(_) => self,
        }
    }

    /// Whether the numbers stay as they are.
    pub(crate) fn is_identity(&self) -> bool {
        matches!(self, RowCast::Quick(Shift::None, Limit::None))
    }

    /// Assigns every lane in place.
    #[inline]
    pub(crate) fn apply(&self, row: &mut [C]) {
        match self {
            RowCast::Quick(Shift::None, Limit::None) => {}
            RowCast::Quick(shift, limit) => C::quick_cast(row, shift, limit),
            RowCast::Exact(cast) => {
                for x in row {
                    *x = cast.apply(*x);
                }
            }
        }
    }
}

impl<C: Lane> Limit<C> {
    fn wrap(target: &FixedType) -> Self {
        let width = target.format.width;
        match target.format.signed {
            true if width >= C::BITS => Limit::None,
            true => Limit::WrapSigned(C::BITS - width),
            false if width >= C::BITS => Limit::None,
            false => Limit::WrapUnsigned(C::upper(width, false)),
        }
    }
}

/// [`Shift`] and [`Limit`] of every lane.
#[inline(always)]
pub(super) fn quick_cast<C: Lane>(row: &mut [C], shift: &Shift<C>, limit: &Limit<C>) {
    match *shift {
        Shift::None => {}
        Shift::Left(count) => row.iter_mut().for_each(|x| *x = x.shl(count)),
        Shift::Right { count, add } => row.iter_mut().for_each(|x| *x = x.wrapping_add(&add).shr(count)),
    }
    match *limit {
        Limit::None => {}
        Limit::WrapSigned(cut) => row.iter_mut().for_each(|x| *x = x.shl(cut).shr(cut)),
        Limit::WrapUnsigned(mask) => row.iter_mut().for_each(|x| *x = x.and(mask)),
        Limit::Clamp(lower, upper) => row.iter_mut().for_each(|x| *x = (*x).max(lower).min(upper)),
    }
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn quick_cast_i16(row: &mut [i16], shift: &Shift<i16>, limit: &Limit<i16>) {
    quick_cast(row, shift, limit);
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn quick_cast_i32(row: &mut [i32], shift: &Shift<i32>, limit: &Limit<i32>) {
    quick_cast(row, shift, limit);
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn quick_cast_i64(row: &mut [i64], shift: &Shift<i64>, limit: &Limit<i64>) {
    quick_cast(row, shift, limit);
}
