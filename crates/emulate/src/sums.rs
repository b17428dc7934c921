//! Sums of products over the windows of a stored tensor, for the lanes of a tile.

use hlsmith_ir::{Geometry, PoolWindows};

use crate::execute::Way;
use crate::kernel::aligned::Aligned;
use crate::kernel::dense::DenseKernel;
use crate::kernel::narrow::Narrow;
use crate::kernel::rows::{Buffers, Rows};
use crate::kernel::simd::Window;
use crate::record::Record;

/// A window on its way over a tensor.
#[derive(Default)]
pub(crate) struct MovingWindow {
    /// Where the rows of inputs, or pairs of inputs, begin behind the first one.
    rows: Window,
    /// Whether the rows are those of every window that lies on the input as a whole.
    is_whole: bool,
}

impl MovingWindow {
    /// Forgets where it was: the next move is one of its own.
    pub(crate) fn forget(&mut self) {
        self.is_whole = false;
    }

    /// The first row of a window over pixels of `group_rows` rows of `lanes` lanes each, of which the first is
    /// `first_source`, and where the others begin behind it; beside the input is the row `zeros`.
    fn move_to(
        &mut self,
        geometry: &Geometry,
        pixel: usize,
        first_source: usize,
        (group_rows, lanes): (usize, usize),
        zeros: usize,
    ) -> (usize, &mut Window) {
        let first = geometry.whole_window(pixel).map(|first| (first_source + first) * group_rows);
        if first.is_none() || !self.is_whole {
            self.rows.clear();
            for source in geometry.sources(pixel) {
                match source {
                    Some(source) => {
                        let row = (first_source + source) * group_rows - first.unwrap_or(0);
                        (row..row + group_rows).for_each(|row| self.rows.push(row * lanes));
                    }
                    None => (0..group_rows).for_each(|_| self.rows.push(zeros * lanes)),
                }
            }
            self.is_whole = first.is_some();
        }
        (first.unwrap_or(0), &mut self.rows)
    }
}

/// The sums of a layer.
pub(crate) struct Sums<'a> {
    pub(crate) kernel: &'a DenseKernel,
    pub(crate) geometry: &'a Geometry,
    /// The tensor, stored as the kernel reads it, and its pairs where it reads those.
    pub(crate) rows: &'a Rows,
    pub(crate) pairs: &'a [Aligned<i32>],
    /// The row of zeros.
    pub(crate) zeros: usize,
    pub(crate) lanes: usize,
    /// Elements of the tensor that a turn reads.
    pub(crate) len: usize,
    pub(crate) window: &'a mut MovingWindow,
}

impl Sums<'_> {
    /// The row where the window of a pixel of a turn begins, and where its elements are behind it.
    fn under(&mut self, turn: usize, pixel: usize) -> (usize, &mut Window) {
        let Geometry { n_chan, .. } = *self.geometry;
        let group = (self.kernel.group_rows(n_chan), self.lanes);
        self.window.move_to(self.geometry, pixel, turn * self.len / n_chan, group, self.zeros)
    }

    /// For each block of outputs of a pixel its index, its first output, and how many there are.
    fn blocks(&self) -> impl Iterator<Item = (usize, usize, usize)> + use<> {
        let (n_out, len) = (self.geometry.n_filt, self.kernel.block_len());
        (0..n_out).step_by(len).enumerate().map(move |(index, first)| (index, first, len.min(n_out - first)))
    }

    /// The results of all pixels; `block` is working memory.
    pub(crate) fn all<R: Record>(&mut self, way: &mut Way<R>, block: &mut Buffers) {
        let (kernel, n_pixels, lanes) = (self.kernel, self.geometry.n_pixels(), self.lanes);
        let operands = (self.rows, self.pairs);
        let block_rows = way.block_rows();
        // Rows of several blocks and windows go on together.
        let (mut passed, mut made) = (0, 0);
        for pixel in 0..way.step.n_turns * n_pixels {
            let blocks = self.blocks();
            let (first_row, window) = self.under(pixel / n_pixels, pixel % n_pixels);
            for (index, _, n) in blocks {
                if passed == made
                    && let Some(to) = way.narrow(made, n)
                    && kernel.narrow(index, operands, (first_row, &mut *window), lanes, to)
                {
                    (passed, made) = (passed + n, made + n);
                    continue;
                }
                kernel.run(index, operands, (first_row, &mut *window), lanes, (&mut *block, made - passed));
                made += n;
                if made - passed >= block_rows || made == way.step.all_elements() {
                    way.pass(passed, made - passed, kernel.container(), block);
                    passed = made;
                }
            }
        }
    }

    /// The largest results of windows over the pixels. Precondition: all results are narrow.
    pub(crate) fn largest<R: Record>(&mut self, windows: &PoolWindows, way: &mut Way<R>) {
        let (kernel, lanes) = (self.kernel, self.lanes);
        let operands = (self.rows, self.pairs);
        let n_chan = windows.n_chan;
        let n_windows = windows.output[0] * windows.output[1];
        for of_turn in 0..way.step.n_turns * n_windows {
            let (turn, result) = (of_turn / n_windows, of_turn % n_windows);
            for (nth, element) in windows.window(result * n_chan).flatten().enumerate() {
                let blocks = self.blocks();
                let (first_row, window) = self.under(turn, element / n_chan);
                for (index, first, n) in blocks {
                    let Some((narrow, to)) = way.narrow(of_turn * n_chan + first, n) else { return };
                    let narrow = Narrow { keeps_larger: nth > 0, ..narrow };
                    let is_narrow = kernel.narrow(index, operands, (first_row, &mut *window), lanes, (narrow, to));
                    debug_assert!(is_narrow, "the program asks for it");
                }
            }
        }
    }
}
