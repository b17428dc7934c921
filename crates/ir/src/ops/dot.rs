//! Scalar product of two vectors.

use super::{ShapeError, Shapes};
use crate::NamedType;
use crate::attribute::op;

op! {
    /// The sum over `i` of `x[i] * y[i]` of two vectors: each product and each partial sum, beginning with 0, is assigned
    /// to `accum_t`, the sum to the result type.
    pub struct Dot {
        /// Length of the vectors.
        Structure n_in: usize,
        /// Type of products and partial sums.
        Target accum_t: NamedType,
        /// How many products share one multiplier.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for Dot {
    fn n_inputs(&self) -> usize {
        2
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        match inputs.iter().find(|shape| **shape != [self.n_in]) {
            Some(shape) => Err(ShapeError::new(shape, format!("[{}]", self.n_in))),
            None => Ok(vec![vec![1]]),
        }
    }
}
