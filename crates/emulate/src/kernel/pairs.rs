//! Sums of products of rows and constants by multiplication of pairs of 16-bit numbers.
//!
//! Two inputs lie side by side in the 32 bits of a lane, so that one instruction multiplies both with their constants and
//! adds the two products: twice 16 products in 512 bits. Wider inputs and constants are cut into signed digits of 16
//! bits, each pair of digits a sum of its own. A sum that does not fit 32 bits is taken in chunks that do.

use multiversion::multiversion;

use super::aligned::Aligned;
use super::lane::{Container, Lane};
use super::narrow::To;
use super::rows::Rows;
use super::simd::Window;
pub(crate) use super::simd::{Instructions, Terms};
use super::{MAX_LANES, simd};

/// Outputs of a block.
pub(crate) const OUTPUTS: usize = 8;

/// Bits of a digit.
pub(crate) const DIGIT: u32 = 16;

/// Two numbers of 16 bits in one lane, the first in the low half.
pub(crate) fn pack(first: i16, second: i16) -> i32 {
    i32::from(first) & 0xffff | i32::from(second) << DIGIT
}

/// A number twice in one lane.
pub(crate) fn twice(number: i16) -> i32 {
    pack(number, number)
}

/// Which digit of a number: its position, counted from the lowest.
///
/// A number is the sum of `digit * 2^(16 position)` over enough digits, each between `-2^15` and `2^15 - 1`.
#[derive(Clone, Copy)]
pub(crate) struct Digit<C> {
    /// Half a unit of each digit below: what is added before they are cut off, so that a digit that counts as negative
    /// is made up for by the next one.
    halves: C,
    shift: u32,
}

impl<C: Lane> Digit<C> {
    /// Precondition: the container has more than `16 position` bits.
    pub(crate) fn new(position: u32) -> Self {
        let half = |below: u32| C::of_i64(1).shl(DIGIT * below + DIGIT - 1);
        let halves = (0..position).map(half).fold(C::zero(), |sum, half| sum.wrapping_add(&half));
        Self { halves, shift: DIGIT * position }
    }

    /// The digit of a number.
    #[inline(always)]
    pub(crate) fn of(self, number: C) -> i16 {
        number.wrapping_add(&self.halves).shr(self.shift).as_()
    }
}

/// A run of pairs whose sums of products fit 32 bits, for the product of one digit of the inputs and one of the
/// constants.
#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    /// Which digit of the inputs.
    pub(crate) digit: usize,
    /// What the sums are multiplied with: two to the power of this.
    pub(crate) shift: u32,
    /// The pairs with their constants, [`pack`]ed.
    pub(crate) terms: Terms<OUTPUTS>,
}

/// The constants of a block of outputs.
#[derive(Clone, Debug)]
pub(crate) struct PairBlock<A> {
    /// Where the sums start.
    pub(crate) bias: [A; OUTPUTS],
    pub(crate) chunks: Vec<Chunk>,
}

