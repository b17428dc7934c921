//! Floating-point arguments to rows of raw values.

use hlsmith_fixed::{FixedType, Interval, Raw};
use multiversion::multiversion;

use super::lane::Lane;
use super::row_cast::RowCast;
use super::{MAX_LANES, row_cast};
use crate::from_float::FromFloat;
use crate::sample::Sample;

/// The assignment of samples to a type.
///
/// A sample scaled to one bit below the grid is split into its floor and whether anything is left, which together decide
/// every rounding: as an integer on the grid two bits below, with the last bit set when anything was left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quantize<C> {
    assignment: FromFloat,
    /// Twice the reciprocal of the grid; `None` where scaling by it may be inexact.
    scale: Option<f64>,
    cast: RowCast<C>,
}

/// Bits of the results of [`split_i32`], with room for rounding by an addition.
const BITS_I32: u32 = 29;
/// Bits of the results of [`split_i64`]; scaled samples of one bit less are exact as `f64`.
const BITS_I64: u32 = 53;

/// Bits of a container in which the assignment to a type is exact.
pub(crate) fn bits(ty: &FixedType) -> u32 {
    // Within 32 bits there is room for arguments somewhat out of range.
    if ty.format.width <= 24 { 32 } else { 64.max(row_cast::bits(&Interval::of_format(ty.format), ty)) }
}

impl<C: Lane> Quantize<C> {
    /// The kernel of an assignment. Precondition: `C` has [`bits`].
    pub(crate) fn new(assignment: &FromFloat) -> Self {
        let ty = &assignment.ty;
        let fraction = ty.format.fraction();
        // Scaling up is exact, also of denormal numbers, and beyond the range gives infinity.
        let scale = (0..=1000).contains(&fraction).then(|| f64::from_bits(((1024 + fraction) as u64) << 52));
        let least = -&Raw::from(1).shl(if C::BITS == 32 { BITS_I32 } else { BITS_I64 });
        let source = Interval::new(least.clone(), -&least, fraction + 2).unwrap_or_else(|| Interval::point(least, 0));
        Self { assignment: *assignment, scale, cast: RowCast::new(&source, ty) }
    }

    /// Assigns the samples `samples[first * elements + element]`, and so on in steps of `elements`, to the row; lanes
    /// beyond `n_samples` become 0.
    pub(crate) fn apply<T: Sample>(
        &self,
        samples: &[T],
        elements: usize,
        element: usize,
        n_samples: usize,
        row: &mut [C],
    ) {
        let mut values = [0.0; MAX_LANES];
        for (value, sample) in values.iter_mut().zip(samples[element..].iter().step_by(elements)).take(n_samples) {
            *value = sample.to_f64();
        }
        let values = &values[..row.len()];
        if let Some(scale) = self.scale
            && C::split(values, scale, row)
        {
            self.cast.apply(row);
            self.except(values, row);
            return;
        }
        for (raw, value) in row.iter_mut().zip(values) {
            *raw = C::of(&self.assignment.raw(*value));
        }
    }
}

impl<C: Lane> Quantize<C> {
    fn except(&self, values: &[f64], row: &mut [C]) {
        if !self.assignment.has_exceptions() {
            return;
        }
        for (raw, value) in row.iter_mut().zip(values) {
            if let Some(exception) = self.assignment.exception(*value) {
                *raw = C::of(&exception);
            }
        }
    }
}

/// Writes `2 floor(v * scale)`, plus 1 where `v * scale` is not an integer; false when some number is too large.
#[inline(always)]
fn split<R: Copy>(values: &[f64], scale: f64, row: &mut [R], bits: u32, join: impl Fn(f64, bool) -> R) -> bool {
    let limit = (1_u64 << (bits - 1)) as f64;
    let mut fits = true;
    for (raw, value) in row.iter_mut().zip(values) {
        let scaled = value * scale;
        let floor = scaled.floor();
        fits &= scaled.abs() < limit;
        *raw = join(floor, floor != scaled);
    }
    fits
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn split_i32(values: &[f64], scale: f64, row: &mut [i32]) -> bool {
    split(values, scale, row, BITS_I32, |floor, rest| ((floor as i32) << 1) | i32::from(rest))
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn split_i64(values: &[f64], scale: f64, row: &mut [i64]) -> bool {
    split(values, scale, row, BITS_I64, |floor, rest| ((floor as i64) << 1) | i64::from(rest))
}

/// As [`split_i32`], in 128 bits.
pub(super) fn split_i128(values: &[f64], scale: f64, row: &mut [i128]) -> bool {
    split(values, scale, row, BITS_I64, |floor, rest| i128::from(((floor as i64) << 1) | i64::from(rest)))
}
