//! Sums of products over windows: see [`hlsmith_ir::ops::Dense`] and [`hlsmith_ir::Convolution`].

use std::borrow::Cow;
use std::ops::Range;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{FixedType, Interval, Raw};
use hlsmith_ir::{Compatibility, Convolution, Geometry, Strategy, Weight};
use num_traits::AsPrimitive;

use super::Context;
use crate::constants::{Constants, Factors};
use crate::kernel::dense::{Blocks, DenseKernel, Last, Ordered};
use crate::kernel::halves::{HALF, Halves};
use crate::kernel::lane::{Container, Lane};
use crate::kernel::mac::Block;
use crate::kernel::pairs::{self, Chunk, DIGIT, Digit, Instructions, PairBlock, Pairs, Terms, pack};
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{Kernel, elementwise, in_container};
use crate::numbers::Numbers;
use crate::total::Total;
use crate::types::fixed_type;
use crate::weights;

/// At each window `bias[j] + sum over i of x[i] * weight[i][j]`, every product and partial sum assigned to `accum`.
#[derive(Clone, Debug)]
pub(crate) struct Dense {
    /// Which inputs each output reads.
    pub(crate) geometry: Geometry,
    /// Shape `[geometry.n_in(), n_filt]`.
    pub(crate) weight: Factors,
    /// The biases assigned to `accum`.
    pub(crate) bias: Constants,
    pub(crate) accum: FixedType,
    /// The biases, where the sum starts from 0, products are added to it exactly, and the bias at last.
    pub(crate) last: Option<Constants>,
    /// Products are summed in steps of this, see [`Dense::order`].
    stride: usize,
    /// The step of each product, in the order of the weights, where these are stored without their zeros.
    steps: Option<Vec<usize>>,
}

impl Dense {
    pub(crate) fn lower(convolution: &Convolution<'_>, context: &Context) -> Result<Self> {
        let Convolution { geometry, weight, bias, accum_t, reuse_factor, strategy, .. } = convolution;
        let accum = fixed_type(accum_t, "`accum_t`")?;
        let (n_in, reuse) = (geometry.n_in(), *reuse_factor as usize);
        let stride = match strategy {
            Strategy::Latency => 1,
            Strategy::Resource | Strategy::ResourceUnrolled => {
                if !is_valid_reuse(geometry, reuse) {
                    return Err(invalid_reuse(geometry, reuse));
                }
                // A reuse beyond the inputs takes a whole output, in order, per multiplier.
                if reuse <= n_in || geometry.n_groups > 1 { reuse } else { 1 }
            }
        };
        Ok(Self {
            geometry: *geometry,
            weight: Factors::of_weight(weight, context.compatibility)?,
            bias: Constants::of_weight(bias, context.compatibility)?.cast(&accum),
            accum,
            last: None,
            stride,
            steps: None,
        })
    }

    /// The same sums from 0 on, to which products and at last the biases are added exactly before the sum is assigned.
    pub(crate) fn exact(mut self, bias: &Weight, compatibility: Compatibility) -> Result<Self> {
        self.last = Some(Constants::of_weight(bias, compatibility)?);
        self.bias.raw.fill(Raw::ZERO);
        Ok(self)
    }

    /// The same sums in the order of weights that are stored without their zeros for a reuse factor.
    pub(crate) fn compressed(mut self, reuse_factor: u32) -> Self {
        let places = weights::nonzero_places(&self.weight.numbers.clone().into_raw(), self.n_out());
        let mut steps = vec![0; self.weight.numbers.len()];
        for (position, place) in places.into_iter().enumerate() {
            steps[place] = position % reuse_factor.max(1) as usize;
        }
        self.steps = Some(steps);
        self
    }

