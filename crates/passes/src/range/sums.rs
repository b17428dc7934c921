//! Sums of products.

use hlsmith_ir::ops::EinsumDense;
use hlsmith_ir::{Contraction, Convolution, Weight};

use super::element::{MAX_BITS, Range};
use super::rows::Rows;

/// Most products of a layer that are followed one by one; those of larger layers get types from the widths of operands.
const MAX_PRODUCTS: usize = 1 << 26;

/// The bounds of elements on one grid.
struct Aligned<'a> {
    ranges: &'a [Range],
    fraction: i32,
    bounds: Vec<[i64; 2]>,
}

impl<'a> Aligned<'a> {
    fn new(ranges: &'a [Range]) -> Option<Self> {
        let fraction = Range::finest(ranges);
        let narrow = |bounds: [i128; 2]| {
            let bounds = [i64::try_from(bounds[0]).ok()?, i64::try_from(bounds[1]).ok()?];
            bounds.iter().all(|bound| bound.unsigned_abs() < 1 << MAX_BITS).then_some(bounds)
        };
        let bounds = ranges.iter().map(|range| narrow(range.refined(fraction)?)).collect::<Option<_>>()?;
        Some(Self { ranges, fraction, bounds })
    }

    fn bits(&self) -> u32 {
        let bits = |bound: &i64| 64 - bound.unsigned_abs().leading_zeros();
        self.bounds.iter().flatten().map(bits).max().unwrap_or(0)
    }
}

/// The products of two lists of elements.
struct Products<'a> {
    left: Aligned<'a>,
    right: Aligned<'a>,
}

impl<'a> Products<'a> {
    /// `None` where sums of so many products are wider than is followed, or too many.
    fn new(left: &'a [Range], right: &'a [Range], n_terms: usize, n_sums: usize) -> Option<Self> {
        let (left, right) = (Aligned::new(left)?, Aligned::new(right)?);
        let carry = n_terms.next_power_of_two().trailing_zeros();
        let is_followed =
            left.bits() + right.bits() + carry < 126 && n_terms.checked_mul(n_sums).is_some_and(|n| n <= MAX_PRODUCTS);
        is_followed.then_some(Self { left, right })
    }

    /// The sum of the products of some pairs of elements and an offset.
    fn sum(&self, pairs: impl Iterator<Item = [usize; 2]>, offset: &Range) -> Option<Range> {
        let (mut lower, mut upper, mut finest) = (0i128, 0i128, None);
        for [left, right] in pairs {
            let (own, other) = (&self.left.ranges[left], &self.right.ranges[right]);
            if own.is_zero() || other.is_zero() {
                continue;
            }
            finest = finest.max(Some(own.fraction() + other.fraction()));
            let ([a, b], [c, d]) = (self.left.bounds[left], self.right.bounds[right]);
            let product = |x: i64, y: i64| i128::from(x) * i128::from(y);
            let ends = match c == d {
                true => [product(a, c), product(b, c), product(a, c), product(b, c)],
                false => [product(a, c), product(b, c), product(a, d), product(b, d)],
            };
            lower += ends[0].min(ends[1]).min(ends[2].min(ends[3]));
            upper += ends[0].max(ends[1]).max(ends[2].max(ends[3]));
        }
        let Some(finest) = finest else { return Some(*offset) };
        // Every term is on this grid.
        let count = (self.left.fraction + self.right.fraction).abs_diff(finest);
        Range::new(lower >> count, upper >> count, finest)?.sum(offset)
    }
}

/// The constants of a weight as the hardware has them: as trained where their type is automatic.
pub(super) fn constants(weight: &Weight) -> Option<Vec<Range>> {
    let assignment = weight.ty.precision.assignment();
    let number = |value: f64| match &assignment {
        None => Range::of_number(value),
        Some(ty) => {
            let raw = ty.quantize(value).to_i128()?;
            Range::of_number(hlsmith_fixed::to_f64(&raw.into(), ty.format.fraction()))
        }
    };
    weight.data.iter().map(number).collect()
}

/// The results of a convolution.
pub(super) fn convolution(op: &Convolution<'_>, x: &Rows<Range>) -> Option<Rows<Range>> {
    let geometry = &op.geometry;
    let (weights, biases) = (constants(op.weight)?, constants(op.bias)?);
    let (n_filt, n_chan) = (geometry.n_filt, geometry.n_chan);
    let x = x.in_rows_of(n_chan);
    let products = Products::new(x.distinct(), &weights, geometry.n_in(), n_filt * geometry.n_pixels())?;
    // The places of the weights other than 0 of each filter.
    let used = |filter: usize| {
        let places = (0..geometry.n_in()).filter(|place| !weights[place * n_filt + filter].is_zero());
        places.map(|place| (place, geometry.window_input(filter, place))).collect::<Vec<_>>()
    };
    let used: Vec<Vec<(usize, usize)>> = (0..n_filt).map(used).collect();
    let window = |pixel: usize| geometry.sources(pixel).map(|source| source.map(|source| x.kinds()[source])).collect();
    Rows::of_keys(n_filt, (0..geometry.n_pixels()).map(window), |kinds: &Vec<Option<u32>>| {
        let sum = |(filter, used): (usize, &Vec<(usize, usize)>)| {
            let pairs = used.iter().filter_map(|&(place, input)| {
                let kind = kinds[input / n_chan]?;
                Some([kind as usize * n_chan + input % n_chan, place * n_filt + filter])
            });
            products.sum(pairs, &biases[filter])
        };
        used.iter().enumerate().map(sum).collect()
    })
}

/// The results of products of two tensors along axes.
pub(super) fn contraction(
    loops: &Contraction,
    left: &[Range],
    right: &[Range],
    offsets: &[Range],
) -> Option<Vec<Range>> {
    let n_sums: usize = loops.shape().iter().product();
    let products = Products::new(left, right, loops.n_terms(), n_sums)?;
    let inner = Contraction::places(&loops.inner);
    let outer = Contraction::places(&loops.outer);
    let sum = |([left, right], offset): (&[usize; 2], &Range)| {
        products.sum(inner.iter().map(|[own, other]| [left + own, right + other]), offset)
    };
    outer.iter().zip(offsets).map(sum).collect()
}

/// As [`contraction`] with weights.
pub(super) fn einsum_dense(op: &EinsumDense, shape: &[usize], x: &[Range]) -> Option<Vec<Range>> {
    let loops = op.contraction(shape).ok()?;
    let biases = constants(&op.bias)?;
    let places = hlsmith_ir::ops::broadcast_places(op.bias.data.shape(), &loops.shape());
    let offsets: Vec<Range> = places.into_iter().map(|place| biases[place]).collect();
    contraction(&loops, x, &constants(&op.weight)?, &offsets)
}

#[cfg(test)]
mod tests {
    use hlsmith_ir::Contraction;

    use super::{Range, contraction};

    #[test]
    fn sums_are_on_the_grid_of_terms_other_than_zero() {
        let range = |lower, upper, fraction| Range::new(lower, upper, fraction).expect("a narrow range");
        let loops = Contraction::new([&[0], &[0, 1], &[1]], [&[2], &[2, 2]]).expect("axes that fit");
        let x = [range(-4, 3, 1), range(0, 7, 3)];
        let number = |value| Range::of_number(value).expect("a number");
        let weights = [number(0.5), number(-3.0), number(0.0), number(0.25)];
        let found = contraction(&loops, &x, &weights, &[Range::ZERO, number(1.0)]);
        assert_eq!(found, Some(vec![range(-4, 3, 2), range(-112, 231, 5)]));
    }
}
