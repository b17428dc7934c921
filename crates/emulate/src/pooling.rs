//! What the pooling ops share: the function of a window, and its kernels.

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw, Value};
use hlsmith_ir::{Compatibility, NamedType, PoolFunction, PoolOrder, PoolWindows};

use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{SliceKernel, SliceKernels, in_container, in_narrow_container, tree};
use crate::ops::Context;
use crate::quartus;
use crate::types::fixed_type;

/// The largest element or the average of each window.
#[derive(Clone, Debug)]
pub(crate) struct Pooling {
    pub(crate) windows: PoolWindows,
    pub(crate) function: PoolFunction,
    pub(crate) order: PoolOrder,
    pub(crate) accum: FixedType,
    /// Whether an average divides the unsigned number of the bit pattern of the sum.
    pub(crate) divides_pattern: bool,
    /// What an average divides by instead of the number of elements.
    pub(crate) divisor: Option<usize>,
    /// What an average is multiplied by, for each number of elements inside of the image from 1 on.
    pub(crate) factors: Option<Vec<Value>>,
    /// What stands for the elements outside of the image in a window that has such and looks for the largest.
    pub(crate) outside: Option<Raw>,
}

impl Pooling {
    /// Settles the numbers of a pooling op.
    ///
    /// The peer fills with the number whose top bit alone is set; of an unsigned type that is no small number.
    pub(crate) fn lower(
        windows: PoolWindows,
        function: PoolFunction,
        count_pad: bool,
        accum_t: &NamedType,
        context: &Context,
    ) -> Result<Self> {
        let input = &context.input.format;
        let fills = windows.is_padded() && function == PoolFunction::Max && !input.signed;
        let outside = match context.compatibility {
            Compatibility::Hls4ml13 if fills => Some(Raw::from(1).shl(input.width - 1)),
            Compatibility::Hls4ml13 | Compatibility::Sound => None,
        };
        let order = match context.is_quartus {
            true => windows.quartus_order(context.io_type),
            false => windows.order(context.compatibility, context.io_type),
        };
        let factors = match context.is_quartus && windows.is_scaled(function, context.io_type) {
            true => Some(quartus::pool_factors(&windows, count_pad, &context.input)?),
            false => None,
        };
        let divisor = (count_pad || factors.is_some()).then(|| windows.window_len());
        let divides_pattern = !context.is_quartus && PoolWindows::divides_pattern(context.compatibility, accum_t);
        let accum = match context.is_quartus {
            true => quartus::pool_accum(&windows, function, accum_t, &context.input, context.io_type)?,
            false => fixed_type(accum_t, "`accum_t`")?,
        };
        Ok(Self { windows, function, order, accum, divides_pattern, divisor, factors, outside })
    }

    /// The kernel for the elements of a window in `source`, which leaves the result in the first row, and the interval
    /// of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(SliceKernels, Interval)> {
        match self.function {
            PoolFunction::Max => self.max_kernel(source, ty),
            PoolFunction::Average => self.average_kernel(source, ty),
        }
    }

    fn max_kernel(&self, source: &Interval, ty: &FixedType) -> Option<(SliceKernels, Interval)> {
        let outside = self.outside.as_ref().map(|raw| Interval::point(raw.clone(), source.fraction()));
        let largest = outside.map_or_else(|| source.clone(), |outside| source.hull(&outside));
        let accum = largest.cast(&self.accum);
        let is_assigned = self.is_assigned();
        let bits = row_cast::bits(&largest, &self.accum).max(row_cast::bits(&accum, ty));
        let kernel: SliceKernels = in_narrow_container!(bits, C => Box::new(Max::<C> {
            outside: self.outside.as_ref().map(|raw| (self.windows.window_len(), C::of(raw))),
            is_assigned,
            accum: RowCast::new(&largest, &self.accum),
            result: RowCast::new(&accum, ty),
        }));
        Some((kernel, accum.cast(ty)))
    }

    fn average_kernel(&self, source: &Interval, ty: &FixedType) -> Option<(SliceKernels, Interval)> {
        let fraction = self.accum.format.fraction();
        let term = if self.is_assigned() { source.cast(&self.accum) } else { source.clone() };
        let zero = Interval::point(Raw::ZERO, fraction);
        let (term_or_zero, whole) = (term.hull(&zero), Interval::of_type(&self.accum));
        let exact = term_or_zero.scaled(&Raw::from(self.windows.window_len() as u64), 0);
        let is_exact = exact.fraction() == fraction && whole.contains(exact.lower()) && whole.contains(exact.upper());
        // Without overflow and rounding the quotient lies between its terms.
        let (sum, quotient) = match (is_exact, self.order) {
            (true, _) => (exact, term_or_zero),
            (false, PoolOrder::Tree) => (whole.sum(&whole), whole.hull(&term_or_zero)),
            (false, PoolOrder::Direct | PoolOrder::Assigned) => (whole.sum(&term), whole.hull(&zero)),
        };
        let width = self.accum.format.width;
        let pattern = self.divides_pattern.then(|| &Raw::from(1).shl(width) - &Raw::from(1));
        let (divided, quotient) = match &pattern {
            Some(mask) => (Interval::new(Raw::ZERO, mask.clone(), fraction)?, whole),
            None => (quotient.clone(), quotient),
        };
        let pooled = quotient.cast(ty);
        let factors = self.factors.iter().flatten();
        let factor = factors.map(|factor| Interval::point(factor.raw().clone(), factor.format().fraction()));
        let scaled = factor.reduce(|whole, factor| whole.hull(&factor)).map(|factor| pooled.product(&factor));
        let bits = [
            scaled.as_ref().map_or(0, |scaled| row_cast::bits(scaled, ty)),
            row_cast::bits(&divided, &self.accum),
            row_cast::bits(source, &self.accum),
            row_cast::bits(&sum, &self.accum),
            row_cast::bits(&quotient, ty),
            self.divisor.map_or(0, |divisor| Raw::from(divisor as u64).signed_bits()),
        ];
        let kernel: SliceKernels = in_container!(bits.into_iter().fold(0, u32::max), C => Box::new(Average::<C> {
            is_tree: self.order == PoolOrder::Tree,
            term: self.is_assigned().then(|| RowCast::new(source, &self.accum)),
            shifts: [sum.fraction().abs_diff(fraction), sum.fraction().abs_diff(term.fraction())],
            sum: RowCast::new(&sum, &self.accum),
            pattern: pattern.as_ref().map(|mask| (C::of(mask), RowCast::new(&divided, &self.accum))),
            divisor: self.divisor,
            result: RowCast::new(&quotient, ty),
            scale: scaled.as_ref().map(|scaled| {
                let factors = self.factors.iter().flatten().map(|factor| C::of(factor.raw()));
                (factors.collect(), RowCast::new(scaled, ty))
            }),
        }));
        Some((kernel, scaled.map_or(pooled, |scaled| scaled.cast(ty))))
    }

    /// Whether elements are assigned to the accumulator before anything else.
    pub(crate) fn is_assigned(&self) -> bool {
        match self.order {
            PoolOrder::Direct => false,
            PoolOrder::Assigned | PoolOrder::Tree => true,
        }
    }
}

