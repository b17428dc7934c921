//! Sums of products over axes: what [`hlsmith_ir::ops::Einsum`] and [`hlsmith_ir::ops::EinsumDense`] share.

use hlsmith_fixed::{FixedType, Interval, Raw};
use hlsmith_ir::{Contraction, LoopAxis};

use crate::constants::Constants;
use crate::kernel::aligned::Aligned;
use crate::kernel::inner_product::{Factors, InnerProduct, Products};
use crate::kernel::lane::Lane;
use crate::kernel::mac::Rule;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{Kernel as RowKernels, MAX_LANES, WholeKernel, WholeKernels, in_container};
use crate::ops::dense::Dense;
use crate::total::Total;

/// Sums of products of two tensors, or of a tensor and weights.
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    pub(crate) loops: Contraction,
    pub(crate) accum: FixedType,
    pub(crate) weights: Option<Weights>,
}

/// Constants in place of a second tensor. Each product with them is assigned to the type of the sum.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    pub(crate) factors: Constants,
    /// Where each sum begins, in the type of the sum.
    pub(crate) biases: Constants,
}

impl Sums {
    /// The same sums as a fully connected layer on rows; `None` unless each one goes through a whole row of the tensor in
    /// order, and every row meets the same constants.
    pub(crate) fn dense(&self) -> Option<Dense> {
        let weights = self.weights.as_ref()?;
        let n_in = self.loops.n_terms();
        let inner = Contraction::places(&self.loops.inner);
        let is_row = inner.iter().enumerate().all(|(position, &[left, _])| left == position);
        // The axes of the rows come first, then those of the constants.
        let is_of_rows = |axis: &&LoopAxis| axis.right == 0;
        let n_row_axes = self.loops.outer.iter().take_while(is_of_rows).count();
        let (of_rows, of_filters) = self.loops.outer.split_at(n_row_axes);
        let rows = Contraction::places(of_rows);
        let is_next = rows.iter().enumerate().all(|(row, &[left, _])| left == row * n_in);
        if !is_row || !is_next || of_filters.iter().any(|axis| axis.left != 0) {
            return None;
        }
        let filters = Contraction::places(of_filters);
        let biases = weights.biases.raw.chunks(filters.len().max(1));
        let first = biases.clone().next()?;
        if n_in == 0 || biases.clone().any(|biases| biases != first) {
            return None;
        }
        let factor =
            |&[_, term]: &[usize; 2]| filters.iter().map(move |[_, filter]| weights.factors.raw[term + filter].clone());
        let weight = Constants { format: weights.factors.format, raw: inner.iter().flat_map(factor).collect() };
        let bias = Constants { format: weights.biases.format, raw: first.to_vec() };
        Some(Dense::of_rows(rows.len(), weight, bias, self.accum))
    }

    /// The kernel for a first tensor in `left` and a second one in `right`, if there is one, what is done to its sums, if
    /// anything, and the interval of the results; `None` when no container holds them.
    pub(crate) fn kernel(
        &self,
        left: &Interval,
        right: Option<&Interval>,
        ty: &FixedType,
    ) -> Option<(WholeKernels, Option<RowKernels>, Interval)> {
        let right = match &self.weights {
            Some(weights) => weights.factors.interval(),
            None => right?.clone(),
        };
        let total = self.total(left, &right);
        match total.addend() {
            Some(add) if total.product.fraction() >= self.accum.format.fraction() => {
                let (finish, kept) = total.finish(ty)?;
                let bits = total.bits(&add, kept);
                let kernel: WholeKernels = in_container!(bits, C => Box::new(Unordered::<C> {
                    places: self.places(),
                    factors: self.factors(),
                    biases: self.biases(),
                    rule: total.rule(&add),
                }));
                Some((kernel, Some(finish), total.result.cast(ty)))
            }
            Some(_) | None => {
                let (kernel, results) = self.ordered(left, &right, ty)?;
                Some((kernel, None, results))
            }
        }
    }

    /// What is known of the sums.
    fn total(&self, left: &Interval, right: &Interval) -> Total {
        let exact = left.product(right);
        // Without weights a sum is rounded with its product, of whichever sign it is.
        let product = match &self.weights {
            Some(_) => exact,
            None => exact.hull(&exact.scaled(&Raw::from(-1), 0)),
        };
        let fraction = self.accum.format.fraction();
        let dropped = (product.fraction() - fraction).max(0).unsigned_abs();
        let refined = product.refined(fraction);
        // Rounding moves a product by less than one unit.
        let lower = &refined.lower().shr_floor(dropped).min(Raw::ZERO) - &Raw::from(1);
        let upper = &refined.upper().shr_floor(dropped).max(Raw::ZERO) + &Raw::from(1);
        let term = Interval::new(lower, upper, fraction).unwrap_or_else(|| Interval::of_type(&self.accum));
        let zero = Interval::point(Raw::ZERO, fraction);
        let start = self.weights.as_ref().map_or_else(|| zero.clone(), |weights| weights.biases.interval().hull(&zero));
        let partial = term.scaled(&Raw::from(self.loops.n_terms() as u64), 0).sum(&start);
        Total::new(self.accum, product, partial)
    }

    /// The places in both arrays at which each result begins, and those relative to these of each product.
    fn places(&self) -> Places {
        Places { outer: Contraction::places(&self.loops.outer), inner: Contraction::places(&self.loops.inner) }
    }

    fn factors<C: Lane>(&self) -> Option<Vec<C>> {
        self.weights.as_ref().map(|weights| weights.factors.raw.iter().map(C::of).collect())
    }

