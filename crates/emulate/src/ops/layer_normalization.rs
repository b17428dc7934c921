//! Normalisation by mean and variance: see [`hlsmith_ir::ops::LayerNormalization`].

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{FixedType, Interval, Raw, Value};
use hlsmith_ir::Compatibility;
use hlsmith_ir::ops::{self, InverseRoot};
use num_traits::AsPrimitive;

use super::Context;
use crate::constants::Constants;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{MAX_LANES, SliceKernel, SliceKernels, in_container};
use crate::product::factors;
use crate::tables::{self, RootTable};
use crate::types::fixed_type;

/// A normalisation of slices of `n_slice` neighbouring elements.
#[derive(Clone, Debug)]
pub(crate) struct LayerNormalization {
    pub(crate) n_slice: usize,
    /// `1 / n_slice` in the type of the sums.
    pub(crate) reciprocal: Value,
    pub(crate) accum: FixedType,
    /// Whether the mean is subtracted.
    pub(crate) centred: bool,
    pub(crate) root: RootTable,
    /// Whether the position in a linear table is taken from 32 bits, in which it wraps around.
    pub(crate) wraps: bool,
    pub(crate) scale: Constants,
    pub(crate) bias: Constants,
}

impl LayerNormalization {
    pub(crate) fn lower(op: &ops::LayerNormalization, context: &Context) -> Result<Self> {
        if op.inverse_root == InverseRoot::Auto {
            let message = "how the reciprocal root is found is not yet settled";
            return Err(Diagnostic::error(Code::IrInvalid, Subject::Model, message).into());
        }
        let accum = fixed_type(&op.accum_t, "`accum_t`")?;
        Ok(Self {
            n_slice: op.n_slice,
            reciprocal: accum.from_f64(1.0 / op.n_slice as f64),
            accum,
            centred: op.centred,
            root: tables::layer_normalization(op, context.compatibility)?,
            wraps: context.compatibility == Compatibility::Hls4ml13,
            scale: factors(&op.scale, context.compatibility)?,
            bias: Constants::of_weight(&op.bias, context.compatibility)?,
        })
    }

    /// The first element of each slice of a tensor, and the distance to the next.
    pub(crate) fn slices(&self, n_elements: usize) -> impl Iterator<Item = (usize, usize)> {
        (0..n_elements).step_by(self.n_slice).map(|first| (first, 1))
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(SliceKernels, Interval)> {
        let accum = &self.accum;
        let own = source.cast(accum);
        let sums = self.sums(&own);
        let k = Interval::point(self.reciprocal.raw().clone(), self.reciprocal.format().fraction());
        let averages = sums.1.product(&k);
        let mean = if self.centred { averages.cast(accum) } else { Interval::point(Raw::ZERO, own.fraction()) };
        let differences = own.difference(&mean);
        let difference = differences.cast(accum);
        let squares = difference.product(&difference);
        let square_sums = self.sums(&squares.cast(accum));
        let variances = square_sums.1.product(&k);
        let variance = variances.cast(accum);
        let roots = self.root.interval();
        let (fine_scale, fine_bias) = (self.scale.interval(), self.bias.interval());
        let products = difference.product(&roots).product(&fine_scale);
        let results = products.sum(&fine_bias);
        let fraction = results.fraction();
        let scale_left = fraction.abs_diff(products.fraction());
        let bias_left = fraction.abs_diff(fine_bias.fraction());
        let assigned =
            [(source, accum), (&sums.0, accum), (&averages, accum), (&differences, accum), (&squares, accum)];
        let assigned = assigned.into_iter().chain([(&square_sums.0, accum), (&variances, accum)]);
        let bits = assigned.map(|(interval, ty)| row_cast::bits(interval, ty)).fold(0, u32::max);
        let bits = bits.max(k.signed_bits()).max(self.root.bits(&variance)).max(ty.format.container_bits());
        // Where only low bits of the results count, their parts need not fit the container.
        let low = row_cast::low_bits(fraction, ty);
        let result_bits = low.unwrap_or_else(|| {
            let scale_bits = fine_scale.signed_bits() + scale_left;
            let parts = [difference.product(&roots), products.refined(fraction), fine_bias.refined(fraction), roots];
            parts.iter().map(Interval::signed_bits).fold(row_cast::bits(&results, ty).max(scale_bits), u32::max)
        });
        let bits = bits.max(result_bits);
        let terms = self.scale.raw.iter().zip(&self.bias.raw);
        let kernel: SliceKernels = in_container!(bits, C => Box::new(Normalize::<C> {
            own: RowCast::new(source, accum),
            centred: self.centred,
            sum: RowCast::new(&sums.0, accum),
            reciprocal: C::of(self.reciprocal.raw()),
            average: RowCast::new(&averages, accum),
            difference: RowCast::new(&differences, accum),
            square: RowCast::new(&squares, accum),
            square_sum: RowCast::new(&square_sums.0, accum),
            variance: RowCast::new(&variances, accum),
            root: Root::new(&self.root, self.wraps),
            terms: terms.map(|(scale, bias)| (C::of(&scale.shl(scale_left)), C::of(&bias.shl(bias_left)))).collect(),
            result: match low {
                Some(_) => RowCast::of_low_bits(fraction, ty),
                None => RowCast::new(&results, ty),
            },
        }));
        Some((kernel, results.cast(ty)))
    }

    /// The intervals of a partial sum before and after assignment, from that of the terms.
    fn sums(&self, term: &Interval) -> (Interval, Interval) {
        let whole = Interval::of_type(&self.accum);
        let zero = Interval::point(Raw::ZERO, term.fraction());
        let partial = term.hull(&zero).scaled(&Raw::from(self.n_slice as u64), 0);
        if whole.contains(partial.lower()) && whole.contains(partial.upper()) {
            return (partial.clone(), partial);
        }
        (whole.sum(&term.hull(&zero)), whole)
    }
}

/// A [`RootTable`] for lanes.
enum Root<C> {
    Linear { size: C, shift: i32, wraps: bool, results: Vec<C> },
    Scaled { epsilon: C, bits: u32, right: i32, results: Vec<C> },
}

impl<C: Lane> Root<C> {
    fn new(table: &RootTable, wraps: bool) -> Self {
        let results = table.table().raw.iter().map(C::of).collect();
        match table {
            RootTable::Linear { table, shift } => {
                Root::Linear { size: C::of(&Raw::from(table.raw.len() as u64)), shift: *shift, wraps, results }
            }
            RootTable::Scaled { epsilon, bits, right, .. } => {
                Root::Scaled { epsilon: C::of(epsilon), bits: *bits, right: *right, results }
            }
        }
    }

