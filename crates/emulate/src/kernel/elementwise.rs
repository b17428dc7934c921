//! Element-wise kernels that several ops share.

use hlsmith_fixed::{FixedType, Interval, Raw, Value};

use super::lane::Lane;
use super::ramp::Ramp;
use super::row_cast::{self, Limit, RowCast, Shift};
use super::table::{self, Index};
use super::{Kernel, MAX_LANES, RowKernel, in_container, in_narrow_container};
use crate::table_index::TableIndex;

/// The part of an interval between two bounds on its grid; the nearer bound when there is none.
pub(crate) fn clamped(interval: &Interval, lower: Option<&Raw>, upper: Option<&Raw>) -> Interval {
    let limit = |raw: &Raw| {
        let raw = lower.map_or(raw, |lower| raw.max(lower));
        upper.map_or(raw, |upper| raw.min(upper)).clone()
    };
    let (lower, upper) = (limit(interval.lower()), limit(interval.upper()));
    Interval::new(lower.clone(), upper, interval.fraction())
        .unwrap_or_else(|| Interval::point(lower, interval.fraction()))
}

/// The arguments from 0 on.
pub(crate) fn positive(interval: &Interval) -> Interval {
    clamped(interval, Some(&Raw::ZERO), None)
}

/// The arguments up to 0.
pub(crate) fn negative(interval: &Interval) -> Interval {
    clamped(interval, None, Some(&Raw::ZERO))
}

/// The interval of some raw values of a type; all of the type when there is none.
pub(crate) fn hull(raw: &[Raw], ty: &FixedType) -> Interval {
    let ends = raw.iter().min().zip(raw.iter().max());
    ends.and_then(|(lower, upper)| Interval::new(lower.clone(), upper.clone(), ty.format.fraction()))
        .unwrap_or_else(|| Interval::of_type(ty))
}

/// The assignment of the arguments.
pub(crate) fn cast(source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
    let kernel: Kernel =
        in_narrow_container!(row_cast::bits(source, ty), C => Box::new(Assign::<C>(RowCast::new(source, ty))));
    Some((kernel, source.cast(ty)))
}

struct Assign<C>(RowCast<C>);

impl<C: Lane> RowKernel<C> for Assign<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        self.0.apply(row);
    }

    fn ramp(&self) -> Option<Ramp<C>> {
        Ramp::new(&self.0)
    }

    fn takes_blocks(&self) -> bool {
        true
    }
}

/// `max(x, 0)`, limited to `most`.
pub(crate) fn rectifier(source: &Interval, most: Option<i32>, ty: &FixedType) -> Option<(Kernel, Interval)> {
    // The limit is a multiple of the grid of integers.
    let fine = if most.is_some() { source.refined(0) } else { source.clone() };
    let most = most.map(|most| Raw::from(most).shl(fine.fraction().unsigned_abs()));
    let limited = clamped(&fine, Some(&Raw::ZERO), most.as_ref());
    let kernel: Kernel = in_narrow_container!(row_cast::bits(&fine, ty), C => Box::new(Rectifier::<C> {
        shift: match fine.fraction().abs_diff(source.fraction()) {
            0 => Shift::None,
            left => Shift::Left(left),
        },
        most: C::of(limited.upper()),
        cast: RowCast::new(&limited, ty),
    }));
    Some((kernel, limited.cast(ty)))
}

struct Rectifier<C> {
    shift: Shift<C>,
    most: C,
    cast: RowCast<C>,
}

impl<C: Lane> RowKernel<C> for Rectifier<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        C::quick_cast(row, &self.shift, &Limit::Clamp(C::zero(), self.most));
        self.cast.apply(row);
    }

    fn ramp(&self) -> Option<Ramp<C>> {
        let limited = Ramp::new(&RowCast::Quick(self.shift, Limit::Clamp(C::zero(), self.most)))?;
        limited.then(Ramp::new(&self.cast)?)
    }

    fn takes_blocks(&self) -> bool {
        true
    }
}

/// The least number of a grid that is not below a value.
pub(crate) fn ceiling(value: &Value, fraction: i32) -> Raw {
    let shift = value.format().fraction() - fraction;
    let negated = -value.raw();
    -&if shift >= 0 { negated.shr_floor(shift.unsigned_abs()) } else { negated.shl(shift.unsigned_abs()) }
}

