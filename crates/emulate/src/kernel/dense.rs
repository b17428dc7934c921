//! Sums of products on the rows under a window: a fully connected layer, or a pixel of a convolution.

use super::aligned::Aligned;
use super::halves::{self, Halves};
use super::lane::{Container, Lane};
use super::mac::{Block, Mac, OUTPUTS, Rule, View};
use super::narrow::{Narrow, NarrowRows, To};
use super::pairs::{self, PairRows, Pairs};
use super::row_cast::RowCast;
use super::rows::{Buffers, Rows};
use super::simd::Window;
use super::{InContainer, MAX_LANES, with_contained};

/// The sums of a layer: the type of its operands, and that of its accumulators.
pub(crate) enum DenseKernel {
    /// 16-bit operands, 32-bit sums.
    I16(Blocks<i16, i32>),
    /// 16-bit operands, and truncated products of which 16 bits count.
    Halves(Halves),
    /// 32-bit operands and sums.
    I32(Blocks<i32, i32>),
    /// 32-bit operands, 64-bit sums.
    I32Wide(Blocks<i32, i64>),
    /// 64-bit operands and sums.
    I64(Blocks<i64, i64>),
    /// 128-bit operands and sums.
    I128(Blocks<i128, i128>),
    /// Products of pairs of 16-bit digits.
    Pairs(InContainer<Pairs<i16>, Pairs<i32>, Pairs<i64>, Pairs<i128>>),
    /// Sums whose order matters.
    Ordered(InContainer<Ordered<i16>, Ordered<i32>, Ordered<i64>, Ordered<i128>>),
}

/// Sums in any order, without the bits beyond the accumulator.
pub(crate) struct Blocks<X, A> {
    pub(crate) rule: Rule<A>,
    pub(crate) blocks: Vec<Block<X, A>>,
}

/// Sums in a given order, each product and partial sum assigned.
pub(crate) struct Ordered<C> {
    /// For each output the bias, and the inputs with their constants in the order of the sum.
    pub(crate) outputs: Vec<(C, Vec<(u32, C)>)>,
    pub(crate) product: RowCast<C>,
    pub(crate) sum: RowCast<C>,
    /// What is added at last, to sums of a coarser grid than that of the products.
    pub(crate) last: Option<Box<Last<C>>>,
}

/// Biases that are added to the sum of the products.
pub(crate) struct Last<C> {
    /// Bits from the grid of a sum to that of products and biases.
    pub(crate) left: u32,
    /// The bias of each output.
    pub(crate) biases: Vec<C>,
}

impl DenseKernel {
    /// The container of the sums.
    pub(crate) fn container(&self) -> Container {
        match self {
            DenseKernel::Halves(_) => Container::I16,
            DenseKernel::I16(_) | DenseKernel::I32(_) => Container::I32,
            DenseKernel::I32Wide(_) | DenseKernel::I64(_) => Container::I64,
            DenseKernel::I128(_) => Container::I128,
            DenseKernel::Pairs(pairs) => pairs.container(),
            DenseKernel::Ordered(ordered) => ordered.container(),
        }
    }

    /// How the input must be stored.
    pub(crate) fn operands(&self) -> Container {
        match self {
            DenseKernel::Pairs(pairs) => with_contained!(pairs, kernel => kernel.storage),
            DenseKernel::I16(_) | DenseKernel::Halves(_) => Container::I16,
            DenseKernel::I32(_) | DenseKernel::I32Wide(_) => Container::I32,
            DenseKernel::I64(_) => Container::I64,
            DenseKernel::I128(_) => Container::I128,
            DenseKernel::Ordered(ordered) => ordered.container(),
        }
    }

    /// Puts the inputs, stored as [`DenseKernel::operands`] says with a row of zeros behind them, in pairs where the sums
    /// read them so.
    pub(crate) fn prepare(&self, rows: &Rows, lanes: usize, pairs: &mut PairRows) {
        match self {
            DenseKernel::Pairs(kernels) => with_contained!(kernels, kernel => kernel.prepare(rows, lanes, pairs)),
            DenseKernel::I16(_)
            | DenseKernel::Halves(_)
            | DenseKernel::I32(_)
            | DenseKernel::I32Wide(_)
            | DenseKernel::I64(_)
            | DenseKernel::I128(_)
            | DenseKernel::Ordered(_) => {}
        }
    }

    /// Whether the sums read pairs of rows of 16-bit numbers that follow each other, and nothing else.
    pub(crate) fn takes_pairs(&self) -> bool {
        match self {
            DenseKernel::Pairs(kernels) => with_contained!(kernels, kernel => kernel.takes_all()),
            DenseKernel::I16(_)
            | DenseKernel::Halves(_)
            | DenseKernel::I32(_)
            | DenseKernel::I32Wide(_)
            | DenseKernel::I64(_)
            | DenseKernel::I128(_)
            | DenseKernel::Ordered(_) => false,
        }
    }

    /// Rows of a group of `n_chan` inputs that lie together, such as the channels of a pixel.
    pub(crate) fn group_rows(&self, n_chan: usize) -> usize {
        match self {
            DenseKernel::Pairs(_) => n_chan.div_ceil(2),
            DenseKernel::I16(_)
            | DenseKernel::Halves(_)
            | DenseKernel::I32(_)
            | DenseKernel::I32Wide(_)
            | DenseKernel::I64(_)
            | DenseKernel::I128(_)
            | DenseKernel::Ordered(_) => n_chan,
        }
    }