struct Max<C> {
    /// The size of a whole window, and what stands for elements outside of the image in smaller ones.
    outside: Option<(usize, C)>,
    is_assigned: bool,
    accum: RowCast<C>,
    result: RowCast<C>,
}

impl<C: Lane> SliceKernel<C> for Max<C> {
    fn apply(&self, window: &mut [C], lanes: usize) {
        if self.is_assigned {
            window.chunks_exact_mut(lanes).for_each(|row| self.accum.apply(row));
        }
        let is_whole = self.outside.is_none_or(|(len, _)| window.len() == len * lanes);
        let (largest, others) = window.split_at_mut(lanes);
        for row in others.chunks_exact(lanes) {
            largest.iter_mut().zip(row).for_each(|(largest, x)| *largest = (*largest).max(*x));
        }
        if let (false, Some((_, outside))) = (is_whole, self.outside) {
            largest.iter_mut().for_each(|largest| *largest = (*largest).max(outside));
        }
        if !self.is_assigned {
            self.accum.apply(largest);
        }
        self.result.apply(largest);
    }

    fn is_maximum(&self) -> bool {
        self.outside.is_none() && self.accum.is_identity() && self.result.is_identity()
    }
}

struct Average<C> {
    is_tree: bool,
    /// Assignment of the elements, when they are assigned first.
    term: Option<RowCast<C>>,
    /// Bits from the grids of the partial sum and of an element to that of their sum.
    shifts: [u32; 2],
    /// Assignment of partial sums.
    sum: RowCast<C>,
    /// The bits of a sum that is divided as their unsigned number, and the assignment of the quotient.
    pattern: Option<(C, RowCast<C>)>,
    /// What the sum is divided by; the number of elements when `None`.
    divisor: Option<usize>,
    result: RowCast<C>,
    /// What results are multiplied by, for each number of elements, and the assignment of the products.
    scale: Option<(Vec<C>, RowCast<C>)>,
}

impl<C: Lane> SliceKernel<C> for Average<C> {
    fn apply(&self, window: &mut [C], lanes: usize) {
        let n = window.len() / lanes;
        let divisor = self.divisor.unwrap_or(n);
        if let Some(term) = &self.term {
            window.chunks_exact_mut(lanes).for_each(|row| term.apply(row));
        }
        if self.is_tree {
            tree::sum(window, lanes, &self.sum);
        }
        let (sums, others) = window.split_at_mut(lanes);
        if !self.is_tree {
            let [left, right] = self.shifts;
            sums.iter_mut().for_each(|sum| *sum = sum.shl(right));
            self.sum.apply(sums);
            for row in others.chunks_exact(lanes) {
                sums.iter_mut().zip(row).for_each(|(sum, x)| *sum = sum.shl(left).wrapping_add(&x.shl(right)));
                self.sum.apply(sums);
            }
        }
        if let Some((mask, quotient)) = &self.pattern {
            sums.iter_mut().for_each(|sum| *sum = sum.and(*mask));
            divide(sums, divisor);
            quotient.apply(sums);
        } else {
            divide(sums, divisor);
        }
        self.result.apply(sums);
        if let Some((factors, scaled)) = &self.scale {
            let factor = &factors[n - 1];
            sums.iter_mut().for_each(|x| *x = x.wrapping_mul(factor));
            scaled.apply(sums);
        }
    }
}

/// Quotients toward zero.
fn divide<C: Lane>(row: &mut [C], divisor: usize) {
    let whole = C::of_i64(divisor as i64);
    if divisor.is_power_of_two() {
        let (sign, rest, count) = (C::BITS - 1, whole - C::one(), divisor.trailing_zeros());
        row.iter_mut().for_each(|x| *x = x.wrapping_add(&x.shr(sign).and(rest)).shr(count));
    } else {
        row.iter_mut().for_each(|x| *x = *x / whole);
    }
}
