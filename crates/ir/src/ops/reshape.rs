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
        let elements: usize = inputs[0].iter().product();
        if self.target_shape.is_empty() || self.target_shape.iter().product::<usize>() != elements {
            return Err(ShapeError::new(inputs[0], format!("as many elements as {:?}", self.target_shape)));
        }
        Ok(vec![self.target_shape.clone()])
    }
}
