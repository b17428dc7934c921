//! The largest element or the average of a line.

use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{NamedType, PoolFunction, PoolWindows};

op! {
    /// The largest element or the average of each channel of a tensor `[n_in, n_filt]`, computed as `Pooling1D` computes
    /// a window of `n_in` pixels.
    pub struct GlobalPooling1d {
        /// Pixels of the input.
        Structure n_in: usize,
        /// Channels of a pixel.
        Structure n_filt: usize,
        /// What is made of a channel.
        Structure pool_op: PoolFunction,
        /// Whether the result is `[1, n_filt]` instead of `[n_filt]`.
        Structure keepdims: bool = false,
        /// Type of the largest element, or of partial sums.
        Target accum_t: NamedType,
        /// How many cycles share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl GlobalPooling1d {
    /// The window, over an image of height 1.
    pub fn windows(&self) -> PoolWindows {
        PoolWindows::global([1, self.n_in], self.n_filt)
    }
}

impl Shapes for GlobalPooling1d {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let expected = [self.n_in, self.n_filt];
        if inputs[0] != expected {
            return Err(ShapeError::new(inputs[0], format!("{expected:?}")));
        }
        self.windows().check()?;
        Ok(vec![if self.keepdims { vec![1, self.n_filt] } else { vec![self.n_filt] }])
    }
}