    /// A layer on rows, products summed in order; `weight` has shape `[n_in, n_out]`, and `bias` is assigned to `accum`.
    pub(crate) fn of_rows(n_rows: usize, weight: Constants, bias: Constants, accum: FixedType) -> Self {
        let n_out = bias.raw.len();
        let geometry = Geometry::of_rows(n_rows, weight.raw.len() / n_out.max(1), n_out);
        Self { geometry, weight: weight.into(), bias, accum, last: None, stride: 1, steps: None }
    }

    /// Number of outputs of a window.
    pub(crate) fn n_out(&self) -> usize {
        self.geometry.n_filt
    }

    /// The inputs of an output in the order of the sum: 0, `stride`, 2 `stride`, ..., then 1, 1 + `stride`, and so on;
    /// with groups the same way through the weights of all outputs, of which those of one output are taken.
    pub(crate) fn order(&self, output: usize) -> Vec<usize> {
        let Geometry { n_filt, n_groups, .. } = self.geometry;
        let step = |input: usize| if n_groups > 1 { input * n_filt + output } else { input } % self.stride;
        let mut inputs: Vec<usize> = (0..self.geometry.n_in()).collect();
        if let Some(steps) = &self.steps {
            inputs.sort_by_key(|&input| steps[input * n_filt + output]);
        } else if self.stride > 1 {
            inputs.sort_by_key(|&input| step(input));
        }
        inputs
    }
}

/// A layer ready to run.
pub(crate) struct DensePlan {
    /// Computes the sums.
    pub(crate) kernel: DenseKernel,
    /// Assigns a sum to `accum` where that is still to be done, and to the result type.
    pub(crate) finish: Kernel,
    /// Interval of the results.
    pub(crate) results: Interval,
}

/// The products of a layer and their sums.
struct Sums<'a> {
    /// Constants on a grid where products are at least as fine as `accum`, shape `[n_in, n_filt]`.
    weights: Cow<'a, Numbers>,
    weight_bits: u32,
    total: Total,
}

impl Dense {
    /// The kernels for inputs in `source`, stored as `storage`, with the instructions of `path`; `None` when no container holds the sums.
    ///
    /// Where the order of the sum has no effect, since `accum` wraps around or nothing overflows it, sums are computed
    /// without the bits beyond a machine integer; it needs those bits of the sum that the result depends on.
    pub(crate) fn plan(
        &self,
        source: &Interval,
        storage: Container,
        ty: &FixedType,
        path: Instructions,
    ) -> Option<DensePlan> {
        let sums = self.sums(source);
        if let Some(biases) = &self.last {
            let whole = Interval::of_type(&self.accum);
            let kernel = self.exactly(&sums, biases, source)?;
            return Some(DensePlan { kernel, finish: elementwise::cast(&whole, ty)?.0, results: whole.cast(ty) });
        }
        let results = sums.total.result.cast(ty);
        match sums.total.addend() {
            Some(add) => {
                let (finish, kept) = sums.total.finish(ty)?;
                let kernel = match self.in_pairs(&sums, source, kept, (storage, path)) {
                    Some(kernel) => kernel,
                    None => self.blocks(&sums, &add, kept, (storage, path))?,
                };
                Some(DensePlan { kernel, finish, results })
            }
            None => {
                let kernel = self.ordered(&sums, source)?;
                Some(DensePlan { kernel, finish: elementwise::cast(&sums.total.result, ty)?.0, results })
            }
        }
    }

    fn sums(&self, source: &Interval) -> Sums<'_> {
        let accum_fraction = self.accum.format.fraction();
        let fraction = source.fraction() + self.weight.format.fraction();
        let appended = (accum_fraction - fraction).max(0).unsigned_abs();
        let dropped = (fraction - accum_fraction).max(0).unsigned_abs();
        let weights = match appended {
            0 => Cow::Borrowed(&self.weight.numbers),
            appended => Cow::Owned(self.weight.numbers.shl(appended)),
        };
        let weight = self.weight.interval().refined(self.weight.format.fraction() + appended as i32);