    /// Outputs computed at once.
    pub(crate) fn block_len(&self) -> usize {
        match self {
            DenseKernel::Ordered(_) => 1,
            DenseKernel::Pairs(_) => pairs::OUTPUTS,
            DenseKernel::Halves(_) => halves::OUTPUTS,
            DenseKernel::I16(_)
            | DenseKernel::I32(_)
            | DenseKernel::I32Wide(_)
            | DenseKernel::I64(_)
            | DenseKernel::I128(_) => OUTPUTS,
        }
    }

    /// Sums of a block of outputs, row after row in the buffer of the container from the row `at` on; `window` tells where the
    /// row of each input, or pair of inputs, begins behind the row `first`. Precondition: `x` is stored as [`DenseKernel::operands`] says and `pairs`
    /// is made by [`DenseKernel::prepare`]; otherwise the sums are not meaningful.
    pub(crate) fn run(
        &self,
        block: usize,
        (x, pairs): (&Rows, &[Aligned<i32>]),
        (first, window): (usize, &mut Window),
        lanes: usize,
        (sums, at): (&mut Buffers, usize),
    ) {
        let (len, skipped) = (self.block_len(), first * lanes);
        match (self, x) {
            (DenseKernel::Pairs(kernels), _) => {
                with_contained!(kernels, kernel => kernel.run(block, (pairs, first), window, lanes, sums.rows(at, len, lanes)));
            }
            (DenseKernel::I16(kernel), Rows::I16(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, sums.rows(at, len, lanes))
            }
            (DenseKernel::Halves(kernel), Rows::I16(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, To::Sums(sums.rows(at, len, lanes)))
            }
            (DenseKernel::I32(kernel), Rows::I32(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, sums.rows(at, len, lanes))
            }
            (DenseKernel::I32Wide(kernel), Rows::I32(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, sums.rows(at, len, lanes))
            }
            (DenseKernel::I64(kernel), Rows::I64(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, sums.rows(at, len, lanes))
            }
            (DenseKernel::I128(kernel), Rows::I128(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, sums.rows(at, len, lanes))
            }
            (DenseKernel::Ordered(InContainer::I16(kernel)), Rows::I16(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, sums.rows(at, len, lanes))
            }
            (DenseKernel::Ordered(InContainer::I32(kernel)), Rows::I32(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, sums.rows(at, len, lanes))
            }
            (DenseKernel::Ordered(InContainer::I64(kernel)), Rows::I64(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, sums.rows(at, len, lanes))
            }
            (DenseKernel::Ordered(InContainer::I128(kernel)), Rows::I128(x)) => {
                kernel.run(block, &x[skipped..], window, lanes, sums.rows(at, len, lanes))
            }
            (_, Rows::I16(_) | Rows::I32(_) | Rows::I64(_) | Rows::I128(_)) => {
                debug_assert!(false, "operands are converted")
            }
        }
    }

    /// Whether [`DenseKernel::narrow`] makes the results of every block, in pairs where sums have 32 bits.
    pub(crate) fn is_narrow(&self) -> bool {
        match self {
            DenseKernel::Halves(_) => true,
            DenseKernel::Pairs(InContainer::I32(kernel)) => kernel.is_narrow(),
            DenseKernel::Pairs(InContainer::I16(_) | InContainer::I64(_) | InContainer::I128(_))
            | DenseKernel::I16(_)
            | DenseKernel::I32(_)
            | DenseKernel::I32Wide(_)
            | DenseKernel::I64(_)
            | DenseKernel::I128(_)
            | DenseKernel::Ordered(_) => false,
        }
    }

    /// [`DenseKernel::run`] whose sums become results of 16 bits at once, for the outputs that there is room for; false where
    /// they cannot, and nothing is written.
    pub(crate) fn narrow(
        &self,
        block: usize,
        (x, pairs): (&Rows, &[Aligned<i32>]),
        (first, window): (usize, &mut Window),
        lanes: usize,
        (narrow, to): (Narrow, NarrowRows<'_>),
    ) -> bool {
        match (self, x, &to) {
            (DenseKernel::Pairs(InContainer::I32(kernel)), _, _) => {
                kernel.narrow(block, (pairs, first), window, lanes, To::Results(narrow, to))
            }
            (DenseKernel::Halves(kernel), Rows::I16(x), NarrowRows::Rows(_)) => {
                kernel.run(block, &x[first * lanes..], window, lanes, To::Results(narrow, to));
                true
            }
            (
                _,
                Rows::I16(_) | Rows::I32(_) | Rows::I64(_) | Rows::I128(_),
                NarrowRows::Rows(_) | NarrowRows::Pairs(_),
            ) => false,
        }
    }
}

impl<X: Mac<A>, A: Lane> Blocks<X, A> {
    fn run(&self, block: usize, x: &[X], window: &Window, lanes: usize, sums: &mut [A]) {
        X::mac(&self.blocks[block], self.rule, View { x, window, lanes }, sums);
    }
}

impl<C: Lane> Ordered<C> {
    fn run(&self, output: usize, x: &[C], window: &Window, lanes: usize, sums: &mut [C]) {
        let view = View { x, window, lanes };
        let (bias, terms) = &self.outputs[output];
        sums.fill(*bias);
        let left = self.last.as_ref().map_or(0, |last| last.left);
        let mut products = [C::zero(); MAX_LANES];
        let products = &mut products[..lanes];
        for (input, weight) in terms {
            let row = &view.row(*input, 0)[..lanes];
            products.iter_mut().zip(row).for_each(|(product, x)| *product = x.wrapping_mul(weight));
            self.product.apply(products);
            sums.iter_mut().zip(&*products).for_each(|(sum, product)| *sum = sum.shl(left).wrapping_add(product));
            self.sum.apply(sums);
        }
        if let Some(last) = &self.last {
            sums.iter_mut().for_each(|sum| *sum = sum.shl(left).wrapping_add(&last.biases[output]));
            self.sum.apply(sums);
        }
    }
}
