//! Sums of products in a type, where the order of the sum has no effect.

use hlsmith_fixed::{FixedType, Interval, Overflow, Raw};

use crate::kernel::lane::Lane;
use crate::kernel::mac::Rule;
use crate::kernel::ramp::Ramp;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{Kernel, RowKernel, in_narrow_container};

/// What is known of sums of products, each product and partial sum assigned to a type.
pub(crate) struct Total {
    /// The type.
    pub(crate) accum: FixedType,
    /// Fractional bits that the assignment of a product drops.
    pub(crate) dropped: u32,
    /// Interval of single products, on a grid at least as fine as that of the type.
    pub(crate) product: Interval,
    /// Interval of every partial sum in any order, if nothing overflows.
    pub(crate) partial: Interval,
    /// Whether no product and no partial sum overflows the type.
    pub(crate) in_range: bool,
    /// Interval of the sums as assigned to the type.
    pub(crate) result: Interval,
}

impl Total {
    /// Sums of products in `product` whose partial sums lie in `partial` if nothing overflows `accum`.
    pub(crate) fn new(accum: FixedType, product: Interval, partial: Interval) -> Self {
        let whole = Interval::of_type(&accum);
        let in_range = whole.contains(partial.lower()) && whole.contains(partial.upper());
        Self {
            accum,
            dropped: (product.fraction() - accum.format.fraction()).max(0).unsigned_abs(),
            product,
            result: if in_range { partial.clone() } else { whole },
            partial,
            in_range,
        }
    }

    /// What is added to a product before bits are dropped; `None` where the order of the sum matters, or no such constant
    /// rounds all products.
    pub(crate) fn addend(&self) -> Option<Raw> {
        let wraps = self.accum.overflow == Overflow::Wrap && self.accum.saturation_bits == 0;
        let add = match self.dropped {
            0 => Some(Raw::ZERO),
            dropped => row_cast::rounding_addend(self.accum.rounding, dropped, &self.product),
        };
        add.filter(|_| self.in_range || wraps)
    }

    /// What happens to a product before it is added.
    pub(crate) fn rule<A: Lane>(&self, add: &Raw) -> Rule<A> {
        match self.dropped {
            0 => Rule::Full,
            dropped if add.is_zero() => Rule::Shift(dropped),
            dropped => Rule::Round(dropped, A::of(add)),
        }
    }

    /// Bits of a container for the sums, of which the `kept` low ones count.
    pub(crate) fn bits(&self, add: &Raw, kept: u32) -> u32 {
        let exact = (&self.product.upper().clone() + add).signed_bits().max(self.product.signed_bits());
        match self.dropped {
            0 => kept,
            // Either the product is exact, or the bits that are dropped are among its low bits.
            dropped => exact.min(dropped.saturating_add(kept)).max(kept).max(dropped + 1),
        }
    }

    /// The assignment of the sums to the result type, and how many low bits of a sum it needs.
    pub(crate) fn finish(&self, ty: &FixedType) -> Option<(Kernel, u32)> {
        let fraction = self.accum.format.fraction();
        let kept = if self.in_range { self.partial.signed_bits() } else { self.accum.format.width };
        let width = ty.format.container_bits();
        if let Some(low) = row_cast::low_bits(fraction, ty).filter(|low| *low < kept) {
            let finish: Kernel = in_narrow_container!(low.max(width), C => Box::new(Finish::<C> {
                accum: None,
                result: RowCast::of_low_bits(fraction, ty),
            }));
            return Some((finish, low));
        }
        let bits = row_cast::bits(&self.result, ty).max(self.accum.format.container_bits());
        let finish: Kernel = in_narrow_container!(bits, C => Box::new(Finish::<C> {
            accum: (!self.in_range).then(|| RowCast::of_low_bits(fraction, &self.accum)),
            result: RowCast::new(&self.result, ty),
        }));
        Some((finish, kept))
    }
}

struct Finish<C> {
    /// Reduction of a sum to the bits of its type.
    accum: Option<RowCast<C>>,
    result: RowCast<C>,
}

impl<C: Lane> RowKernel<C> for Finish<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        if let Some(accum) = &self.accum {
            accum.apply(row);
        }
        self.result.apply(row);
    }

    fn ramp(&self) -> Option<Ramp<C>> {
        let accum = self.accum.as_ref().map_or_else(|| Some(Ramp::identity()), Ramp::new)?;
        accum.then(Ramp::new(&self.result)?)
    }

    fn takes_blocks(&self) -> bool {
        true
    }
}
