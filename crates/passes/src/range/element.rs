//! The numbers that one element of a tensor can be.

use hlsmith_fixed::{FixedType, Format, Interval, Overflow};

/// Widest bounds that are followed; sums and products of them cannot overflow the containers here.
pub(crate) const MAX_BITS: u32 = 62;

/// Every multiple of `2^-fraction` from `lower` to `upper`, which count these steps.
///
/// A range of nothing but 0 has the fraction 0 and takes no part in the fractions of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Range {
    lower: i64,
    upper: i64,
    fraction: i32,
}

impl Range {
    /// Nothing but 0.
    pub(crate) const ZERO: Range = Range { lower: 0, upper: 0, fraction: 0 };

    /// A range of bounds; `None` where they are wider than is followed.
    pub(crate) fn new(lower: i128, upper: i128, fraction: i32) -> Option<Range> {
        if lower == 0 && upper == 0 {
            return Some(Range::ZERO);
        }
        let bound = 1i128 << MAX_BITS;
        let fits = -bound <= lower && lower <= upper && upper < bound;
        fits.then_some(Range { lower: lower as i64, upper: upper as i64, fraction })
    }

    /// One number on the coarsest grid that has it; `None` where none has within the bounds.
    pub(crate) fn of_number(value: f64) -> Option<Range> {
        if value == 0.0 {
            return Some(Range::ZERO);
        }
        let bits = value.abs().to_bits();
        let (exponent, mantissa) = ((bits >> 52) as i32, (bits & ((1 << 52) - 1)) as i64);
        if !value.is_finite() || exponent == 0 {
            return None;
        }
        let (mantissa, exponent) = (mantissa | 1 << 52, exponent - 1075);
        let zeros = mantissa.trailing_zeros();
        let raw = i128::from(mantissa >> zeros) * if value < 0.0 { -1 } else { 1 };
        Range::new(raw, raw, -(exponent + zeros as i32))
    }

    /// All results of assignments to a type.
    pub(crate) fn of_type(ty: &FixedType) -> Option<Range> {
        Range::of_interval(&Interval::of_type(ty))
    }

    fn of_interval(interval: &Interval) -> Option<Range> {
        Range::new(interval.lower().to_i128()?, interval.upper().to_i128()?, interval.fraction())
    }

    fn interval(&self) -> Option<Interval> {
        Interval::new(self.lower, self.upper, self.fraction)
    }

    /// The smallest number, counted in steps.
    pub(crate) fn lower(&self) -> i64 {
        self.lower
    }

    /// The largest number, counted in steps.
    pub(crate) fn upper(&self) -> i64 {
        self.upper
    }

    /// Fractional bits of the steps.
    pub(crate) fn fraction(&self) -> i32 {
        self.fraction
    }

    /// Whether there is no other number than 0.
    pub(crate) fn is_zero(&self) -> bool {
        self.lower == 0 && self.upper == 0
    }

    /// The format of exactly these steps that holds all numbers; `None` for nothing but 0.
    pub(crate) fn format(&self) -> Option<Format> {
        if self.is_zero() {
            return None;
        }
        let bits = |raw: i64| 64 - if raw < 0 { !raw } else { raw }.leading_zeros();
        let signed = self.lower < 0;
        let width = bits(self.lower).max(bits(self.upper)) + u32::from(signed);
        Some(Format { width, integer: width as i32 - self.fraction, signed })
    }

    /// Both bounds on a grid that is at least as fine.
    pub(crate) fn refined(&self, fraction: i32) -> Option<[i128; 2]> {
        if self.is_zero() {
            return Some([0, 0]);
        }
        let count = fraction.checked_sub(self.fraction).and_then(|count| u32::try_from(count).ok());
        let count = count.filter(|&count| count <= MAX_BITS)?;
        Some([i128::from(self.lower) << count, i128::from(self.upper) << count])
    }