        // With 0 among the inputs, every partial sum lies between the sums of the least and of the greatest products.
        let inputs = source.hull(&Interval::point(Raw::ZERO, source.fraction()));
        let extremes = weights.column_sums(self.n_out()).into_iter().map(|[negative, positive]| {
            let products = inputs.scaled(&negative, 0).sum(&inputs.scaled(&positive, 0));
            (products.lower().clone(), products.upper().clone())
        });
        // Rounding moves each product by less than one unit.
        let slack = Raw::from(if dropped == 0 { 0 } else { self.geometry.n_in() as u64 + 1 });
        let mut partial = Interval::point(Raw::ZERO, accum_fraction);
        for ((least, greatest), bias) in extremes.zip(&self.bias.raw) {
            let lower = &least.shr_floor(dropped) - &slack;
            let upper = &greatest.shr_floor(dropped) + &slack;
            let (lower, upper) = (&lower + bias.min(&Raw::ZERO), &upper + bias.max(&Raw::ZERO));
            if let Some(output) = Interval::new(lower, upper, accum_fraction) {
                partial = partial.hull(&output);
            }
        }
        Sums {
            weight_bits: weight.signed_bits(),
            weights,
            total: Total::new(self.accum, inputs.product(&weight), partial),
        }
    }

    /// Sums of exact products of 16-bit digits, of which the `kept` low bits count; `None` where the digits of the inputs
    /// or the constants are too many, or each output reads inputs of its own.
    fn in_pairs(
        &self,
        sums: &Sums<'_>,
        source: &Interval,
        kept: u32,
        (storage, path): (Container, Instructions),
    ) -> Option<DenseKernel> {
        let is_exact = sums.total.dropped == 0;
        if !is_exact || self.geometry.n_groups > 1 {
            return None;
        }
        let n_digits = n_digits(source.lower(), source.upper(), kept)?;
        if n_digits as u32 * DIGIT > storage.bits() {
            return None;
        }
        // Digits of 64-bit numbers take their time only once.
        let narrow = |weights: &[i64]| self.in_pairs_of(weights, n_digits, source, kept, (storage, path));
        let wide = |index: usize| sums.weights.raw(index).to_i128();
        match &*sums.weights {
            Numbers::Narrow(weights) if weights.iter().all(|weight| weight.unsigned_abs() >> 46 == 0) => {
                narrow(weights)
            }
            Numbers::Narrow(_) | Numbers::Wide(_) => {
                let weights: Vec<i128> = (0..sums.weights.len()).map(wide).collect::<Option<_>>()?;
                self.in_pairs_of(&weights, n_digits, source, kept, (storage, path))
            }
        }
    }

    /// [`Dense::in_pairs`] with constants of less bits, two at least, than `W` has without its highest digit.
    fn in_pairs_of<W: Lane>(
        &self,
        weights: &[W],
        n_digits: usize,
        source: &Interval,
        kept: u32,
        (storage, path): (Container, Instructions),
    ) -> Option<DenseKernel> {
        // Zeros below the grid that all constants share are no work.
        let all_bits = weights.iter().fold(W::zero(), |bits, &weight| bits.or(weight));
        let shift = AsPrimitive::<i128>::as_(all_bits).trailing_zeros();
        let shift = if shift < i128::BITS { shift } else { 0 };
        let weights = match shift {
            0 => Cow::Borrowed(weights),
            shift => Cow::Owned(weights.iter().map(|weight| weight.shr(shift)).collect()),
        };
        let (least, greatest) = (weights.iter().min()?.as_(), weights.iter().max()?.as_());
        let n_weight_digits = n_digits_of(least, greatest, kept)?;
        if n_digits * n_weight_digits > MAX_DIGIT_PRODUCTS {
            return None;
        }
        // The largest magnitude of each digit of the inputs.
        let mut largest = vec![1 << (DIGIT - 1); n_digits];
        if let ([only], Some(lower), Some(upper)) = (&mut largest[..], source.lower().to_i64(), source.upper().to_i64())
        {
            *only = lower.unsigned_abs().max(upper.unsigned_abs()).min(1 << (DIGIT - 1));
        }
        let digits = Digits { storage, n_weight_digits, largest, shift, kept, path };
        Some(DenseKernel::Pairs(in_container!(kept, C => self.pairs_of::<W, C>(&weights, &digits)?)))
    }

    fn pairs_of<W: Lane, A: Lane>(&self, weights: &[W], digits: &Digits) -> Option<Pairs<A>> {
        let n_out = self.n_out();
        let block = |first: usize| {
            let outputs = first..n_out.min(first + pairs::OUTPUTS);
            let mut bias = [A::zero(); pairs::OUTPUTS];
            for (bias, raw) in bias.iter_mut().zip(&self.bias.raw[outputs.clone()]) {
                *bias = A::of(raw);
            }
            let mut chunks = Vec::new();
            for (digit, &largest) in digits.largest.iter().enumerate() {
                for weight_digit in 0..digits.n_weight_digits {
                    let shift = digits.shift + DIGIT * (digit + weight_digit) as u32;
                    if shift < digits.kept {
                        let place = (digit, Digit::<W>::new(weight_digit as u32), shift);
                        self.chunks(weights, outputs.clone(), place, largest, digits.kept, &mut chunks)?;
                    }
                }
            }
            Some(PairBlock { bias, chunks })
        };
        let blocks = (0..n_out).step_by(pairs::OUTPUTS).map(block).collect::<Option<_>>()?;
        let (n_digits, n_group) = (digits.largest.len(), self.geometry.n_chan);
        Some(Pairs { blocks, storage: digits.storage, n_digits, n_group, path: digits.path })
    }

    /// Adds the chunks of a block for one digit of the inputs and one of the constants; `None` where a single pair can
    /// exceed 32 bits.
    fn chunks<W: Lane>(
        &self,
        weights: &[W],
        outputs: Range<usize>,
        (digit, weight_digit, shift): (usize, Digit<W>, u32),
        largest: u64,
        kept: u32,
        chunks: &mut Vec<Chunk>,
    ) -> Option<()> {
        let (n_chan, n_out) = (self.geometry.n_chan, self.n_out());
        // Where the bits beyond 32 do not count, nothing is lost in a sum of any length.
        let is_bounded = kept > shift + i32::BITS;
        let limit = if is_bounded { i32::MAX as u64 } else { u64::MAX };
        let mut chunk = Chunk { digit, shift, terms: Terms::default() };
        let mut totals = [0_u64; pairs::OUTPUTS];
        let mut pair = 0;
        for tap in weights.chunks(n_chan * n_out) {
            for couple in tap.chunks(2 * n_out) {
                let (first, second) = couple.split_at(n_out);
                let constant = |row: &[W], output: usize| row.get(output).map_or(0, |&weight| weight_digit.of(weight));
                let mut packed = [0; pairs::OUTPUTS];
                let mut bounds = [0; pairs::OUTPUTS];
                for (position, output) in outputs.clone().enumerate() {
                    let constants = [constant(first, output), constant(second, output)];
                    packed[position] = pack(constants[0], constants[1]);
                    let magnitudes = constants.map(|constant| u64::from(constant.unsigned_abs()));
                    bounds[position] = (magnitudes[0] + magnitudes[1]) * largest;
                }
                if packed != [0; pairs::OUTPUTS] {
                    if is_bounded && bounds.iter().any(|&bound| bound > limit) {
                        return None;
                    }
                    if totals.iter().zip(bounds).any(|(total, bound)| total.saturating_add(bound) > limit) {
                        let next = Chunk { digit, shift, terms: Terms::default() };
                        chunks.push(std::mem::replace(&mut chunk, next));
                        totals = [0; pairs::OUTPUTS];
                    }
                    totals.iter_mut().zip(bounds).for_each(|(total, bound)| *total = total.saturating_add(bound));
                    chunk.terms.push(pair, packed);
                }
                pair += 1;
            }
        }
        if !chunk.terms.is_empty() {
            chunks.push(chunk);
        }
        Some(())
    }

    /// Unordered sums of which the `kept` low bits count.
    fn blocks(
        &self,
        sums: &Sums<'_>,
        add: &Raw,
        kept: u32,
        (storage, path): (Container, Instructions),
    ) -> Option<DenseKernel> {
        let bits = sums.total.bits(add, kept);
        let operands = storage.bits().max(sums.weight_bits);
        Some(match Container::narrowest(bits)? {
            Container::I16 | Container::I32 if operands <= 16 => match sums.total.dropped {
                dropped @ 1..=HALF if kept <= HALF && add.is_zero() => {
                    DenseKernel::Halves(Halves::new(&self.blocks_of(sums), dropped, path))
                }
                _ => DenseKernel::I16(self.ruled_blocks(sums, add)),
            },
            Container::I16 | Container::I32 => DenseKernel::I32(self.ruled_blocks(sums, add)),
            Container::I64 if operands <= 32 => DenseKernel::I32Wide(self.ruled_blocks(sums, add)),
            Container::I64 => DenseKernel::I64(self.ruled_blocks(sums, add)),
            Container::I128 => DenseKernel::I128(self.ruled_blocks(sums, add)),
        })
    }

    /// The blocks, and what happens to a product.
    fn ruled_blocks<X: Lane, A: Lane>(&self, sums: &Sums<'_>, add: &Raw) -> Blocks<X, A> {
        Blocks { rule: sums.total.rule(add), blocks: self.blocks_of(sums) }
    }

    /// The constants of `N` outputs at a time.
    fn blocks_of<X: Lane, A: Lane, const N: usize>(&self, sums: &Sums<'_>) -> Vec<Block<X, A, N>> {
        let geometry = &self.geometry;
        let n_out = self.n_out();
        let block = |first: usize| {
            let outputs = first..n_out.min(first + N);
            let mut block = Block { bias: [A::zero(); N], inputs: Vec::new(), weights: Vec::new() };
            for (bias, raw) in block.bias.iter_mut().zip(&self.bias.raw[outputs.clone()]) {
                *bias = A::of(raw);
            }
            // Outputs of one group read the same inputs.
            let mut group = outputs.clone();
            while !group.is_empty() {
                let end = (group.start / geometry.group_filt() + 1) * geometry.group_filt();
                let members = group.start..end.min(group.end);
                for position in 0..sums.weights.len() / n_out {
                    let row = position * n_out;
                    if members.clone().all(|output| sums.weights.is_zero(row + output)) {
                        continue;
                    }
                    let mut weights = [X::default(); N];
                    for output in members.clone() {
                        weights[output - first] = sums.weights.low(row + output);
                    }
                    block.inputs.push(geometry.window_input(members.start, position) as u32);
                    block.weights.push(weights);
                }
                group.start = members.end;
            }
            block
        };
        (0..n_out).step_by(N).map(block).collect()
    }

    /// Sums in the order of the strategy.
    fn ordered(&self, sums: &Sums<'_>, source: &Interval) -> Option<DenseKernel> {
        let whole = Interval::of_type(&self.accum);
        let sum = if sums.total.in_range { sums.total.partial.clone() } else { whole.sum(&whole) };
        let bits = row_cast::bits(&sums.total.product, &self.accum)
            .max(row_cast::bits(&sum, &self.accum))
            .max(source.signed_bits())
            .max(sums.weight_bits);
        Some(DenseKernel::Ordered(in_container!(bits, C => Ordered::<C> {
            outputs: (0..self.n_out()).map(|output| self.ordered_output(sums, output)).collect(),
            product: RowCast::new(&sums.total.product, &self.accum),
            sum: RowCast::new(&sum, &self.accum),
            last: None,
        })))
    }

    /// Sums to which products and biases are added exactly.
    fn exactly(&self, sums: &Sums<'_>, biases: &Constants, source: &Interval) -> Option<DenseKernel> {
        // A grid that holds partial sums, products and biases.
        let fine =
            |interval: &Interval| interval.refined(sums.total.product.fraction()).refined(biases.format.fraction());
        let (whole, product) = (fine(&Interval::of_type(&self.accum)), fine(&sums.total.product));
        let sum = whole.sum(&product.hull(&fine(&biases.interval())));
        let zero = Interval::point(Raw::ZERO, sum.fraction());
        let sum = sum.hull(&whole.sum(&zero));
        let bits = row_cast::bits(&sum, &self.accum).max(source.signed_bits()).max(sums.weight_bits);
        let left = |fraction: i32| sum.fraction().abs_diff(fraction);
        let shift = left(biases.format.fraction());
        Some(DenseKernel::Ordered(in_container!(bits, C => Ordered::<C> {
            outputs: (0..self.n_out()).map(|output| self.ordered_output(sums, output)).collect(),
            product: RowCast::shift_left(left(sums.total.product.fraction())),
            sum: RowCast::new(&sum, &self.accum),
            last: Some(Box::new(Last {
                left: left(self.accum.format.fraction()),
                biases: biases.raw.iter().map(|bias| C::of(&bias.shl(shift))).collect(),
            })),
        })))
    }

    fn ordered_output<C: Lane>(&self, sums: &Sums<'_>, output: usize) -> (C, Vec<(u32, C)>) {
        let place = |input: usize| input * self.n_out() + output;
        let order = self.order(output).into_iter().filter(|&input| !sums.weights.is_zero(place(input)));
        let terms =
            order.map(|input| (self.geometry.window_input(output, input) as u32, sums.weights.low(place(input))));
        (C::of(&self.bias.raw[output]), terms.collect())
    }
}

