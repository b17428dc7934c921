//! The largest element or the average of windows of an image.

use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{NamedType, PoolFunction, PoolWindows};

op! {
    /// The largest element or the average of each window of a tensor `[in_height, in_width, n_filt]`, channel by channel.
    ///
    /// The largest element is assigned to `accum_t` and then to the result type. For an average each partial sum is
    /// assigned to `accum_t`, beginning with 0 and row by row; the sum is divided by the number of elements, toward zero
    /// on the grid of `accum_t`, and the quotient assigned to the result type. Elements outside of the image do not take
    /// part.
    pub struct Pooling2d {
        /// Rows of the input.
        Structure in_height: usize,
        /// Columns of the input.
        Structure in_width: usize,
        /// Rows of the output.
        Structure out_height: usize,
        /// Columns of the output.
        Structure out_width: usize,
        /// Channels of a pixel.
        Structure n_filt: usize,
        /// Rows of a window.
        Structure pool_height: usize,
        /// Columns of a window.
        Structure pool_width: usize,
        /// Rows from one window to the next.
        Structure stride_height: usize,
        /// Columns from one window to the next.
        Structure stride_width: usize,
        /// Rows above the image that windows reach into.
        Structure pad_top: usize = 0,
        /// Rows below the image that windows reach into.
        Structure pad_bottom: usize = 0,
        /// Columns before the image that windows reach into.
        Structure pad_left: usize = 0,
        /// Columns behind the image that windows reach into.
        Structure pad_right: usize = 0,
        /// What is made of a window.
        Structure pool_op: PoolFunction,
        /// Whether an average divides by the size of the window, even where that reaches beyond the image.
        Structure count_pad: bool = false,
        /// Type of the largest element, or of partial sums.
        Target accum_t: NamedType,
        /// How many cycles share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Pooling2d {
    /// The windows.
    pub fn windows(&self) -> PoolWindows {
        PoolWindows {
            input: [self.in_height, self.in_width],
            output: [self.out_height, self.out_width],
            n_chan: self.n_filt,
            pool: [self.pool_height, self.pool_width],
            stride: [self.stride_height, self.stride_width],
            before: [self.pad_top, self.pad_left],
            after: [self.pad_bottom, self.pad_right],
            n_axes: 2,
            is_global: false,
        }
    }
}

impl Shapes for Pooling2d {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let expected = [self.in_height, self.in_width, self.n_filt];
        if inputs[0] != expected {
            return Err(ShapeError::new(inputs[0], format!("{expected:?}")));
        }
        self.windows().check()?;
        Ok(vec![vec![self.out_height, self.out_width, self.n_filt]])
    }
}
