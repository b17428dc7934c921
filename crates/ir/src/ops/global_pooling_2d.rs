//! The largest element or the average of an image.

use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{NamedType, PoolFunction, PoolWindows};

op! {
    /// The largest element or the average of each channel of a tensor `[in_height, in_width, n_filt]`, computed as
    /// `Pooling2D` computes a window of the size of the image.
    pub struct GlobalPooling2d {
        /// Rows of the input.
        Structure in_height: usize,
        /// Columns of the input.
        Structure in_width: usize,
        /// Channels of a pixel.
        Structure n_filt: usize,
        /// What is made of a channel.
        Structure pool_op: PoolFunction,
        /// Whether the result is `[1, 1, n_filt]` instead of `[n_filt]`.
        Structure keepdims: bool = false,
        /// Type of the largest element, or of partial sums.
        Target accum_t: NamedType,
        /// How many cycles share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl GlobalPooling2d {
    /// The window.
    pub fn windows(&self) -> PoolWindows {
        PoolWindows::global([self.in_height, self.in_width], self.n_filt)
    }
}

impl Shapes for GlobalPooling2d {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let expected = [self.in_height, self.in_width, self.n_filt];
        if inputs[0] != expected {
            return Err(ShapeError::new(inputs[0], format!("{expected:?}")));
        }
        self.windows().check()?;
        Ok(vec![if self.keepdims { vec![1, 1, self.n_filt] } else { vec![self.n_filt] }])
    }
}