    /// The root for a variance.
    fn of(&self, variance: C) -> C {
        match self {
            Root::Linear { size, shift, wraps, results } => {
                let last = results.len() as i64 - 1;
                let product = variance.wrapping_mul(size);
                let position = match *shift {
                    right @ 0.. => {
                        let right = right.unsigned_abs().min(C::BITS - 1);
                        let toward_zero = product.shr(C::BITS - 1).and(C::upper(right, false));
                        product.wrapping_add(&toward_zero).shr(right)
                    }
                    left => product.shl(left.unsigned_abs()),
                };
                let position: i64 = match wraps {
                    true => i64::from(AsPrimitive::<i32>::as_(position)),
                    false => position.max(C::zero()).min(C::of_i64(last)).as_(),
                };
                results[position.clamp(0, last) as usize]
            }
            Root::Scaled { epsilon, bits, right, results } => {
                let mut scaled = variance.max(C::zero()).wrapping_add(epsilon);
                let quarter = C::of_i64(1).shl(bits - 2);
                let mut shift = 0;
                while scaled < quarter {
                    scaled = scaled.shl(2);
                    shift += 1;
                }
                let position = match *right {
                    right @ 0.. => scaled.shr(right.unsigned_abs()),
                    left => scaled.shl(left.unsigned_abs()),
                };
                let position: i64 = position.as_();
                results[position as usize].shl(shift)
            }
        }
    }
}

struct Normalize<C> {
    own: RowCast<C>,
    centred: bool,
    sum: RowCast<C>,
    reciprocal: C,
    average: RowCast<C>,
    difference: RowCast<C>,
    square: RowCast<C>,
    square_sum: RowCast<C>,
    variance: RowCast<C>,
    root: Root<C>,
    /// Scale and offset at each position, on the grid of the result before assignment.
    terms: Vec<(C, C)>,
    result: RowCast<C>,
}

impl<C: Lane> SliceKernel<C> for Normalize<C> {
    fn apply(&self, slice: &mut [C], lanes: usize) {
        let mut mean = [C::zero(); MAX_LANES];
        let mean = &mut mean[..lanes];
        for row in slice.chunks_exact_mut(lanes) {
            self.own.apply(row);
            mean.iter_mut().zip(&*row).for_each(|(sum, x)| *sum = sum.wrapping_add(x));
            self.sum.apply(mean);
        }
        mean.iter_mut().for_each(|sum| *sum = sum.wrapping_mul(&self.reciprocal));
        self.average.apply(mean);
        if !self.centred {
            mean.fill(C::zero());
        }
        let mut root = [C::zero(); MAX_LANES];
        let root = &mut root[..lanes];
        let mut squares = [C::zero(); MAX_LANES];
        let squares = &mut squares[..lanes];
        for row in slice.chunks_exact_mut(lanes) {
            row.iter_mut().zip(&*mean).for_each(|(x, mean)| *x = x.wrapping_sub(mean));
            self.difference.apply(row);
            squares.iter_mut().zip(&*row).for_each(|(square, x)| *square = x.wrapping_mul(x));
            self.square.apply(squares);
            root.iter_mut().zip(&*squares).for_each(|(sum, square)| *sum = sum.wrapping_add(square));
            self.square_sum.apply(root);
        }
        root.iter_mut().for_each(|sum| *sum = sum.wrapping_mul(&self.reciprocal));
        self.variance.apply(root);
        root.iter_mut().for_each(|variance| *variance = self.root.of(*variance));
        for (row, (scale, bias)) in slice.chunks_exact_mut(lanes).zip(&self.terms) {
            for (x, root) in row.iter_mut().zip(&*root) {
                *x = x.wrapping_mul(root).wrapping_mul(scale).wrapping_add(bias);
            }
            self.result.apply(row);
        }
    }
}
