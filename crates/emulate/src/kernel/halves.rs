//! Sums of products of 16-bit rows and constants of which only 16 bits above some dropped ones count.
//!
//! With a constant `w = v + 2^d k`, where `v` has `d` bits, `floor(x w / 2^d) = floor(x v / 2^d) + x k`. The first term is
//! the upper half of the 32 bits of `x` times `2^(16 - d) v`, and of the second one the lower half counts; one instruction
//! computes a half of 32 products in 512 bits. Most constants have no `k`.

use super::mac;
use super::narrow::To;
use super::pairs::{Instructions, twice};
use super::simd::{self, Rows, Terms, Window};

/// Outputs of a block.
pub(crate) const OUTPUTS: usize = 8;

/// Bits of half a product of 16-bit numbers.
pub(crate) const HALF: u32 = i16::BITS;

/// The constants of a block of outputs.
#[derive(Clone, Debug)]
struct Block {
    /// Where the sums start.
    bias: [i16; OUTPUTS],
    /// Those of whose products the upper half counts.
    high: Terms<OUTPUTS>,
    /// Those of whose products the lower half counts.
    low: Terms<OUTPUTS>,
}

/// The sums of a layer: `floor(product / 2^dropped)` added up, of which the low 16 bits count.
pub(crate) struct Halves {
    blocks: Vec<Block>,
    /// The instructions that are used; all give the same sums.
    path: Instructions,
}

impl Halves {
    /// The sums of products of which `dropped` bits are dropped, between 1 and 16.
    pub(crate) fn new(blocks: &[mac::Block<i16, i16, OUTPUTS>], dropped: u32, path: Instructions) -> Self {
        let split = |weight: i16| {
            let unused = i32::BITS - dropped;
            let low = i32::from(weight) << unused >> unused;
            [low << (HALF - dropped), (i32::from(weight) - low) >> dropped].map(|part| part as i16)
        };
        let block = |block: &mac::Block<i16, i16, OUTPUTS>| {
            let (mut high, mut low) = (Terms::default(), Terms::default());
            for (&input, weights) in block.inputs.iter().zip(&block.weights) {
                let parts = weights.map(split);
                high.push(input, parts.map(|[high, _]| twice(high)));
                low.push(input, parts.map(|[_, low]| twice(low)));
            }
            Block { bias: block.bias, high, low }
        };
        Self { blocks: blocks.iter().map(block).collect(), path }
    }

    /// Sums of a block of outputs; `window` tells where the row of each input begins.
    pub(crate) fn run(&self, block: usize, x: &[i16], window: &mut Window, lanes: usize, to: To<'_, i16>) {
        let Block { bias, high, low } = &self.blocks[block];
        simd::upper_and_lower(self.path, Rows { x, window, lanes }, [high, low], bias, to);
    }
}
