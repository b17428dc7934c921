//! Integers that hold the raw value of a fixed-point number.
//!
//! [`RawInt`] is what generic kernels need of a container: `i32`, `i64` and `i128` are fast and bounded, [`BigInt`] is
//! unbounded. [`Raw`] is the container of code that is not generic: an `i128` that turns into a [`BigInt`] only when
//! it must, so that it never overflows.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{CheckedAdd, CheckedMul, CheckedSub, One, Signed, ToPrimitive, Zero};

/// A two's complement container of raw values.
///
/// The plain operators of the bounded containers overflow like Rust integers; a kernel uses them where interval
/// analysis proves that they cannot, and the `checked_` ones of the supertraits elsewhere.
pub trait RawInt:
    Integer
    + Signed
    + CheckedAdd
    + CheckedSub
    + CheckedMul
    + Clone
    + fmt::Debug
    + Send
    + Sync
    + 'static
    + for<'a> AddAssign<&'a Self>
    + for<'a> Mul<&'a Self, Output = Self>
{
    /// Bits of the container including its sign bit; [`u32::MAX`] when unbounded.
    const BITS: u32;

    /// The value, or `None` when the container cannot hold it.
    fn from_raw(raw: &Raw) -> Option<Self>;

    /// The value in the container of non-generic code.
    fn into_raw(self) -> Raw;

    /// `floor(self / 2^count)`, for any count.
    fn shr_floor(&self, count: u32) -> Self;

    /// Bit `position` of the infinitely sign-extended two's complement pattern.
    fn bit(&self, position: u32) -> bool;

    /// Whether any bit below `position` of the infinitely sign-extended pattern is set.
    fn any_bit_below(&self, position: u32) -> bool;

    /// The value of the low `width` bits of `self * 2^count`, read as two's complement when `signed`.
    ///
    /// Precondition: `width + !signed <= BITS`. A width of 0 gives 0 and is meant for unsigned fields only.
    fn shl_wrap(&self, count: u32, width: u32, signed: bool) -> Self;

    /// The largest value of a format of `width` bits; 0 for a width of 0. Precondition: `width + !signed <= BITS`.
    fn upper(width: u32, signed: bool) -> Self;

    /// The smallest value of a format of `width` bits. Precondition: `width + !signed <= BITS`.
    fn lower(width: u32, signed: bool) -> Self;
}

/// Implements [`RawInt`] for the bounded containers.
macro_rules! bounded {
    ($($int:ty),+) => { $(
        impl RawInt for $int {
            const BITS: u32 = <$int>::BITS;

            #[inline]
            fn from_raw(raw: &Raw) -> Option<Self> {
                match raw {
                    Raw::Small(small) => <$int>::try_from(*small).ok(),
                    Raw::Wide(_) => None,
                }
            }

            #[inline]
            fn into_raw(self) -> Raw {
                Raw::from(self)
            }

            #[inline(always)]
            fn shr_floor(&self, count: u32) -> Self {
                *self >> count.min(<$int>::BITS - 1)
            }

            #[inline(always)]
            fn bit(&self, position: u32) -> bool {
                (*self >> position.min(<$int>::BITS - 1)) & 1 == 1
            }

            #[inline(always)]
            fn any_bit_below(&self, position: u32) -> bool {
                let mask = if position < <$int>::BITS { ((1 as $int) << position).wrapping_sub(1) } else { -1 };
                *self & mask != 0
            }

            #[inline(always)]
            fn shl_wrap(&self, count: u32, width: u32, signed: bool) -> Self {
                let shifted = if count < <$int>::BITS { *self << count } else { 0 };
                let mask = if width < <$int>::BITS { ((1 as $int) << width).wrapping_sub(1) } else { -1 };
                // Flipping and subtracting the sign bit extends it; without a sign bit both do nothing.
                let sign = if signed { (1 as $int) << (width - 1).min(<$int>::BITS - 1) } else { 0 };
                ((shifted & mask) ^ sign).wrapping_sub(sign)
            }

            #[inline(always)]
            fn upper(width: u32, signed: bool) -> Self {
                let magnitude = width - u32::from(signed);
                if magnitude == 0 { 0 } else { <$int>::MAX >> (<$int>::BITS - 1 - magnitude) }
            }

            #[inline(always)]
            fn lower(width: u32, signed: bool) -> Self {
                if signed { <$int>::MIN >> (<$int>::BITS - width) } else { 0 }
            }
        }
    )+ };
}

