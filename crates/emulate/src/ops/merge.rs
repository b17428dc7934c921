//! Element-wise functions of two tensors: see [`hlsmith_ir::ops::Merge`].

use hlsmith_fixed::{FixedType, Interval, Raw};
use hlsmith_ir::ops::{self, MergeFunction};

use super::Context;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{PairKernel, PairKernels, in_narrow_container};

/// A function of two elements, assigned once.
#[derive(Clone, Debug)]
pub(crate) struct Merge {
    pub(crate) function: MergeFunction,
    /// What an average divides by.
    pub(crate) divisor: usize,
    /// The elements of either tensor that belong to each result; those of the same index when `None`.
    pub(crate) places: Option<[Vec<u32>; 2]>,
}

impl Merge {
    /// Lowers a merge of tensors of the given shapes, which fit each other.
    pub(crate) fn lower(op: &ops::Merge, shapes: [&[usize]; 2], context: &Context) -> Self {
        let [left, right] = shapes;
        let repeated = ops::broadcast_shape(left, right).filter(|_| left != right);
        let places_of = |own: &[usize], shape: &[usize]| -> Vec<usize> {
            if !ops::repeats_in_turn(context.compatibility, context.io_type) {
                return ops::broadcast_places(own, shape);
            }
            let (n_own, n) = (own.iter().product::<usize>().max(1), shape.iter().product());
            (0..n).map(|element| element % n_own).collect()
        };
        let places = repeated
            .map(|shape| shapes.map(|own| places_of(own, &shape).into_iter().map(|place| place as u32).collect()));
        Self { function: op.function, divisor: op.divisor, places }
    }

    /// The kernel for arguments in two intervals, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, left: &Interval, right: &Interval, ty: &FixedType) -> Option<(PairKernels, Interval)> {
        let (fine_left, fine_right) = (left.refined(right.fraction()), right.refined(left.fraction()));
        let (a, b) = match self.function {
            MergeFunction::Multiply => (left, right),
            MergeFunction::Add
            | MergeFunction::Subtract
            | MergeFunction::Average
            | MergeFunction::Maximum
            | MergeFunction::Minimum => (&fine_left, &fine_right),
        };
        let exact = match self.function {
            MergeFunction::Add => a.sum(b),
            MergeFunction::Subtract => a.difference(b),
            MergeFunction::Multiply => a.product(b),
            MergeFunction::Average => a.sum(b),
            MergeFunction::Maximum => {
                Interval::new(a.lower().max(b.lower()).clone(), a.upper().max(b.upper()).clone(), a.fraction())?
            }
            MergeFunction::Minimum => {
                Interval::new(a.lower().min(b.lower()).clone(), a.upper().min(b.upper()).clone(), a.fraction())?
            }
        };
        let divide = match self.function {
            MergeFunction::Average => Some(Quotient::new(exact.fraction(), self.divisor, ty)),
            MergeFunction::Add
            | MergeFunction::Subtract
            | MergeFunction::Multiply
            | MergeFunction::Maximum
            | MergeFunction::Minimum => None,
        };
        let (exact, wide) = match &divide {
            Some(quotient) => (quotient.interval(&exact)?, quotient.bits(&exact)),
            None => (exact, 0),
        };
        let bits = row_cast::bits(&exact, ty).max(a.signed_bits()).max(b.signed_bits()).max(wide);
        let kernel: PairKernels = in_narrow_container!(bits, C => Box::new(Combine::<C> {
            function: self.function,
            divide,
            shifts: [a.fraction().abs_diff(left.fraction()), b.fraction().abs_diff(right.fraction())],
            cast: RowCast::new(&exact, ty),
        }));
        Some((kernel, exact.cast(ty)))
    }
}

/// A number that is assigned to a type as the exact quotient is: that toward zero with one bit more than the type has,
/// and half a unit more where something is left over.
#[derive(Clone, Copy)]
struct Quotient {
    divisor: usize,
    /// Whether the divisor is a power of two, so that a quotient is a finer grid.
    is_exact: bool,
    /// Bits the dividend is shifted left by.
    left: u32,
}

impl Quotient {
    fn new(fraction: i32, divisor: usize, ty: &FixedType) -> Self {
        let is_exact = divisor.is_power_of_two();
        let left = if is_exact { 0 } else { (ty.format.fraction() + 1 - fraction).max(0).unsigned_abs() };
        Self { divisor, is_exact, left }
    }

    /// Bits of a container that holds the dividends and the divisor.
    fn bits(&self, dividend: &Interval) -> u32 {
        (dividend.signed_bits() + self.left + 1).max(Raw::from(self.divisor as u64).signed_bits())
    }

    /// The interval of the quotients.
    fn interval(&self, dividend: &Interval) -> Option<Interval> {
        let ends = [dividend.lower(), dividend.upper()];
        if self.is_exact {
            let [lower, upper] = ends.map(Clone::clone);
            return Interval::new(lower, upper, dividend.fraction() + self.divisor.trailing_zeros() as i32);
        }
        let divisor = Raw::from(self.divisor as u64);
        let toward_zero = |raw: &Raw| raw.shl(self.left).div_toward_zero(&divisor).map(|raw| raw.shl(1));
        let [lower, upper] = [toward_zero(ends[0])?, toward_zero(ends[1])?];
        let one = Raw::from(1);
        Interval::new(&lower - &one, &upper + &one, dividend.fraction() + self.left as i32 + 1)
    }

    fn apply<C: Lane>(&self, row: &mut [C]) {
        if self.is_exact {
            return;
        }
        let divisor = C::of_i64(self.divisor as i64);
        for x in row {
            let dividend = x.shl(self.left);
            let quotient = dividend / divisor;
            let rest = dividend - quotient * divisor;
            *x = quotient.shl(1).wrapping_add(&rest.signum());
        }
    }
}

struct Combine<C> {
    function: MergeFunction,
    /// What is done to the sum for an average.
    divide: Option<Quotient>,
    /// How far the arguments are shifted to the grid they are combined on.
    shifts: [u32; 2],
    cast: RowCast<C>,
}

impl<C: Lane> Combine<C> {
    fn each(&self, row: &mut [C], other: &[C], combine: impl Fn(C, C) -> C) {
        let [left, right] = self.shifts;
        for (x, y) in row.iter_mut().zip(other) {
            *x = combine(x.shl(left), y.shl(right));
        }
    }
}

impl<C: Lane> PairKernel<C> for Combine<C> {
    fn apply(&self, row: &mut [C], other: &[C]) {
        match self.function {
            MergeFunction::Add | MergeFunction::Average => self.each(row, other, |x, y| x.wrapping_add(&y)),
            MergeFunction::Subtract => self.each(row, other, |x, y| x.wrapping_sub(&y)),
            MergeFunction::Multiply => self.each(row, other, |x, y| x.wrapping_mul(&y)),
            MergeFunction::Maximum => self.each(row, other, |x, y| x.max(y)),
            MergeFunction::Minimum => self.each(row, other, |x, y| x.min(y)),
        }
        if let Some(divide) = &self.divide {
            divide.apply(row);
        }
        self.cast.apply(row);
    }
}
