//! Floating-point arguments to rows of raw values.

use hlsmith_fixed::{FixedType, Interval, Raw, RawInt};
use multiversion::multiversion;

use super::aligned::Aligned;
use super::lane::Lane;
use super::prefetch::prefetch;
use super::row_cast::{self, Limit, RowCast, Shift};
use super::rows::convert;
use super::transpose::{Lines, SIDE, transpose};
use crate::from_float::FromFloat;
use crate::sample::Sample;

/// The assignment of samples to a type.
///
/// A sample scaled to one bit below the grid is split into its floor and whether anything is left, which together decide
/// every rounding: as an integer on the grid two bits below, with the last bit set when anything was left.
pub(crate) struct Quantize<C: Lane> {
    assignment: FromFloat,
    /// Twice the reciprocal of the grid; `None` where scaling by it may be inexact.
    scale: Option<f64>,
    cast: RowCast<C::Split>,
}

/// Numbers that are split quickly.
pub(crate) trait Split: Sized {
    /// `2 floor(v * scale)`, plus 1 where `v * scale` is not an integer, for each number; false when some number is too
    /// large, or the scale, a power of two of at least 1, is.
    fn split<C: Lane>(values: &[Self], scale: f64, raw: &mut [C]) -> bool;

    /// The numbers split in 32 bits, assigned and stored in 16; false as for [`Split::split`], and where the assignment is
    /// not a quick one or wraps around in fewer bits.
    fn assign_i16(values: &[Self], scale: f64, cast: &RowCast<i32>, raw: &mut [i16]) -> bool;
}

impl Split for f32 {
    fn split<C: Lane>(values: &[f32], scale: f64, raw: &mut [C]) -> bool {
        C::split_f32(values, scale as f32, raw)
    }

    fn assign_i16(values: &[f32], scale: f64, cast: &RowCast<i32>, raw: &mut [i16]) -> bool {
        quick(cast).is_some_and(|quick| assign_f32_i16(values, scale as f32, quick, raw))
    }
}

impl Split for f64 {
    fn split<C: Lane>(values: &[f64], scale: f64, raw: &mut [C]) -> bool {
        C::split_f64(values, scale, raw)
    }

    fn assign_i16(values: &[f64], scale: f64, cast: &RowCast<i32>, raw: &mut [i16]) -> bool {
        quick(cast).is_some_and(|quick| assign_f64_i16(values, scale, quick, raw))
    }
}

/// Bits of the numbers split in 32 bits, with room for rounding by an addition.
const BITS_I32: u32 = 29;
/// Bits of those split in 64 bits; scaled samples of one bit less are exact as `f64`.
const BITS_I64: u32 = 53;

/// Bits of a container for raw values of a type in which, or in whose [`Lane::Split`], the assignment is exact.
pub(crate) fn bits(ty: &FixedType) -> u32 {
    // Within 32 bits there is room for arguments somewhat out of range.
    match ty.format.width {
        0..=24 => ty.format.container_bits(),
        25.. => 64.max(row_cast::bits(&Interval::of_format(ty.format), ty)),
    }
}

impl<C: Lane> Quantize<C> {
    /// The kernel of an assignment. Precondition: `C` has [`bits`].
    pub(crate) fn new(assignment: &FromFloat) -> Self {
        let ty = &assignment.ty;
        let fraction = ty.format.fraction();
        // Scaling up is exact, also of denormal numbers, and beyond the range gives infinity.
        let scale = (0..=1000).contains(&fraction).then(|| f64::from_bits(((1024 + fraction) as u64) << 52));
        let least = -&Raw::from(1).shl(if C::Split::BITS == 32 { BITS_I32 } else { BITS_I64 });
        let source = Interval::new(least.clone(), -&least, fraction + 2).unwrap_or_else(|| Interval::point(least, 0));
        Self { assignment: *assignment, scale, cast: RowCast::new(&source, ty).before_cut(C::BITS) }
    }

    /// Assigns the elements from `first` on of the samples in `samples`, which have `elements` each, to the rows of as many
    /// elements as `rows` has room for, at most [`ARGUMENT_ROWS`]; lanes beyond the samples become 0. What is in `raw` is
    /// lost.
    pub(crate) fn apply<T: Sample>(
        &self,
        samples: &[T],
        (elements, first): (usize, usize),
        (rows, lanes): (&mut [C], usize),
        raw: &mut Aligned<C>,
    ) {
        let n = rows.len() / lanes;
        // Some samples at a time, as they lie in memory, and then turned to rows.
        let at_once = (CHUNK / n / SIDE * SIDE).max(SIDE);
        let mut split = [C::Split::default(); CHUNK];
        let raw = raw.first(n * at_once);
        let mut lane = 0;
        for samples in samples.chunks(at_once * elements) {
            let n_samples = samples.len() / elements;
            if n == elements {
                for (raw, values) in raw.chunks_mut(CHUNK).zip(samples.chunks(CHUNK)) {
                    self.assign(values, &mut split[..values.len()], &mut raw[..values.len()]);
                }
            } else {
                for (raw, sample) in raw.chunks_exact_mut(n).zip(samples.chunks_exact(elements)) {
                    // A processor does not foresee the jumps from sample to sample.
                    prefetch(&sample[first + n..elements.min(first + 2 * n)]);
                    self.assign(&sample[first..first + n], &mut split[..n], raw);
                }
            }
            transpose(raw, Lines { n: n_samples, len: n, step: n }, &mut rows[lane..], lanes);
            lane += n_samples;
        }
        for row in rows.chunks_exact_mut(lanes) {
            row[lane..].fill(C::zero());
        }
    }

