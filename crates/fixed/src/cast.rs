//! Assignment of an exact value to a fixed-point type: rounding to its grid, then bringing it into its range.
//!
//! With `x = value * 2^fraction` of the target, `q = floor(x)` and `rem = x - q`, rounding adds 1 to `q` as the mode
//! says, and the overflow mode acts on the rounded `q`.

use crate::raw::RawInt;
use crate::{FixedType, Format, Overflow, Raw, Rounding};

/// The conversion from one grid to a type, prepared once and applied to many raw values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Bits dropped when positive, zero bits appended when negative.
    shift: i32,
    target: FixedType,
    /// The overflow mode, with modes that mean the same on the target made one.
    overflow: Overflow,
    /// The saturation bits, at most as many as the target has bits.
    saturation_bits: u32,
    /// Truncating and plainly wrapping: a shift and a mask.
    plain: bool,
}

impl Cast {
    /// The conversion of raw values that weigh `2^-source_fraction` each to `target`.
    ///
    /// Saturation bits beyond the width of the target act like as many as the width. Sign-magnitude wrap-around exists
    /// for signed types only; on an unsigned target it acts like [`Overflow::Wrap`].
    pub fn new(source_fraction: i32, target: &FixedType) -> Self {
        let shift = i64::from(source_fraction) - i64::from(target.format.fraction());
        let Format { width, signed, .. } = target.format;
        let overflow = match target.overflow {
            Overflow::WrapSm if !signed => Overflow::Wrap,
            // One bit has no bounds of equal magnitude; the headers then keep both values.
            Overflow::SatSym if !signed || width == 1 => Overflow::Sat,
            same @ (Overflow::Wrap | Overflow::Sat | Overflow::SatZero | Overflow::SatSym | Overflow::WrapSm) => same,
        };
        Self {
            // Beyond these bounds nothing changes any more, since raw values are far shorter.
            shift: shift.clamp(-i64::from(i32::MAX), i64::from(i32::MAX)) as i32,
            target: *target,
            overflow,
            saturation_bits: target.saturation_bits.min(width),
            plain: target.rounding == Rounding::Trn && overflow == Overflow::Wrap && target.saturation_bits == 0,
        }
    }

    /// The type assigned to.
    pub fn target(&self) -> FixedType {
        self.target
    }

    /// Fractional bits of the source less those of the target: bits dropped when positive, appended when negative.
    pub fn shift(&self) -> i32 {
        self.shift
    }

    /// Whether the conversion is only a shift and a mask: truncation with wrap-around and no saturation bits.
    pub fn is_plain(&self) -> bool {
        self.plain
    }

    /// Whether [`Cast::apply`] in container `R` is exact for every value of `source`.
    ///
    /// It is when the container holds every value of `source` and every value of the target, as two's complement.
    /// Nothing else is needed: bits are compared before they are shifted out, so no intermediate overflows.
    pub fn fits<R: RawInt>(&self, source: Format) -> bool {
        source.container_bits() <= R::BITS && self.fits_target::<R>()
    }

    /// Whether [`Cast::apply`] in container `R` is exact for every value that the container holds.
    pub fn fits_target<R: RawInt>(&self) -> bool {
        self.target.format.container_bits() <= R::BITS
    }

    /// [`Cast::fits`] for 32-bit containers.
    pub fn fits_i32(&self, source: Format) -> bool {
        self.fits::<i32>(source)
    }

    /// [`Cast::fits`] for 64-bit containers.
    pub fn fits_i64(&self, source: Format) -> bool {
        self.fits::<i64>(source)
    }

    /// [`Cast::fits`] for 128-bit containers.
    pub fn fits_i128(&self, source: Format) -> bool {
        self.fits::<i128>(source)
    }

    /// The raw value of the target after assignment.
    ///
    /// Precondition: [`Cast::fits_target`] for the container; outside it the result is not meaningful.
    #[inline]
    pub fn apply<R: RawInt>(&self, raw: R) -> R {
        if self.plain { self.shift_and_wrap(&raw) } else { self.round_and_limit(&raw) }
    }

    /// [`Cast::apply`] in the narrowest container that is exact.
    pub fn apply_raw(&self, raw: &Raw) -> Raw {
        match raw {
            Raw::Small(small) if self.fits_target::<i128>() => Raw::Small(self.apply(*small)),
            Raw::Small(_) | Raw::Wide(_) => Raw::from(self.apply(raw.to_bigint())),
        }
    }

    /// [`Cast::apply`] element by element over the length of the shorter slice.
    #[inline]
    pub fn apply_slice<R: RawInt + Copy>(&self, source: &[R], target: &mut [R]) {
        if self.plain {
            for (to, from) in target.iter_mut().zip(source) {
                *to = self.shift_and_wrap(from);
            }
        } else {
            for (to, from) in target.iter_mut().zip(source) {
                *to = self.round_and_limit(from);
            }
        }
    }

    /// [`Cast::apply_slice`] over 32-bit containers.
    pub fn apply_slice_i32(&self, source: &[i32], target: &mut [i32]) {
        self.apply_slice(source, target);
    }

    /// [`Cast::apply_slice`] over 64-bit containers.
    pub fn apply_slice_i64(&self, source: &[i64], target: &mut [i64]) {
        self.apply_slice(source, target);
    }

