//! Element-wise functions of two tensors: see [`hlsmith_ir::ops::Merge`].

use hlsmith_fixed::{FixedType, Interval};
use hlsmith_ir::ops::{self, MergeFunction};

use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{PairKernel, PairKernels, in_container};

/// A function of two elements, assigned once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Merge {
    pub(crate) function: MergeFunction,
}

impl Merge {
    pub(crate) fn lower(op: &ops::Merge) -> Self {
        Self { function: op.function }
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
            MergeFunction::Average => {
                let sum = a.sum(b);
                Interval::new(sum.lower().clone(), sum.upper().clone(), sum.fraction() + 1)?
            }
            MergeFunction::Maximum => {
                Interval::new(a.lower().max(b.lower()).clone(), a.upper().max(b.upper()).clone(), a.fraction())?
            }
            MergeFunction::Minimum => {
                Interval::new(a.lower().min(b.lower()).clone(), a.upper().min(b.upper()).clone(), a.fraction())?
            }
        };
        let bits = row_cast::bits(&exact, ty).max(a.signed_bits()).max(b.signed_bits());
        let kernel: PairKernels = in_container!(bits, C => Box::new(Combine::<C> {
            function: self.function,
            shifts: [a.fraction().abs_diff(left.fraction()), b.fraction().abs_diff(right.fraction())],
            cast: RowCast::new(&exact, ty),
        }));
        Some((kernel, exact.cast(ty)))
    }
}

struct Combine<C> {
    function: MergeFunction,
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
            // Half of the sum is the sum on a grid twice as fine.
            MergeFunction::Add | MergeFunction::Average => self.each(row, other, |x, y| x.wrapping_add(&y)),
            MergeFunction::Subtract => self.each(row, other, |x, y| x.wrapping_sub(&y)),
            MergeFunction::Multiply => self.each(row, other, |x, y| x.wrapping_mul(&y)),
            MergeFunction::Maximum => self.each(row, other, |x, y| x.max(y)),
            MergeFunction::Minimum => self.each(row, other, |x, y| x.min(y)),
        }
        self.cast.apply(row);
    }
}
