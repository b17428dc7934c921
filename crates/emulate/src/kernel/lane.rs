//! The machine integers of kernels.

use hlsmith_fixed::{Interval, Raw, RawInt, to_f32, to_f64};
use num_traits::{AsPrimitive, WrappingAdd, WrappingMul, WrappingSub};

use super::aligned::Aligned;
use super::quantize;
use super::row_cast::{self, Limit, RowCast, Shift};
use super::rows::{Buffers, Rows, convert};
use super::transpose::{self, Square};

/// Which machine integer holds the lanes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Container {
    /// 16 bits.
    I16,
    /// 32 bits.
    I32,
    /// 64 bits.
    I64,
    /// 128 bits.
    I128,
}

impl Container {
    /// The narrowest container of at least `bits` bits, sign included.
    pub(crate) fn narrowest(bits: u32) -> Option<Container> {
        match bits {
            0..=16 => Some(Container::I16),
            17..=32 => Some(Container::I32),
            33..=64 => Some(Container::I64),
            65..=128 => Some(Container::I128),
            129.. => None,
        }
    }

    /// The narrowest container of at least `bits` bits, sign included, for kernels that count in it too: at least 32 bits.
    pub(crate) fn for_bits(bits: u32) -> Option<Container> {
        Container::narrowest(bits.max(32))
    }

    /// The narrowest container for all raw values of an interval.
    pub(crate) fn storing(interval: &Interval) -> Option<Container> {
        Container::narrowest(interval.signed_bits())
    }

    /// Bits of the container.
    pub(crate) fn bits(self) -> u32 {
        match self {
            Container::I16 => 16,
            Container::I32 => 32,
            Container::I64 => 64,
            Container::I128 => 128,
        }
    }
}

/// A machine integer that kernels compute in.
pub(crate) trait Lane:
    RawInt
    + Copy
    + Default
    + WrappingAdd
    + WrappingMul
    + WrappingSub
    + AsPrimitive<i16>
    + AsPrimitive<i32>
    + AsPrimitive<i64>
    + AsPrimitive<i128>
{
    /// The lanes in which samples are split on their way to this type.
    type Split: Lane + AsPrimitive<Self>;

    /// The working memory of this lane type.
    fn buffer(buffers: &mut Buffers) -> &mut Aligned<Self>;

    /// The stored elements, if they are in this container.
    fn contained(rows: &Rows) -> Option<&[Self]>;

    /// [`Lane::contained`], to be written.
    fn stored(rows: &mut Rows) -> Option<&mut [Self]>;

    /// Reads stored elements, extended or without the bits beyond the container.
    fn load(rows: &Rows, start: usize, to: &mut [Self]);

    /// The number from a 64-bit integer, without the bits beyond the container.
    fn of_i64(value: i64) -> Self;

    /// The low bits of a raw value.
    fn of(raw: &Raw) -> Self;

    /// `self * 2^count` without the bits beyond the container.
    fn shl(self, count: u32) -> Self;

    /// `floor(self / 2^count)`; the count is below the bits of the container.
    fn shr(self, count: u32) -> Self;

    /// The bits set in both.
    fn and(self, mask: Self) -> Self;

    /// The bits set in one of both.
    fn or(self, other: Self) -> Self;

    /// [`Shift`] and [`Limit`] of every lane.
    fn quick_cast(row: &mut [Self], shift: &Shift<Self>, limit: &Limit<Self>);

    /// `2 floor(v * scale)`, plus 1 where `v * scale` is not an integer; false when some number is too large, as for 16-bit
    /// lanes all are.
    fn split_f64(values: &[f64], scale: f64, row: &mut [Self]) -> bool;

    /// [`Lane::split_f64`] of shorter numbers.
    fn split_f32(values: &[f32], scale: f32, row: &mut [Self]) -> bool;

    /// Assigns numbers at once to lanes of this type where it is narrower than that of the assignment, [`Lane::Split`];
    /// false where that is not done for all of them.
    fn assign<T: quantize::Split>(values: &[T], scale: f64, cast: &RowCast<Self::Split>, raw: &mut [Self]) -> bool;

    /// The rows of a square as columns.
    fn turned(square: &Square<Self>) -> Square<Self>;

    /// The lanes themselves where they have 32 bits.
    fn of_32_bits(lanes: &mut [Self]) -> Option<&mut [i32]>;

    /// The nearest `f32` to `self * 2^-fraction`.
    fn scaled_f32(self, fraction: i32) -> f32;

    /// The nearest `f64` to `self * 2^-fraction`.
    fn scaled_f64(self, fraction: i32) -> f64;
}

/// No lanes of 32 bits.
fn not_32_bits<C>(_: &mut [C]) -> Option<&mut [i32]> {
    None
}