/// The sums of a layer in an accumulator type, without the bits beyond it.
pub(crate) struct Pairs<A> {
    pub(crate) blocks: Vec<PairBlock<A>>,
    /// How the inputs are stored.
    pub(crate) storage: Container,
    /// Digits of the inputs.
    pub(crate) n_digits: usize,
    /// Inputs of a group that lies together, such as the channels of a pixel; pairs do not cross groups.
    pub(crate) n_group: usize,
    /// The instructions that are used; all give the same sums.
    pub(crate) path: Instructions,
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
fn join_i16(rows: &[i16], first: usize, second: Option<usize>, to: &mut [i32]) {
    join(rows, first, second, to, |x| x);
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
fn join_i32(rows: &[i32], first: usize, second: Option<usize>, to: &mut [i32], digit: Digit<i32>) {
    join(rows, first, second, to, |x| digit.of(x));
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
fn join_i64(rows: &[i64], first: usize, second: Option<usize>, to: &mut [i32], digit: Digit<i64>) {
    join(rows, first, second, to, |x| digit.of(x));
}

/// The inputs of a tile as pairs: for each digit rows of lanes, and behind them one of zeros.
pub(crate) type PairRows = Vec<Aligned<i32>>;

/// Writes pairs of rows of 16-bit numbers that follow each other.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn join_all<C: Lane>(rows: &[C], lanes: usize, to: &mut [i32]) {
    for (index, to) in to.chunks_exact_mut(lanes).enumerate() {
        join(rows, 2 * index, Some(2 * index + 1), to, |x| x.as_());
    }
}

impl<A> Pairs<A> {
    /// Whether the pairs are those of 16-bit rows that follow each other.
    pub(crate) fn takes_all(&self) -> bool {
        self.n_digits == 1 && self.storage == Container::I16 && self.n_group.is_multiple_of(2)
    }

    /// Pairs of a group.
    pub(crate) fn group_pairs(&self) -> usize {
        self.n_group.div_ceil(2)
    }

    /// Puts the stored elements in pairs.
    pub(crate) fn prepare(&self, rows: &Rows, lanes: usize, to: &mut PairRows) {
        to.resize_with(self.n_digits, Aligned::default);
        // Behind the elements is a row of zeros.
        let n_elements = rows.len() / lanes - 1;
        let n_rows = n_elements / self.n_group * self.group_pairs() + 1;
        for (position, to) in to.iter_mut().enumerate() {
            let mut row_of_pair = to.first(n_rows * lanes).chunks_exact_mut(lanes);
            for group in 0..n_elements / self.n_group {
                for first in (0..self.n_group).step_by(2) {
                    let Some(to) = row_of_pair.next() else { return };
                    let at = group * self.n_group + first;
                    let second = (first + 1 < self.n_group).then_some(at + 1);
                    let position = position as u32;
                    match rows {
                        Rows::I16(rows) => join_i16(rows, at, second, to),
                        Rows::I32(rows) => join_i32(rows, at, second, to, Digit::new(position)),
                        Rows::I64(rows) => join_i64(rows, at, second, to, Digit::new(position)),
                        Rows::I128(rows) => join(rows, at, second, to, |x| Digit::new(position).of(x)),
                    }
                }
            }
            if let Some(zeros) = row_of_pair.next() {
                zeros.fill(0);
            }
        }
    }
}

impl<A: Lane> Pairs<A> {
    /// Sums of a block of outputs, row after row; `window` tells where the row of each pair begins, behind the row
    /// `first`.
    pub(crate) fn run(
        &self,
        block: usize,
        (x, first): (&[Aligned<i32>], usize),
        window: &mut Window,
        lanes: usize,
        sums: &mut [A],
    ) {
        let block = &self.blocks[block];
        let mut dot = |chunk: &Chunk, start: &[i32; OUTPUTS], sums: &mut [i32]| {
            let rows = simd::Rows { x: &x[chunk.digit][first * lanes..], window, lanes };
            simd::dot(self.path, rows, &chunk.terms, start, To::Sums(sums));
        };
        let start = block.bias.map(|bias| bias.as_());
        if let [chunk] = &block.chunks[..]
            && chunk.shift == 0
            && let Some(sums) = A::of_32_bits(sums)
        {
            return dot(chunk, &start, sums);
        }
        for (row, bias) in sums.chunks_exact_mut(lanes).zip(block.bias) {
            row.fill(bias);
        }
        let mut terms = [0; OUTPUTS * MAX_LANES];
        let terms = &mut terms[..OUTPUTS * lanes];
        for chunk in &block.chunks {
            dot(chunk, &[0; OUTPUTS], terms);
            add(terms, chunk.shift, sums);
        }
    }
}

impl Pairs<i32> {
    /// Whether the sums of every block are those of one chunk.
    pub(crate) fn is_narrow(&self) -> bool {
        self.blocks.iter().all(|block| matches!(block.chunks[..], [Chunk { shift: 0, .. }]))
    }

    /// Results of a block of outputs, as [`Pairs::run`] has their sums; false where these are not those of one chunk.
    pub(crate) fn narrow(
        &self,
        block: usize,
        (x, first): (&[Aligned<i32>], usize),
        window: &mut Window,
        lanes: usize,
        to: To<'_, i32>,
    ) -> bool {
        let PairBlock { bias, chunks } = &self.blocks[block];
        let [Chunk { digit, shift: 0, terms }] = &chunks[..] else { return false };
        let rows = simd::Rows { x: &x[*digit][first * lanes..], window, lanes };
        simd::dot(self.path, rows, terms, bias, to);
        true
    }
}

/// Adds multiples of 32-bit numbers.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
fn add<A: Lane>(terms: &[i32], shift: u32, sums: &mut [A]) {
    for (sum, &term) in sums.iter_mut().zip(terms) {
        *sum = sum.wrapping_add(&A::of_i64(i64::from(term)).shl(shift));
    }
}

/// Writes pairs of digits of the rows of two elements, the second one 0 where there is none.
#[inline(always)]
fn join<X: Copy>(rows: &[X], first: usize, second: Option<usize>, to: &mut [i32], digit: impl Fn(X) -> i16) {
    let lanes = to.len();
    let first = &rows[first * lanes..][..lanes];
    match second {
        Some(second) => {
            let second = &rows[second * lanes..][..lanes];
            for ((to, &first), &second) in to.iter_mut().zip(first).zip(second) {
                *to = pack(digit(first), digit(second));
            }
        }
        None => to.iter_mut().zip(first).for_each(|(to, &first)| *to = pack(digit(first), 0)),
    }
}
