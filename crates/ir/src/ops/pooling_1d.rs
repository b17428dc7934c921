//! The largest element or the average of windows of a line.

use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{NamedType, PoolFunction, PoolWindows};

op! {
    /// The largest element or the average of each window of a tensor `[n_in, n_filt]`, channel by channel.
    ///
    /// The largest element is assigned to `accum_t` and then to the result type. For an average each partial sum is
    /// assigned to `accum_t`, beginning with 0; the sum is divided by the number of elements, toward zero on the grid of
    /// `accum_t`, and the quotient assigned to the result type. Elements outside of the line do not take part.
    pub struct Pooling1d {
        /// Pixels of the input.
        Structure n_in: usize,
        /// Pixels of the output.
        Structure n_out: usize,
        /// Channels of a pixel.
        Structure n_filt: usize,
        /// Pixels of a window.
        Structure pool_width: usize,
        /// Pixels from one window to the next.
        Structure stride_width: usize,
        /// Pixels before the first one that windows reach into.
        Structure pad_left: usize = 0,
        /// Pixels behind the last one that windows reach into.
        Structure pad_right: usize = 0,
        /// What is made of a window.
        Structure pool_op: PoolFunction,
        /// Whether an average divides by the size of the window, even where that reaches beyond the line.
        Structure count_pad: bool = false,
        /// Type of the largest element, or of partial sums.
        Target accum_t: NamedType,
        /// How many cycles share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Pooling1d {
    /// The windows, over an image of height 1.
    pub fn windows(&self) -> PoolWindows {
        PoolWindows {
            input: [1, self.n_in],
            output: [1, self.n_out],
            n_chan: self.n_filt,
            pool: [1, self.pool_width],
            stride: [1, self.stride_width],
            before: [0, self.pad_left],
            after: [0, self.pad_right],
            n_axes: 1,
            is_global: false,
        }
    }
}

impl Shapes for Pooling1d {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let expected = [self.n_in, self.n_filt];
        if inputs[0] != expected {
            return Err(ShapeError::new(inputs[0], format!("{expected:?}")));
        }
        self.windows().check()?;
        Ok(vec![vec![self.n_out, self.n_filt]])
    }
}
