//! Normalisation with trained statistics: see [`hlsmith_ir::ops::BatchNormalization`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw};
use hlsmith_ir::ops;

use super::Context;
use crate::constants::Constants;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{Kernel, RowKernel, in_container};
use crate::product::factors;

/// `x * scale[c] + bias[c]`, assigned once.
#[derive(Clone, Debug)]
pub(crate) struct BatchNormalization {
    pub(crate) scale: Constants,
    pub(crate) bias: Constants,
    /// Elements behind the channel axis.
    pub(crate) n_inner: usize,
}

impl BatchNormalization {
    pub(crate) fn lower(op: &ops::BatchNormalization, context: &Context) -> Result<Self> {
        Ok(Self {
            scale: factors(&op.scale, context.compatibility)?,
            bias: Constants::of_weight(&op.bias, context.compatibility)?,
            n_inner: op.n_inner.max(1),
        })
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        let (scale_fraction, bias_fraction) = (self.scale.format.fraction(), self.bias.format.fraction());
        let product_fraction = source.fraction() + scale_fraction;
        let fraction = product_fraction.max(bias_fraction);
        let on_grid =
            |raw: &[Raw], from: i32| -> Vec<Raw> { raw.iter().map(|raw| raw.shl(fraction.abs_diff(from))).collect() };
        let scale = on_grid(&self.scale.raw, product_fraction);
        let bias = on_grid(&self.bias.raw, bias_fraction);
        let bits_of = |raw: &[Raw]| raw.iter().map(Raw::signed_bits).max().unwrap_or(1);
        let sum = |(scale, bias): (&Raw, &Raw)| {
            let product = source.scaled(scale, fraction - source.fraction());
            product.sum(&Interval::point(bias.clone(), fraction)).hull(&product)
        };
        let sums = scale.iter().zip(&bias).map(sum).reduce(|left, right| left.hull(&right))?;
        let bits = row_cast::bits(&sums, ty).max(bits_of(&scale)).max(bits_of(&bias)).max(source.signed_bits());
        let kernel: Kernel = in_container!(bits, C => Box::new(Normalize::<C> {
            terms: scale.iter().zip(&bias).map(|(scale, bias)| (C::of(scale), C::of(bias))).collect(),
            n_inner: self.n_inner,
            cast: RowCast::new(&sums, ty),
        }));
        Some((kernel, sums.cast(ty)))
    }
}

struct Normalize<C> {
    /// Scale and offset of each channel, on the grid of the sum.
    terms: Vec<(C, C)>,
    n_inner: usize,
    cast: RowCast<C>,
}

impl<C: Lane> RowKernel<C> for Normalize<C> {
    fn apply(&self, element: usize, row: &mut [C]) {
        let (scale, bias) = self.terms[element / self.n_inner % self.terms.len()];
        for x in &mut *row {
            *x = x.wrapping_mul(&scale).wrapping_add(&bias);
        }
        self.cast.apply(row);
    }
}