    /// Assigns all numbers.
    pub(crate) fn all<T: Sample>(&self, values: &[T]) -> Vec<C> {
        let mut raw = vec![C::zero(); values.len()];
        let mut split = [C::Split::default(); CHUNK];
        for (raw, values) in raw.chunks_mut(CHUNK).zip(values.chunks(CHUNK)) {
            self.assign(values, &mut split[..values.len()], raw);
        }
        raw
    }

    /// Assigns numbers; `split` has room for as many.
    fn assign<T: Sample>(&self, values: &[T], split: &mut [C::Split], raw: &mut [C]) {
        if let Some(scale) = self.scale {
            if C::assign(values, scale, &self.cast, raw) {
                return self.except(values, raw);
            }
            if T::split(values, scale, split) {
                self.cast.apply(split);
                convert(split, raw);
                return self.except(values, raw);
            }
        }
        for (raw, value) in raw.iter_mut().zip(values) {
            *raw = C::of(&self.assignment.raw(value.to_f64()));
        }
    }

    fn except<T: Sample>(&self, values: &[T], row: &mut [C]) {
        if !self.assignment.has_exceptions() {
            return;
        }
        for (raw, value) in row.iter_mut().zip(values) {
            if let Some(exception) = self.assignment.exception(value.to_f64()) {
                *raw = C::of(&exception);
            }
        }
    }
}

/// Most elements of arguments that are assigned together: samples lie far from each other, so that some of the cache lines of
/// one are read in a row.
pub(crate) const ARGUMENT_ROWS: usize = 128;

/// Numbers that are assigned together, one by one where some of them is too large for the quick way.
const CHUNK: usize = ARGUMENT_ROWS;

/// An assignment of split numbers that rounds by an addition and limits: what is added, the shift, and the bounds.
#[derive(Clone, Copy)]
pub(super) struct Quick {
    add: i32,
    count: u32,
    least: i32,
    greatest: i32,
}

/// The assignment, where it is of this kind.
fn quick(cast: &RowCast<i32>) -> Option<Quick> {
    match *cast {
        RowCast::Quick(Shift::Right { count, add }, Limit::None) => {
            Some(Quick { add, count, least: i32::MIN, greatest: i32::MAX })
        }
        RowCast::Quick(Shift::Right { count, add }, Limit::Clamp(least, greatest)) => {
            Some(Quick { add, count, least, greatest })
        }
        RowCast::Quick(_, _) | RowCast::Exact(_) => None,
    }
}

/// Writes what a function makes of `2 floor(v * scale)`, plus 1 where `v * scale` is not an integer; false when some number
/// is too large.
///
/// A power of two of at least 1 scales exactly, or to infinity, which is too large.
macro_rules! split {
    ($($name:ident: $float:ty => $via:ty => $int:ty, $bits:expr, $to:ty $(, $quick:ident: $of_split:expr)?;)+) => { $(
        #[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
        #[allow(unsafe_code, reason = "the conversion that also takes numbers out of range is many times slower")]
        pub(super) fn $name(values: &[$float], scale: $float, $($quick: Quick,)? row: &mut [$to]) -> bool {
            let limit = (1_u64 << ($bits - 1)) as $float;
            let mut fits = true;
            for (raw, value) in row.iter_mut().zip(values) {
                let scaled = value * scale;
                let floor = scaled.floor();
                let is_small = scaled.abs() < limit;
                fits &= is_small;
                let floor_or_zero = if is_small { floor } else { 0.0 };
                // SAFETY: the floor of a number below the limit is one that the integer has.
                let whole = unsafe { floor_or_zero.to_int_unchecked::<$via>() };
                let split = (whole as $int) << 1 | <$int>::from(floor != scaled);
                $(let split = $of_split(split, $quick);)?
                *raw = split as $to;
            }
            fits
        }
    )+ };
}

/// A split number assigned.
#[inline(always)]
fn assigned(split: i32, Quick { add, count, least, greatest }: Quick) -> i32 {
    (split.wrapping_add(add) >> count).max(least).min(greatest)
}

split! {
    split_f32_i32: f32 => i32 => i32, BITS_I32, i32;
    split_f64_i32: f64 => i32 => i32, BITS_I32, i32;
    assign_f32_i16: f32 => i32 => i32, BITS_I32, i16, quick: assigned;
    assign_f64_i16: f64 => i32 => i32, BITS_I32, i16, quick: assigned;
    split_f32_i64: f32 => i64 => i64, BITS_I64, i64;
    split_f64_i64: f64 => i64 => i64, BITS_I64, i64;
    split_f32_i128: f32 => i64 => i128, BITS_I64, i128;
    split_f64_i128: f64 => i64 => i128, BITS_I64, i128;
}

/// For a container that is too narrow; its [`Lane::Split`] is wider.
pub(super) fn split_none<T>(_: &[T], _: T, _: &mut [i16]) -> bool {
    false
}

/// For a container whose numbers are assigned where they are split.
pub(super) fn assign_none<T, A, C>(_: &[T], _: f64, _: &A, _: &mut [C]) -> bool {
    false
}