    fn biases<C: Lane>(&self) -> Vec<C> {
        self.weights.iter().flat_map(|weights| &weights.biases.raw).map(C::of).collect()
    }

    /// The kernel that sums in order, and the interval of its results.
    fn ordered(&self, left: &Interval, right: &Interval, ty: &FixedType) -> Option<(WholeKernels, Interval)> {
        let product = left.product(right);
        let whole = Interval::of_type(&self.accum);
        let start = self.weights.as_ref().map_or_else(|| point(0, &whole), |weights| weights.biases.interval());
        let term = if self.weights.is_some() { product.cast(&self.accum) } else { product.clone() };
        let zero = Interval::point(Raw::ZERO, term.fraction());
        let n_terms = Raw::from(self.loops.n_terms() as u64);
        let exact = term.hull(&zero).scaled(&n_terms, 0).sum(&start.hull(&zero));
        // On the grid of the sum nothing is lost, so that it stays exact unless it overflows.
        let is_exact =
            exact.fraction() == whole.fraction() && whole.contains(exact.lower()) && whole.contains(exact.upper());
        let (sum, total) = if is_exact { (exact.clone(), exact) } else { (whole.sum(&term), whole.clone()) };
        let fine = sum.fraction();
        let (sum_left, term_left) = (fine.abs_diff(total.fraction()), fine.abs_diff(term.fraction()));
        let bits = [
            left.signed_bits(),
            right.signed_bits(),
            row_cast::bits(&product, &self.accum),
            row_cast::bits(&sum, &self.accum),
            term.refined(fine).signed_bits(),
            total.refined(fine).signed_bits(),
            row_cast::bits(&total, ty),
        ];
        let kernel: WholeKernels = in_container!(bits.into_iter().fold(0, u32::max), C => Box::new(Ordered::<C> {
            places: self.places(),
            factors: self.factors(),
            biases: self.biases(),
            product: self.weights.as_ref().map(|_| RowCast::new(&product, &self.accum)),
            sum_left,
            term_left,
            sum: RowCast::new(&sum, &self.accum),
            result: RowCast::new(&total, ty),
        }));
        Some((kernel, total.cast(ty)))
    }
}

/// The interval of one number on the grid of another.
fn point(raw: i32, of: &Interval) -> Interval {
    Interval::point(Raw::from(raw), of.fraction())
}

/// Where the products of sums are.
struct Places {
    /// The places in both arrays at which each result begins.
    outer: Vec<[usize; 2]>,
    /// The places relative to these of each product.
    inner: Vec<[usize; 2]>,
}

/// Sums in any order, without the bits beyond the container.
struct Unordered<C> {
    places: Places,
    factors: Option<Vec<C>>,
    /// For each result where it begins; none for 0.
    biases: Vec<C>,
    rule: Rule<C>,
}

impl<C: InnerProduct> WholeKernel<C> for Unordered<C> {
    fn apply(&self, inputs: &[Vec<C>], results: &mut [C], lanes: usize, _: &mut Aligned<C>) {
        let (Some(rows), right) = (inputs.first(), inputs.get(1)) else { return };
        let factors = match (&self.factors, right) {
            (Some(constants), _) => Factors::Constants(constants),
            (None, Some(right)) => Factors::Rows(right),
            (None, None) => return,
        };
        for (output, sums) in results.chunks_exact_mut(lanes).enumerate() {
            let start = self.biases.get(output).copied().unwrap_or_default();
            let Places { outer, inner } = &self.places;
            let products = Products { rows, factors, first: outer[output], steps: inner, lanes };
            C::inner_product(products, self.rule, start, sums);
        }
    }
}

/// Sums in order, each product with a constant and each partial sum assigned.
struct Ordered<C> {
    places: Places,
    factors: Option<Vec<C>>,
    /// For each result where it begins; none for 0.
    biases: Vec<C>,
    product: Option<RowCast<C>>,
    /// From the grids of sum and product to that of both.
    sum_left: u32,
    term_left: u32,
    sum: RowCast<C>,
    result: RowCast<C>,
}

impl<C: Lane> WholeKernel<C> for Ordered<C> {
    fn apply(&self, inputs: &[Vec<C>], results: &mut [C], lanes: usize, _: &mut Aligned<C>) {
        let Some(left) = inputs.first() else { return };
        let mut products = [C::zero(); MAX_LANES];
        let products = &mut products[..lanes];
        for (output, result) in results.chunks_exact_mut(lanes).enumerate() {
            let [first, other] = self.places.outer[output];
            result.fill(self.biases.get(output).copied().unwrap_or_default());
            for [step, other_step] in &self.places.inner {
                let (place, other) = (first + step, other + other_step);
                let row = &left[place * lanes..][..lanes];
                match &self.factors {
                    Some(factors) => {
                        let factor = factors[other];
                        products.iter_mut().zip(row).for_each(|(product, x)| *product = x.wrapping_mul(&factor));
                    }
                    None => {
                        let Some(right) = inputs.get(1) else { return };
                        let right = &right[other * lanes..][..lanes];
                        for ((product, x), y) in products.iter_mut().zip(row).zip(right) {
                            *product = x.wrapping_mul(y);
                        }
                    }
                }
                if let Some(cast) = &self.product {
                    cast.apply(products);
                }
                for (sum, product) in result.iter_mut().zip(&*products) {
                    *sum = sum.shl(self.sum_left).wrapping_add(&product.shl(self.term_left));
                }
                self.sum.apply(result);
            }
            self.result.apply(result);
        }
    }
}
