//! Sums of products of rows and constants.
//!
//! Outputs are computed in blocks of [`OUTPUTS`], so that a row is read once for all of them and the accumulators stay in
//! registers.

use multiversion::multiversion;

use super::lane::Lane;
use super::simd::Window;

/// Outputs of a block.
pub(crate) const OUTPUTS: usize = 4;

/// What happens to a product before it is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule<A> {
    /// Nothing.
    Full,
    /// `floor(product / 2^shift)`.
    Shift(u32),
    /// `floor((product + add) / 2^shift)`.
    Round(u32, A),
}

/// The constants of a block of `N` outputs.
#[derive(Clone, Debug)]
pub(crate) struct Block<W, A, const N: usize = OUTPUTS> {
    /// Where the sums start.
    pub(crate) bias: [A; N],
    /// The inputs with a constant other than 0.
    pub(crate) inputs: Vec<u32>,
    /// Their constants.
    pub(crate) weights: Vec<[W; N]>,
}

/// The rows under a window: what the inputs of a block stand for.
#[derive(Clone, Copy)]
pub(crate) struct View<'a, X> {
    /// Rows of `lanes` lanes.
    pub(crate) x: &'a [X],
    pub(crate) window: &'a Window,
    pub(crate) lanes: usize,
}

impl<'a, X> View<'a, X> {
    /// Lanes of an input from `start` on.
    #[inline(always)]
    pub(crate) fn row(&self, input: u32, start: usize) -> &'a [X] {
        &self.x[self.window.start(input) + start..]
    }
}

/// A type of operands and the type their products are summed in, without the bits beyond it.
pub(crate) trait Mac<A>: Sized {
    /// Sums the products of a block; `sums` becomes [`OUTPUTS`] rows.
    fn mac(block: &Block<Self, A>, rule: Rule<A>, view: View<'_, Self>, sums: &mut [A]);
}

/// The loop over inputs for `LANES` lanes at a time, with the treatment of products inlined.
#[inline(always)]
fn sum_products<X: Copy, A: Lane, const LANES: usize>(
    block: &Block<X, A>,
    view: View<'_, X>,
    sums: &mut [A],
    widen: impl Fn(X) -> A,
    term: impl Fn(A) -> A,
) {
    let lanes = view.lanes;
    for start in (0..lanes).step_by(LANES) {
        let mut accum = [[A::zero(); LANES]; OUTPUTS];
        for (accum, bias) in accum.iter_mut().zip(block.bias) {
            *accum = [bias; LANES];
        }
        for (&input, weights) in block.inputs.iter().zip(&block.weights) {
            let row = &view.row(input, start)[..LANES];
            for output in 0..OUTPUTS {
                let weight = widen(weights[output]);
                for lane in 0..LANES {
                    let product = widen(row[lane]).wrapping_mul(&weight);
                    accum[output][lane] = accum[output][lane].wrapping_add(&term(product));
                }
            }
        }
        for (output, accum) in accum.iter().enumerate() {
            sums[output * lanes + start..][..LANES].copy_from_slice(accum);
        }
    }
}

/// Picks the treatment of products outside of the loop.
#[inline(always)]
fn by_rule<X: Copy, A: Lane, const LANES: usize>(
    block: &Block<X, A>,
    rule: Rule<A>,
    view: View<'_, X>,
    sums: &mut [A],
    widen: impl Fn(X) -> A,
) {
    match rule {
        Rule::Full => sum_products::<X, A, LANES>(block, view, sums, widen, |p| p),
        Rule::Shift(shift) => sum_products::<X, A, LANES>(block, view, sums, widen, |p| p.shr(shift)),
        Rule::Round(shift, add) => {
            sum_products::<X, A, LANES>(block, view, sums, widen, |p| p.wrapping_add(&add).shr(shift));
        }
    }
}

/// Implements [`Mac`] with code for each generation of vector extensions.
macro_rules! macs {
    ($($name:ident: $x:ty => $a:ty, $lanes:literal;)+) => { $(
        #[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
        fn $name(block: &Block<$x, $a>, rule: Rule<$a>, view: View<'_, $x>, sums: &mut [$a]) {
            by_rule::<$x, $a, $lanes>(block, rule, view, sums, |x| <$a>::from(x));
        }

        impl Mac<$a> for $x {
            fn mac(block: &Block<Self, $a>, rule: Rule<$a>, view: View<'_, Self>, sums: &mut [$a]) {
                $name(block, rule, view, sums);
            }
        }
    )+ };
}

macs! {
    mac_i16_i32: i16 => i32, 16;
    mac_i32_i32: i32 => i32, 16;
    mac_i32_i64: i32 => i64, 8;
    mac_i64_i64: i64 => i64, 8;
    mac_i128_i128: i128 => i128, 2;
}
