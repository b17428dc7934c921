//! The same elements in packets of another size.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// The same elements in the same C order under another shape, each assigned to the result type: what a reshape is to
    /// a stream, whose packets have as many elements as the last axis.
    pub struct Repack {
        /// Shape of the output, without the batch dimension.
        Structure target_shape: Vec<usize>,
    }
}

impl Shapes for Repack {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        super::reshaped(inputs[0], &self.target_shape)
    }
}
