//! A vector several times.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// The input `[n_in]` as each of `n` rows of the output; each element is assigned to the result type.
    pub struct RepeatVector {
        /// Length of the vector.
        Structure n_in: usize,
        /// How often it is repeated.
        Structure n: usize,
    }
}

impl Shapes for RepeatVector {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        if inputs[0] != [self.n_in] {
            return Err(ShapeError::new(inputs[0], format!("[{}]", self.n_in)));
        }
        if self.n == 0 {
            return Err(ShapeError::new(&[self.n], "at least one row"));
        }
        Ok(vec![vec![self.n, self.n_in]])
    }
}
