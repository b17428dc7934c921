//! Another shape for the same elements.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// The same elements in the same C order under another shape; flattening is a one-dimensional target.
    pub struct Reshape {
        /// Shape of the output, without the batch dimension.
        Structure target_shape: Vec<usize>,
    }
}

impl Shapes for Reshape {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        super::reshaped(inputs[0], &self.target_shape)
    }
}
