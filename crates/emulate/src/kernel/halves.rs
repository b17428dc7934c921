//! Sums of products of 16-bit rows and constants of which only 16 bits above some dropped ones count.
//!
//! The bits of a product that count lie in its two halves of 16 bits, each of which one instruction computes for 32
//! products in 512 bits. Constants that stay within 16 bits when they are scaled so that the lower half is what is dropped
//! need the upper one alone.

use super::mac::OUTPUTS;
use super::simd::{self, Path, Rows};

/// Bits of half a product of 16-bit numbers.
pub(crate) const HALF: u32 = i16::BITS;

/// Inputs and their constants, each twice in 32 bits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    pub(crate) inputs: Vec<u32>,
    pub(crate) weights: Vec<[i32; OUTPUTS]>,
}

/// The constants of a block of outputs.
#[derive(Clone, Debug)]
pub(crate) struct HalvesBlock {
    /// Where the sums start.
    pub(crate) bias: [i16; OUTPUTS],
    /// Those of whose products, scaled, the upper half counts.
    pub(crate) scaled: Terms,
    /// The others.
    pub(crate) others: Terms,
}

/// The sums of a layer: `floor(product / 2^dropped)` added up, of which the low 16 bits count.
pub(crate) struct Halves {
    pub(crate) blocks: Vec<HalvesBlock>,
    /// Between 1 and 16.
    pub(crate) dropped: u32,
    /// The instructions that are used; all give the same sums.
    pub(crate) path: Path,
}

impl Halves {
    /// Sums of a block of outputs, row after row; `window` gives the row of each input.
    pub(crate) fn run(&self, block: usize, x: &[i16], window: &[u32], lanes: usize, sums: &mut [i16]) {
        let block = &self.blocks[block];
        let mut start = 0;
        while start < lanes {
            let rows = Rows { x, window, lanes, start };
            start += match lanes - start {
                left if left >= 64 => self.add::<64>(block, rows, sums),
                left if left >= 32 => self.add::<32>(block, rows, sums),
                _ => self.add::<{ simd::LANES }>(block, rows, sums),
            };
        }
    }

    /// Sums for some lanes; returns how many.
    #[inline(always)]
    fn add<const LANES: usize>(&self, block: &HalvesBlock, rows: Rows<'_, i16>, sums: &mut [i16]) -> usize {
        let terms = simd::halves::<LANES>(self.path, rows, block, self.dropped);
        for (output, (terms, bias)) in terms.iter().zip(block.bias).enumerate() {
            let sums = &mut sums[output * rows.lanes + rows.start..][..LANES];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum = term.wrapping_add(bias));
        }
        LANES
    }
}