/// Most products of digits that stand for one product; beyond them, wide multiplications are faster.
const MAX_DIGIT_PRODUCTS: usize = 12;

/// How products are made of products of digits.
struct Digits {
    /// How the inputs are stored.
    storage: Container,
    n_weight_digits: usize,
    /// The largest magnitude of each digit of the inputs.
    largest: Vec<u64>,
    /// What the sums of products of the lowest digits are multiplied with: two to the power of this.
    shift: u32,
    /// How many low bits of the sums count.
    kept: u32,
    /// The instructions that are used.
    path: Instructions,
}

/// Digits that make up all numbers between two bounds, or their `kept` low bits.
fn n_digits(lower: &Raw, upper: &Raw, kept: u32) -> Option<usize> {
    n_digits_of(lower.to_i128()?, upper.to_i128()?, kept)
}

/// [`n_digits`] of machine integers.
fn n_digits_of(lower: i128, upper: i128, kept: u32) -> Option<usize> {
    // The sum of the units of the digits; all of them together reach from -2^15 to 2^15 - 1 times it.
    let units = |n: usize| (0..n).map(|position| 1_i128 << (DIGIT as usize * position)).sum::<i128>();
    let half = 1_i128 << (DIGIT - 1);
    let reaches = |n: usize| {
        let all = n as u32 * DIGIT >= kept;
        all || lower >= -half * units(n) && upper <= (half - 1) * units(n)
    };
    (1..=7).find(|&n| reaches(n))
}