bounded!(i16, i32, i64, i128);

impl RawInt for BigInt {
    const BITS: u32 = u32::MAX;

    fn from_raw(raw: &Raw) -> Option<Self> {
        Some(raw.to_bigint())
    }

    fn into_raw(self) -> Raw {
        Raw::from(self)
    }

    fn shr_floor(&self, count: u32) -> Self {
        self >> count
    }

    fn bit(&self, position: u32) -> bool {
        BigInt::bit(self, u64::from(position))
    }

    fn any_bit_below(&self, position: u32) -> bool {
        // Trailing zeros of the magnitude and of the two's complement pattern are the same.
        self.trailing_zeros().is_some_and(|zeros| zeros < u64::from(position))
    }

    fn shl_wrap(&self, count: u32, width: u32, signed: bool) -> Self {
        if count >= width {
            // Every kept bit is a shifted-in zero; shifting by an absurd count would only cost memory.
            return BigInt::zero();
        }
        let low: BigInt = (self << count) & Self::upper(width, false);
        if signed && low.bit(u64::from(width - 1)) { low - (BigInt::one() << width) } else { low }
    }

    fn upper(width: u32, signed: bool) -> Self {
        (BigInt::one() << (width - u32::from(signed))) - 1
    }

    fn lower(width: u32, signed: bool) -> Self {
        if signed { -(BigInt::one() << (width - 1)) } else { BigInt::zero() }
    }
}

/// An integer of any size that is cheap while it fits 128 bits.
///
/// [`Raw::Wide`] holds only what does not fit [`Raw::Small`], so that equal numbers are equal values. Use the `From`
/// implementations, which keep this, instead of [`Raw::Wide`] itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Raw {
    /// A value of at most 128 bits.
    Small(i128),
    /// A value of more than 128 bits.
    Wide(BigInt),
}

impl Raw {
    /// Zero.
    pub const ZERO: Raw = Raw::Small(0);

    /// The value as an unbounded integer.
    pub fn to_bigint(&self) -> BigInt {
        match self {
            Raw::Small(small) => BigInt::from(*small),
            Raw::Wide(wide) => wide.clone(),
        }
    }

    /// The value, if it fits 32 bits.
    pub fn to_i32(&self) -> Option<i32> {
        i32::from_raw(self)
    }

    /// The value, if it fits 64 bits.
    pub fn to_i64(&self) -> Option<i64> {
        i64::from_raw(self)
    }

    /// The value, if it fits 128 bits.
    pub fn to_i128(&self) -> Option<i128> {
        i128::from_raw(self)
    }

    /// Whether the value is 0.
    pub fn is_zero(&self) -> bool {
        *self == Raw::ZERO
    }

    /// Whether the value is below 0.
    pub fn is_negative(&self) -> bool {
        match self {
            Raw::Small(small) => *small < 0,
            Raw::Wide(wide) => wide.is_negative(),
        }
    }

    /// The narrowest two's complement width that holds the value, including the sign bit; 1 for 0 and -1.
    pub fn signed_bits(&self) -> u32 {
        match self {
            Raw::Small(small) => i128::BITS - if *small < 0 { small.leading_ones() } else { small.leading_zeros() } + 1,
            Raw::Wide(wide) => {
                let magnitude = if wide.is_negative() { (wide + BigInt::one()).bits() } else { wide.bits() };
                u32::try_from(magnitude).map_or(u32::MAX, |bits| bits.saturating_add(1))
            }
        }
    }

    /// `self * 2^count`.
    #[must_use]
    pub fn shl(&self, count: u32) -> Raw {
        match self {
            Raw::Small(0) => Raw::ZERO,
            Raw::Small(small) if count < i128::BITS && (*small << count) >> count == *small => {
                Raw::Small(*small << count)
            }
            Raw::Small(_) | Raw::Wide(_) => Raw::from(self.to_bigint() << count),
        }
    }