/// `x` if `x > 0`, else `slopes[i] * x`, arguments below `least` counting as that; one slope for all elements or one for each.
pub(crate) fn leaky(
    slopes: &[Value],
    least: Option<&Value>,
    source: &Interval,
    ty: &FixedType,
) -> Option<(Kernel, Interval)> {
    let fraction = slopes.first().map_or(0, |slope| slope.format().fraction());
    let raw: Vec<Raw> = slopes.iter().map(|slope| slope.raw().clone()).collect();
    let lower = raw.iter().min()?.clone();
    let slope = Interval::new(lower, raw.iter().max()?.clone(), fraction)?;
    let (positive, negative) = (positive(source), negative(source));
    // All arguments go both ways, and one result is taken.
    let product = source.product(&slope);
    // From the argument that is the first not below the least, results are products.
    let lowest = least
        .zip(slopes.first())
        .map(|(least, slope)| (ceiling(least, source.fraction()), (slope * least).cast(ty).raw().clone()));
    let bits = row_cast::bits(source, ty).max(row_cast::bits(&product, ty)).max(slope.signed_bits());
    let bits = lowest.iter().flat_map(|(first, result)| [first, result]).map(Raw::signed_bits).fold(bits, u32::max);
    let mut results = positive.cast(ty).hull(&negative.product(&slope).cast(ty));
    if let Some((_, result)) = &lowest {
        results = results.hull(&Interval::point(result.clone(), ty.format.fraction()));
    }
    let kernel: Kernel = in_container!(bits, C => Box::new(Leaky::<C> {
        lowest: lowest.as_ref().map(|(first, result)| (C::of(first), C::of(result))),
        slopes: raw.iter().map(C::of).collect(),
        positive: RowCast::new(source, ty),
        negative: RowCast::new(&product, ty),
    }));
    Some((kernel, results))
}

struct Leaky<C> {
    /// Arguments below the first number have the second as result.
    lowest: Option<(C, C)>,
    slopes: Vec<C>,
    positive: RowCast<C>,
    negative: RowCast<C>,
}

impl<C: Lane> RowKernel<C> for Leaky<C> {
    fn apply(&self, element: usize, row: &mut [C]) {
        let slope = self.slopes[if self.slopes.len() == 1 { 0 } else { element }];
        let mut products = [C::zero(); MAX_LANES];
        let products = &mut products[..row.len()];
        for (product, x) in products.iter_mut().zip(&*row) {
            *product = x.wrapping_mul(&slope);
        }
        self.negative.apply(products);
        if let Some((first, result)) = self.lowest {
            for (product, _) in products.iter_mut().zip(&*row).filter(|(_, x)| **x < first) {
                *product = result;
            }
        }
        let mut is_positive = [false; MAX_LANES];
        for (is_positive, x) in is_positive.iter_mut().zip(&*row) {
            *is_positive = *x > C::zero();
        }
        self.positive.apply(row);
        for ((x, product), is_positive) in row.iter_mut().zip(products).zip(is_positive) {
            *x = if is_positive { *x } else { *product };
        }
    }
}

/// The result that an index selects.
pub(crate) fn lookup(
    index: &TableIndex,
    results: &[Raw],
    source: &Interval,
    ty: &FixedType,
) -> Option<(Kernel, Interval)> {
    let bits = table::bits(index, source).max(ty.format.container_bits());
    let kernel: Kernel = in_container!(bits, C => Box::new(Lookup::<C> {
        index: Index::new(index, source),
        results: results.iter().map(C::of).collect(),
    }));
    Some((kernel, hull(results, ty)))
}

struct Lookup<C> {
    index: Index<C>,
    results: Vec<C>,
}

impl<C: Lane> RowKernel<C> for Lookup<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        self.index.apply(row);
        for x in row {
            let index: i32 = x.as_();
            *x = self.results[index as usize];
        }
    }

    fn takes_blocks(&self) -> bool {
        true
    }
}

/// `scale * x` if `x >= 0`, else the result that an index selects.
pub(crate) fn lookup_below_zero(
    scale: &Value,
    index: &TableIndex,
    results: &[Raw],
    source: &Interval,
    ty: &FixedType,
) -> Option<(Kernel, Interval)> {
    let factor = scale.raw();
    let scaled = |part: &Interval| part.scaled(factor, scale.format().fraction());
    let bits = table::bits(index, source).max(row_cast::bits(&scaled(source), ty)).max(factor.signed_bits());
    let kernel: Kernel = in_container!(bits, C => Box::new(LookupBelowZero::<C> {
        factor: C::of(factor),
        positive: RowCast::new(&scaled(source), ty),
        index: Index::new(index, source),
        results: results.iter().map(C::of).collect(),
    }));
    Some((kernel, scaled(&positive(source)).cast(ty).hull(&hull(results, ty))))
}

struct LookupBelowZero<C> {
    factor: C,
    positive: RowCast<C>,
    index: Index<C>,
    results: Vec<C>,
}

impl<C: Lane> RowKernel<C> for LookupBelowZero<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        let mut arguments = [C::zero(); MAX_LANES];
        arguments[..row.len()].copy_from_slice(row);
        for x in &mut *row {
            *x = x.wrapping_mul(&self.factor);
        }
        self.positive.apply(row);
        for (result, x) in row.iter_mut().zip(arguments) {
            if x < C::zero() {
                *result = self.results[self.index.of(x)];
            }
        }
    }
}
