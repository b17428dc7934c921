//! Scalar product of two vectors: see [`hlsmith_ir::ops::Dot`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw};
use hlsmith_ir::ops;

use crate::kernel::aligned::Aligned;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{MAX_LANES, WholeKernel, WholeKernels, in_container};
use crate::types::fixed_type;

/// A sum of products, each assigned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dot {
    pub(crate) n_in: usize,
    pub(crate) accum: FixedType,
}

impl Dot {
    pub(crate) fn lower(op: &ops::Dot) -> Result<Self> {
        Ok(Self { n_in: op.n_in, accum: fixed_type(&op.accum_t, "`accum_t`")? })
    }

    /// The kernel for arguments in two intervals, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, left: &Interval, right: &Interval, ty: &FixedType) -> Option<(WholeKernels, Interval)> {
        let product = left.product(right);
        let term = product.cast(&self.accum);
        let whole = Interval::of_type(&self.accum);
        let zero = Interval::point(Raw::ZERO, whole.fraction());
        let exact = term.hull(&zero).scaled(&Raw::from(self.n_in as u64), 0);
        let is_exact = whole.contains(exact.lower()) && whole.contains(exact.upper());
        let (sum, total) = if is_exact { (exact.clone(), exact) } else { (whole.sum(&term), whole.hull(&zero)) };
        let bits = [
            left.signed_bits(),
            right.signed_bits(),
            row_cast::bits(&product, &self.accum),
            row_cast::bits(&sum, &self.accum),
            row_cast::bits(&total, ty),
        ];
        let kernel: WholeKernels = in_container!(bits.into_iter().fold(0, u32::max), C => Box::new(Sum::<C> {
            product: RowCast::new(&product, &self.accum),
            sum: RowCast::new(&sum, &self.accum),
            result: RowCast::new(&total, ty),
        }));
        Some((kernel, total.cast(ty)))
    }
}

struct Sum<C> {
    product: RowCast<C>,
    sum: RowCast<C>,
    result: RowCast<C>,
}

impl<C: Lane> WholeKernel<C> for Sum<C> {
    fn apply(&self, inputs: &[Vec<C>], results: &mut [C], lanes: usize, _: &mut Aligned<C>) {
        let [left, right] = inputs else { return };
        let mut products = [C::zero(); MAX_LANES];
        let products = &mut products[..lanes];
        results.fill(C::zero());
        for (left, right) in left.chunks_exact(lanes).zip(right.chunks_exact(lanes)) {
            for ((product, x), y) in products.iter_mut().zip(left).zip(right) {
                *product = x.wrapping_mul(y);
            }
            self.product.apply(products);
            results.iter_mut().zip(&*products).for_each(|(sum, product)| *sum = sum.wrapping_add(product));
            self.sum.apply(results);
        }
        self.result.apply(results);
    }
}
