//! Arithmetic table indices on lanes.

use hlsmith_fixed::{Interval, Raw};
use multiversion::multiversion;

use num_traits::AsPrimitive;

use super::lane::Lane;
use crate::table_index::TableIndex;

/// [`TableIndex`] for raw values of a known interval.
///
/// With a fraction `F >= 0` of the argument, the index is `raw * size / (divisor * 2^F)` truncated once; the divisor is a
/// power of two, possibly negated, and what it shares with the size is divided out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Index<C> {
    factor: C,
    /// Added to negative products, so that the shift truncates toward zero.
    toward_zero: C,
    right: u32,
    /// Bits appended after the truncation, for arguments on a grid coarser than 1.
    left: u32,
    offset: i32,
    last: i32,
    tail: Tail,
}

/// How the shifted product becomes an index.
#[derive(Clone, Copy, Debug)]
enum Tail {
    /// Exactly.
    Exact,
    /// In 32 bits that wrap around.
    Wrapping { negative_is_huge: bool },
}

/// Factor and shift of an index.
fn plan(index: &TableIndex, source: &Interval) -> (Raw, u32) {
    let total = index.divisor.unsigned_abs().trailing_zeros() + source.fraction().max(0).unsigned_abs();
    let shared = index.size.trailing_zeros().min(total);
    let factor = i64::from(index.size >> shared) * i64::from(index.divisor.signum());
    (Raw::from(factor), total - shared)
}

/// Bits of a container that holds everything an index of numbers in `source` needs.
pub(crate) fn bits(index: &TableIndex, source: &Interval) -> u32 {
    let product = source.scaled(&plan(index, source).0, 0);
    let bits = source.signed_bits().max(product.signed_bits()) + 2;
    if source.fraction() < 0 { bits.max(64) } else { bits }
}

impl<C: Lane> Index<C> {
    /// The index of numbers in `source`. Precondition: `C` has [`bits`].
    pub(crate) fn new(index: &TableIndex, source: &Interval) -> Self {
        let (factor, right) = plan(index, source);
        let right = right.min(C::BITS - 1);
        let product = source.scaled(&factor, 0);
        let quotient_fits = product.signed_bits().saturating_sub(right) < 31 && source.fraction() >= 0;
        let negative_is_huge = index.negative_is_huge;
        Self {
            factor: C::of(&factor),
            toward_zero: if index.floors { C::zero() } else { C::upper(right, false) },
            right,
            left: (-source.fraction()).max(0).unsigned_abs(),
            offset: index.offset as i32,
            last: index.size as i32 - 1,
            tail: if index.wraps && !quotient_fits { Tail::Wrapping { negative_is_huge } } else { Tail::Exact },
        }
    }

    /// The index of a raw value.
    #[inline(always)]
    pub(crate) fn of(&self, x: C) -> usize {
        let product = x.wrapping_mul(&self.factor);
        let sign = product.shr(C::BITS - 1);
        let quotient = product.wrapping_add(&sign.and(self.toward_zero)).shr(self.right);
        match self.tail {
            Tail::Exact => {
                let offset = C::of_i64(i64::from(self.offset));
                let index = self.lifted(quotient).wrapping_add(&offset);
                let limited = index.max(C::zero()).min(C::of_i64(i64::from(self.last)));
                AsPrimitive::<i32>::as_(limited) as usize
            }
            Tail::Wrapping { negative_is_huge } => {
                let low: i32 = quotient.shl(self.left).as_();
                let index = low.wrapping_add(self.offset);
                if negative_is_huge {
                    (index as u32).min(self.last as u32) as usize
                } else {
                    index.clamp(0, self.last) as usize
                }
            }
        }
    }

    /// Replaces raw values by their indices.
    pub(crate) fn apply(&self, row: &mut [C]) {
        indices(self, row);
    }

    /// The quotient with the bits appended, limited far beyond every table.
    #[inline(always)]
    fn lifted(&self, quotient: C) -> C {
        if self.left == 0 {
            return quotient;
        }
        let far = C::of_i64(1 << 22);
        quotient.max(-far).min(far).shl(self.left.min(22))
    }
}

/// Replaces raw values by their indices, in a loop that is free of memory accesses that depend on them.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
fn indices<C: Lane>(index: &Index<C>, row: &mut [C]) {
    // The case is chosen outside of the loop.
    match index.tail {
        Tail::Exact => row.iter_mut().for_each(|x| *x = C::of_i64(Index { tail: Tail::Exact, ..*index }.of(*x) as i64)),
        Tail::Wrapping { .. } => row.iter_mut().for_each(|x| *x = C::of_i64(index.of(*x) as i64)),
    }
}