    /// The value on the grid of the target, rounded but not brought into range.
    pub(crate) fn round_raw(&self, raw: &Raw) -> Raw {
        if self.shift <= 0 {
            return raw.shl(self.shift.unsigned_abs());
        }
        match raw {
            Raw::Small(small) => Raw::Small(self.rounded(small)),
            Raw::Wide(wide) => Raw::from(self.rounded(wide)),
        }
    }

    #[inline(always)]
    fn shift_and_wrap<R: RawInt>(&self, raw: &R) -> R {
        let Format { width, signed, .. } = self.target.format;
        if self.shift > 0 {
            raw.shr_floor(self.shift.unsigned_abs()).shl_wrap(0, width, signed)
        } else {
            raw.shl_wrap(self.shift.unsigned_abs(), width, signed)
        }
    }

    #[inline]
    fn round_and_limit<R: RawInt>(&self, raw: &R) -> R {
        let Format { width, signed, .. } = self.target.format;
        let upper = R::upper(width, signed);
        let lower = if self.overflow == Overflow::SatSym { -upper.clone() } else { R::lower(width, signed) };
        if self.shift > 0 {
            let rounded = self.rounded(raw);
            if lower <= rounded && rounded <= upper {
                return rounded;
            }
            let wrapped = rounded.shl_wrap(0, width, signed);
            // The headers take the bit after the kept ones from the value before rounding.
            let next_bit = raw.bit(self.shift.unsigned_abs().saturating_add(width));
            return self.limited(rounded.is_negative(), wrapped, next_bit, lower, upper);
        }
        // The bounds are shifted right in place of the value left, which could overflow the container:
        // lower <= raw * 2^left <= upper exactly when ceil(lower / 2^left) <= raw <= floor(upper / 2^left).
        let left = self.shift.unsigned_abs();
        let least = lower.shr_floor(left) + one_if::<R>(lower.any_bit_below(left));
        let wrapped = raw.shl_wrap(left, width, signed);
        if least <= *raw && *raw <= upper.shr_floor(left) {
            return wrapped;
        }
        let next_bit = left <= width && raw.bit(width - left);
        self.limited(raw.is_negative(), wrapped, next_bit, lower, upper)
    }

    /// `raw / 2^shift` rounded to an integer. Precondition: the shift is positive, so that adding 1 cannot overflow.
    #[inline]
    fn rounded<R: RawInt>(&self, raw: &R) -> R {
        let shift = self.shift.unsigned_abs();
        let floor = raw.shr_floor(shift);
        let half = raw.bit(shift - 1);
        let rest = raw.any_bit_below(shift - 1);
        let negative = raw.is_negative();
        let up = match self.target.rounding {
            Rounding::Trn => false,
            Rounding::TrnZero => negative && (half || rest),
            Rounding::Rnd => half,
            Rounding::RndZero => half && (negative || rest),
            Rounding::RndInf => half && (!negative || rest),
            Rounding::RndMinInf => half && rest,
            Rounding::RndConv => half && (rest || floor.bit(0)),
        };
        floor + one_if::<R>(up)
    }

    /// What becomes of a rounded value outside the range.
    ///
    /// `below` tells which bound is passed, `wrapped` holds the low bits of the value and `next_bit` is the lowest bit
    /// left of them before rounding.
    #[inline]
    fn limited<R: RawInt>(&self, below: bool, wrapped: R, next_bit: bool, lower: R, upper: R) -> R {
        match self.overflow {
            Overflow::Sat | Overflow::SatSym => {
                if below {
                    lower
                } else {
                    upper
                }
            }
            Overflow::SatZero => R::zero(),
            Overflow::Wrap if self.saturation_bits == 0 => wrapped,
            Overflow::Wrap => self.with_saturation_bits(below, false, &wrapped, upper),
            Overflow::WrapSm => self.sign_magnitude(below, &wrapped, next_bit, lower, upper),
        }
    }

    /// The value with its top bits forced: as unsigned all ones, as signed the sign bit of the source and below it the
    /// complement of that. The bits below are the low bits of the source, inverted on demand.
    fn with_saturation_bits<R: RawInt>(&self, below: bool, invert: bool, wrapped: &R, upper: R) -> R {
        let Format { width, signed, .. } = self.target.format;
        let free = width - self.saturation_bits;
        let mask = R::upper(free, false);
        let low = wrapped.shl_wrap(0, free, false);
        let low = if invert { mask.clone() - low } else { low };
        if signed && below { R::lower(width, true) + low } else { upper - mask + low }
    }

    /// Wrap-around that keeps the sequence of values continuous by running backwards in every other period.
    fn sign_magnitude<R: RawInt>(&self, below: bool, wrapped: &R, next_bit: bool, lower: R, upper: R) -> R {
        let width = self.target.format.width;
        if self.saturation_bits == 0 {
            let low = wrapped.shl_wrap(0, width - 1, false);
            let low = if wrapped.is_negative() == next_bit { low } else { upper - low };
            return if next_bit { lower + low } else { low };
        }
        let top = wrapped.bit(width - self.saturation_bits);
        let invert = if self.saturation_bits == 1 { top != below } else { top == below };
        self.with_saturation_bits(below, invert, wrapped, upper)
    }
}

#[inline(always)]
fn one_if<R: RawInt>(condition: bool) -> R {
    if condition { R::one() } else { R::zero() }
}
