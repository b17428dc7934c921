//! Closed intervals of raw integers on a grid, from which kernels choose their containers.

use crate::{Cast, FixedType, Format, Overflow, Raw, RawInt};

/// Every value from `lower` to `upper`, each scaled by `2^-fraction`.
///
/// The bounds are exact and never overflow; each operation gives an interval that contains every result of the operation
/// on members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    lower: Raw,
    upper: Raw,
    fraction: i32,
}

impl Interval {
    /// The interval between two raw values; `None` when the first exceeds the second.
    pub fn new(lower: impl Into<Raw>, upper: impl Into<Raw>, fraction: i32) -> Option<Interval> {
        let (lower, upper) = (lower.into(), upper.into());
        (lower <= upper).then_some(Interval { lower, upper, fraction })
    }

    /// The interval of a single raw value.
    pub fn point(raw: impl Into<Raw>, fraction: i32) -> Interval {
        let raw = raw.into();
        Interval { lower: raw.clone(), upper: raw, fraction }
    }

    /// All values of a format.
    pub fn of_format(format: Format) -> Interval {
        Interval { lower: format.lower(), upper: format.upper(), fraction: format.fraction() }
    }

    /// All results of assignments to a type.
    pub fn of_type(fixed: &FixedType) -> Interval {
        let (lower, upper) = fixed.bounds();
        Interval { lower, upper, fraction: fixed.format.fraction() }
    }

    /// The smallest raw value.
    pub fn lower(&self) -> &Raw {
        &self.lower
    }

    /// The largest raw value.
    pub fn upper(&self) -> &Raw {
        &self.upper
    }

    /// Bits right of the binary point of the raw values.
    pub fn fraction(&self) -> i32 {
        self.fraction
    }

    /// Whether a raw value on the grid of the interval is a member.
    pub fn contains(&self, raw: &Raw) -> bool {
        self.lower <= *raw && *raw <= self.upper
    }

    /// The narrowest two's complement width that holds every raw value.
    pub fn signed_bits(&self) -> u32 {
        self.lower.signed_bits().max(self.upper.signed_bits())
    }

    /// Whether container `R` holds every raw value.
    pub fn fits<R: RawInt>(&self) -> bool {
        self.signed_bits() <= R::BITS
    }

    /// The same values on a grid that is at least as fine; a coarser `fraction` leaves the interval as it is.
    #[must_use]
    pub fn refined(&self, fraction: i32) -> Interval {
        if fraction <= self.fraction {
            return self.clone();
        }
        let count = fraction.abs_diff(self.fraction);
        Interval { lower: self.lower.shl(count), upper: self.upper.shl(count), fraction }
    }

    /// The smallest interval that contains both.
    #[must_use]
    pub fn hull(&self, other: &Interval) -> Interval {
        let (left, right) = (self.refined(other.fraction), other.refined(self.fraction));
        Interval { lower: left.lower.min(right.lower), upper: left.upper.max(right.upper), fraction: left.fraction }
    }

    /// The sums, on the finer grid of the two.
    #[must_use]
    pub fn sum(&self, other: &Interval) -> Interval {
        let (left, right) = (self.refined(other.fraction), other.refined(self.fraction));
        Interval { lower: &left.lower + &right.lower, upper: &left.upper + &right.upper, fraction: left.fraction }
    }

    /// The differences, on the finer grid of the two.
    #[must_use]
    pub fn difference(&self, other: &Interval) -> Interval {
        self.sum(&other.negated())
    }

    /// The negated values.
    #[must_use]
    pub fn negated(&self) -> Interval {
        Interval { lower: -&self.upper, upper: -&self.lower, fraction: self.fraction }
    }

    /// The products, on the product of the grids.
    #[must_use]
    pub fn product(&self, other: &Interval) -> Interval {
        let low = self.scaled(&other.lower, other.fraction);
        if other.lower == other.upper { low } else { low.hull(&self.scaled(&other.upper, other.fraction)) }
    }

    /// The products with the constant `raw * 2^-fraction`.
    #[must_use]
    pub fn scaled(&self, raw: &Raw, fraction: i32) -> Interval {
        let (one, other) = (&self.lower * raw, &self.upper * raw);
        let (lower, upper) = if raw.is_negative() { (other, one) } else { (one, other) };
        Interval { lower, upper, fraction: self.fraction.saturating_add(fraction) }
    }

    /// The results of assigning the values to a type.
    ///
    /// Exact bounds wherever no member overflows or the type saturates; where members wrap around, the results may
    /// spread over the whole type.
    #[must_use]
    pub fn cast(&self, target: &FixedType) -> Interval {
        let cast = Cast::new(self.fraction, target);
        let whole = Interval::of_type(target);
        let (lower, upper) = (cast.round_raw(&self.lower), cast.round_raw(&self.upper));
        if whole.contains(&lower) && whole.contains(&upper) {
            return Interval { lower, upper, ..whole };
        }
        let ends = (cast.apply_raw(&self.lower), cast.apply_raw(&self.upper));
        match target.overflow {
            Overflow::Sat | Overflow::SatSym => Interval { lower: ends.0, upper: ends.1, ..whole },
            Overflow::SatZero => {
                let (lower, upper) = (lower.max(whole.lower), upper.min(whole.upper));
                let zero = Interval::point(Raw::ZERO, whole.fraction);
                // Members within the range keep their value, all others become zero.
                if lower <= upper { zero.hull(&Interval { lower, upper, ..whole }) } else { zero }
            }
            // Within one period of the wrap-around the order of the members stays.
            Overflow::Wrap
                if target.saturation_bits == 0
                    && &upper - &lower <= &whole.upper - &whole.lower
                    && ends.0 <= ends.1 =>
            {
                Interval { lower: ends.0, upper: ends.1, ..whole }
            }
            Overflow::Wrap | Overflow::WrapSm => whole,
        }
    }
}