    /// The finer one of the grids of ranges with other numbers than 0; 0 where there is none.
    pub(crate) fn finest<'a>(ranges: impl IntoIterator<Item = &'a Range>) -> i32 {
        let others = ranges.into_iter().filter(|range| !range.is_zero());
        others.map(|range| range.fraction).max().unwrap_or(0)
    }

    /// What a function of both bounds on the finer grid makes of two ranges.
    pub(crate) fn combined(
        &self,
        other: &Range,
        function: impl Fn([i128; 2], [i128; 2]) -> [i128; 2],
    ) -> Option<Range> {
        let fraction = Range::finest([self, other]);
        let [lower, upper] = function(self.refined(fraction)?, other.refined(fraction)?);
        Range::new(lower, upper, fraction)
    }

    /// The sums.
    pub(crate) fn sum(&self, other: &Range) -> Option<Range> {
        self.combined(other, |own, other| [own[0] + other[0], own[1] + other[1]])
    }

    /// The smallest range with the numbers of both.
    pub(crate) fn hull(&self, other: &Range) -> Option<Range> {
        self.combined(other, |own, other| [own[0].min(other[0]), own[1].max(other[1])])
    }

    /// The negated numbers.
    pub(crate) fn negated(&self) -> Option<Range> {
        Range::new(-i128::from(self.upper), -i128::from(self.lower), self.fraction)
    }

    /// The products.
    pub(crate) fn product(&self, other: &Range) -> Option<Range> {
        let all =
            [self.lower, self.upper].map(|own| [other.lower, other.upper].map(|o| i128::from(own) * i128::from(o)));
        let [lower, upper] = bounds(all.concat().into_iter())?;
        Range::new(lower, upper, self.fraction.checked_add(other.fraction)?)
    }

    /// The numbers times a power of two.
    pub(crate) fn shifted(&self, bits: i32) -> Option<Range> {
        Range::new(self.lower.into(), self.upper.into(), self.fraction.checked_sub(bits)?)
    }

    /// The results of assigning the numbers to a type; on the coarser grid of both where none overflows.
    pub(crate) fn cast(&self, ty: &FixedType) -> Option<Range> {
        if self.is_zero() {
            return Some(Range::ZERO);
        }
        let own = self.interval()?;
        let coarse =
            if self.holds_within(ty)? { self.fraction.min(ty.format.fraction()) } else { ty.format.fraction() };
        let cast = Range::of_interval(&own.cast(ty))?;
        if cast.is_zero() {
            return Some(cast);
        }
        let count = cast.fraction.abs_diff(coarse);
        Range::new((cast.lower >> count).into(), (cast.upper >> count).into(), coarse)
    }

    /// Whether no number overflows when it is assigned to a type.
    pub(crate) fn holds_within(&self, ty: &FixedType) -> Option<bool> {
        // As wide as no carry of a rounding needs.
        let wide = FixedType::new(1000, 500, true).with_modes(ty.rounding, Overflow::Wrap);
        let format = Format { width: (500 + ty.format.fraction()).max(1).unsigned_abs(), ..wide.format };
        let rounded = self.interval()?.cast(&FixedType { format, ..wide });
        let whole = Interval::of_type(ty);
        Some(whole.contains(rounded.lower()) && whole.contains(rounded.upper()))
    }

    /// All numbers of the narrowest format that holds these.
    pub(crate) fn boxed(&self) -> Option<Range> {
        match self.format() {
            None => Some(Range::ZERO),
            Some(format) => Range::of_type(&FixedType::new(format.width, format.integer, format.signed)),
        }
    }
}

/// The smallest and the largest of some numbers.
pub(crate) fn bounds(numbers: impl Iterator<Item = i128> + Clone) -> Option<[i128; 2]> {
    Some([numbers.clone().min()?, numbers.max()?])
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::{FixedType, Overflow, Rounding};

    use super::Range;

    fn range(lower: i128, upper: i128, fraction: i32) -> Range {
        Range::new(lower, upper, fraction).expect("a narrow range")
    }

    #[test]
    fn numbers_are_on_the_coarsest_grid() {
        assert_eq!(Range::of_number(0.0), Some(Range::ZERO));
        assert_eq!(Range::of_number(-0.75), Some(range(-3, -3, 2)));
        assert_eq!(Range::of_number(12.0), Some(range(3, 3, -2)));
        assert_eq!(Range::of_number(f64::NAN), None);
    }

    #[test]
    fn formats_hold_both_bounds() {
        let check = |(lower, upper), expected: (u32, i32, bool)| {
            let format = range(lower, upper, 2).format().expect("not nothing but 0");
            assert_eq!((format.width, format.integer, format.signed), expected, "{lower} to {upper}");
        };
        check((-8, 7), (4, 2, true));
        check((-8, 8), (5, 3, true));
        check((-9, 0), (5, 3, true));
        check((3, 7), (3, 1, false));
        assert_eq!(Range::ZERO.format(), None);
    }

    #[test]
    fn grids_of_zeros_do_not_count() {
        assert_eq!(Range::ZERO.sum(&range(1, 3, -4)), Some(range(1, 3, -4)));
        assert_eq!(range(1, 3, 1).sum(&range(-1, 1, 2)), Some(range(1, 7, 2)));
        assert_eq!(range(-1, 3, 1).product(&range(-2, 1, 0)), Some(range(-6, 3, 1)));
    }

    #[test]
    fn assignments_keep_a_coarse_grid_where_nothing_overflows() {
        let ty = |overflow| FixedType::new(6, 3, true).with_modes(Rounding::Rnd, overflow);
        assert_eq!(range(-1, 3, 0).cast(&ty(Overflow::Sat)), Some(range(-1, 3, 0)));
        assert_eq!(range(-1, 9, 0).cast(&ty(Overflow::Sat)), Some(range(-8, 31, 3)));
        assert_eq!(range(-9, 9, 0).cast(&ty(Overflow::Wrap)), Some(range(-32, 31, 3)));
        assert_eq!(range(-1, 7, 5).cast(&ty(Overflow::Sat)), Some(range(0, 2, 3)));
    }
}