/// Whether multipliers can be shared `reuse` times under the resource strategies: each serves whole outputs, or the same
/// inputs of every output; with groups, any equal number of products.
fn is_valid_reuse(geometry: &Geometry, reuse: usize) -> bool {
    let (n_in, n_out) = (geometry.n_in(), geometry.n_filt);
    let products = n_in * n_out;
    if reuse == 0 || products == 0 || !products.is_multiple_of(reuse) {
        return false;
    }
    if geometry.n_groups > 1 {
        return true;
    }
    let multipliers = products.div_ceil(n_in.min(reuse));
    (multipliers.is_multiple_of(n_out) || reuse >= n_in) && (reuse.is_multiple_of(n_in) || reuse < n_in)
}

fn invalid_reuse(geometry: &Geometry, reuse: usize) -> hlsmith_diag::Diagnostics {
    let products = geometry.n_in().saturating_mul(geometry.n_filt);
    let valid: Vec<String> = (1..=products.min(1 << 16))
        .filter(|&reuse| is_valid_reuse(geometry, reuse))
        .map(|reuse| reuse.to_string())
        .collect();
    Diagnostic::error(Code::ReuseFactor, Subject::Model, "the reuse factor does not divide the work of the layer")
        .found(reuse.to_string())
        .expected(format!("one of {}", valid.join(", ")))
        .into()
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::{FixedType, Precision};
    use hlsmith_ir::{
        Array, Compatibility, ConvImplementation, Convolution, Geometry, IoType, NamedType, Strategy, Weight,
    };

    use super::{Context, Dense, is_valid_reuse};

    fn check(geometry: Geometry, output: usize, strategy: Strategy, reuse_factor: u32, expected: &[usize]) {
        let ty = NamedType::new("t", Precision::fixed(8, 4, true));
        let weight = |len: usize| Weight { ty: ty.clone(), ..Weight::new("w", Array::zeros(vec![len])) };
        let (weight, bias) = (weight(geometry.n_in() * geometry.n_filt), weight(geometry.n_filt));
        let convolution = Convolution {
            geometry,
            weight: &weight,
            bias: &bias,
            accum_t: &ty,
            reuse_factor,
            strategy,
            parallelization_factor: 1,
            implementation: ConvImplementation::LineBuffer,
        };
        let fixed = FixedType::new(8, 4, true);
        let (compatibility, io_type) = (Compatibility::Sound, IoType::Parallel);
        let context = Context { input: fixed, output: fixed, compatibility, is_quartus: false, io_type };
        let dense = Dense::lower(&convolution, &context).expect("the layer is typed");
        assert_eq!(dense.order(output), expected, "{geometry:?} {output} {strategy} {reuse_factor}");
    }

    #[test]
    fn order_of_sums() {
        let dense = Geometry::of_rows(1, 6, 2);
        let ordered = [0, 1, 2, 3, 4, 5];
        check(dense, 0, Strategy::Latency, 3, &ordered);
        check(dense, 1, Strategy::Resource, 1, &ordered);
        check(dense, 1, Strategy::Resource, 2, &[0, 2, 4, 1, 3, 5]);
        check(dense, 0, Strategy::ResourceUnrolled, 3, &[0, 3, 1, 4, 2, 5]);
        check(dense, 0, Strategy::Resource, 6, &ordered);
        check(dense, 1, Strategy::Resource, 12, &ordered);
        // Three taps of two channels: the weights of channel 1 are 1, 3 and 5 of all.
        let axis = hlsmith_ir::Axis { filter: 3, ..hlsmith_ir::Axis::of_pixels(3) };
        let depthwise = Geometry { width: axis, n_groups: 2, ..Geometry::of_rows(3, 2, 2) };
        check(depthwise, 1, Strategy::Latency, 2, &[0, 1, 2]);
        check(depthwise, 1, Strategy::Resource, 2, &[0, 1, 2]);
        check(depthwise, 0, Strategy::Resource, 3, &[0, 2, 1]);
        check(depthwise, 1, Strategy::Resource, 3, &[1, 0, 2]);
    }

    #[test]
    fn valid_reuse_factors() {
        let check = |n_in, n_out, expected: &[usize]| {
            let geometry = Geometry::of_rows(1, n_in, n_out);
            let valid: Vec<usize> = (0..=n_in * n_out + 1).filter(|&r| is_valid_reuse(&geometry, r)).collect();
            assert_eq!(valid, expected, "({n_in}, {n_out})");
        };
        check(16, 8, &[1, 2, 4, 8, 16, 32, 64, 128]);
        check(3, 5, &[1, 3, 15]);
    }
}