/// Implements [`Lane`].
macro_rules! lanes {
    ($($int:ident $container:ident via $split:ty: $quick_cast:path, $split_f64:path, $split_f32:path, $assign:path, $turned:path,
       $of_32_bits:path;)+) => { $(
        impl Lane for $int {
            type Split = $split;

            fn buffer(buffers: &mut Buffers) -> &mut Aligned<Self> {
                &mut buffers.$int
            }

            fn contained(rows: &Rows) -> Option<&[Self]> {
                match rows {
                    Rows::$container(rows) => Some(rows),
                    #[allow(unreachable_patterns, reason = "one of them is the container")]
                    Rows::I16(_) | Rows::I32(_) | Rows::I64(_) | Rows::I128(_) => None,
                }
            }

            fn stored(rows: &mut Rows) -> Option<&mut [Self]> {
                match rows {
                    Rows::$container(rows) => Some(rows),
                    #[allow(unreachable_patterns, reason = "one of them is the container")]
                    Rows::I16(_) | Rows::I32(_) | Rows::I64(_) | Rows::I128(_) => None,
                }
            }

            fn load(rows: &Rows, start: usize, to: &mut [Self]) {
                match rows {
                    Rows::I16(from) => convert(&from[start..], to),
                    Rows::I32(from) => convert(&from[start..], to),
                    Rows::I64(from) => convert(&from[start..], to),
                    Rows::I128(from) => convert(&from[start..], to),
                }
            }

            fn of(raw: &Raw) -> Self {
                match raw {
                    Raw::Small(small) => *small as $int,
                    Raw::Wide(wide) => {
                        let low: Raw = RawInt::shl_wrap(wide, 0, 128, true).into();
                        low.to_i128().unwrap_or_default() as $int
                    }
                }
            }

            #[inline(always)]
            fn shl(self, count: u32) -> Self {
                if count < <$int>::BITS { self << count } else { 0 }
            }

            #[inline(always)]
            fn shr(self, count: u32) -> Self {
                self.wrapping_shr(count)
            }

            #[inline(always)]
            fn and(self, mask: Self) -> Self {
                self & mask
            }

            #[inline(always)]
            fn or(self, other: Self) -> Self {
                self | other
            }

            fn quick_cast(row: &mut [Self], shift: &Shift<Self>, limit: &Limit<Self>) {
                $quick_cast(row, shift, limit);
            }

            fn split_f64(values: &[f64], scale: f64, row: &mut [Self]) -> bool {
                $split_f64(values, scale, row)
            }

            fn split_f32(values: &[f32], scale: f32, row: &mut [Self]) -> bool {
                $split_f32(values, scale, row)
            }

            fn assign<T: quantize::Split>(
                values: &[T],
                scale: f64,
                cast: &RowCast<Self::Split>,
                raw: &mut [Self],
            ) -> bool {
                $assign(values, scale, cast, raw)
            }

            #[inline(always)]
            fn turned(square: &Square<Self>) -> Square<Self> {
                $turned(square)
            }

            fn of_32_bits(lanes: &mut [Self]) -> Option<&mut [i32]> {
                $of_32_bits(lanes)
            }

            #[inline(always)]
            fn of_i64(value: i64) -> Self {
                value as $int
            }

            #[inline(always)]
            fn scaled_f32(self, fraction: i32) -> f32 {
                if (-60..=126).contains(&fraction) && self.unsigned_abs().leading_zeros() + 64 >= <$int>::BITS {
                    // The integer is rounded once; the scale is a power of two and keeps the product normal.
                    self as f32 * f32::from_bits(((127 - fraction) as u32) << 23)
                } else {
                    to_f32(&Raw::from(self), fraction)
                }
            }

            #[inline(always)]
            fn scaled_f64(self, fraction: i32) -> f64 {
                if (-800..=1000).contains(&fraction) {
                    self as f64 * f64::from_bits(((1023 - i64::from(fraction)) as u64) << 52)
                } else {
                    to_f64(&Raw::from(self), fraction)
                }
            }
        }
    )+ };
}

lanes! {
    i16 I16 via i32: row_cast::quick_cast_i16, quantize::split_none, quantize::split_none, T::assign_i16,
        transpose::turned_i16, not_32_bits;
    i32 I32 via i32: row_cast::quick_cast_i32, quantize::split_f64_i32, quantize::split_f32_i32, quantize::assign_none,
        transpose::turned_i32, Some;
    i64 I64 via i64: row_cast::quick_cast_i64, quantize::split_f64_i64, quantize::split_f32_i64, quantize::assign_none,
        transpose::turned, not_32_bits;
    i128 I128 via i128: row_cast::quick_cast, quantize::split_f64_i128, quantize::split_f32_i128, quantize::assign_none,
        transpose::turned, not_32_bits;
}