    /// `floor(self / 2^count)`.
    #[must_use]
    pub fn shr_floor(&self, count: u32) -> Raw {
        match self {
            Raw::Small(small) => Raw::Small(small.shr_floor(count)),
            Raw::Wide(wide) => Raw::from(wide >> count),
        }
    }

    /// `self / 2^count`, rounded toward zero.
    #[must_use]
    pub fn shr_toward_zero(&self, count: u32) -> Raw {
        if self.is_negative() { -&(-self).shr_floor(count) } else { self.shr_floor(count) }
    }

    /// `self / divisor`, rounded toward zero; `None` when the divisor is 0.
    #[must_use]
    pub fn div_toward_zero(&self, divisor: &Raw) -> Option<Raw> {
        if divisor.is_zero() {
            return None;
        }
        if let (Raw::Small(left), Raw::Small(right)) = (self, divisor)
            && let Some(quotient) = left.checked_div(*right)
        {
            return Some(Raw::Small(quotient));
        }
        Some(Raw::from(self.to_bigint() / divisor.to_bigint()))
    }

    /// The low `width` bits of the two's complement pattern as hexadecimal digits, most significant first, without
    /// prefix; as many digits as the bits need.
    pub fn to_pattern(&self, width: u32) -> String {
        (0..width.div_ceil(4))
            .rev()
            .map(|digit| {
                let bits = (4 * digit..width.min(4 * digit + 4)).rev();
                let value = bits.fold(0, |value, position| 2 * value + u32::from(self.bit(position)));
                char::from_digit(value, 16).unwrap_or('0')
            })
            .collect()
    }

    /// Bit `position` of the infinitely sign-extended two's complement pattern.
    pub fn bit(&self, position: u32) -> bool {
        match self {
            Raw::Small(small) => RawInt::bit(small, position),
            Raw::Wide(wide) => RawInt::bit(wide, position),
        }
    }
}

impl From<BigInt> for Raw {
    fn from(value: BigInt) -> Self {
        match value.to_i128() {
            Some(small) => Raw::Small(small),
            None => Raw::Wide(value),
        }
    }
}

/// Implements the lossless conversions from machine integers.
macro_rules! from_small {
    ($($int:ty),+) => { $(
        impl From<$int> for Raw {
            #[inline]
            fn from(value: $int) -> Self {
                Raw::Small(i128::from(value))
            }
        }
    )+ };
}

from_small!(bool, u8, i16, i32, u32, i64, u64, i128);

impl PartialOrd for Raw {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Raw {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Raw::Small(left), Raw::Small(right)) => left.cmp(right),
            (Raw::Small(_), Raw::Wide(wide)) => BigInt::zero().cmp(wide),
            (Raw::Wide(wide), Raw::Small(_)) => wide.cmp(&BigInt::zero()),
            (Raw::Wide(left), Raw::Wide(right)) => left.cmp(right),
        }
    }
}

/// Implements an exact binary operator: on `i128` while that does not overflow, on unbounded integers otherwise.
macro_rules! operator {
    ($($trait:ident $method:ident $checked:ident),+) => { $(
        impl $trait for &Raw {
            type Output = Raw;

            fn $method(self, other: &Raw) -> Raw {
                if let (Raw::Small(left), Raw::Small(right)) = (self, other)
                    && let Some(small) = left.$checked(right)
                {
                    return Raw::Small(small);
                }
                Raw::from(self.to_bigint().$method(other.to_bigint()))
            }
        }
    )+ };
}

operator!(Add add checked_add, Sub sub checked_sub, Mul mul checked_mul);

impl Neg for &Raw {
    type Output = Raw;

    fn neg(self) -> Raw {
        &Raw::ZERO - self
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Raw::Small(small) => small.fmt(f),
            Raw::Wide(wide) => wide.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Raw;

    #[test]
    fn patterns_are_the_low_bits() {
        for (raw, width, expected) in [
            (-1, 5, "1f"),
            (-1, 8, "ff"),
            (5, 3, "5"),
            (-8, 4, "8"),
            (0x1234, 16, "1234"),
            (0, 1, "0"),
            (-2, 65, "1fffffffffffffffe"),
        ] {
            assert_eq!(Raw::from(i128::from(raw)).to_pattern(width), expected);
        }
    }
}
