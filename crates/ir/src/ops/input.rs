//! Entry of data into the graph.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// An input of the model. Values are assigned to the type of its output tensor.
    pub struct Input {
        /// Shape without the batch dimension.
        Structure shape: Vec<usize>,
    }
}

impl Shapes for Input {
    fn n_inputs(&self) -> usize {
        0
    }

    fn output_shapes(&self, _inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        if self.shape.is_empty() || self.shape.contains(&0) {
            return Err(ShapeError::new(&self.shape, "at least one dimension, none of them 0"));
        }
        Ok(vec![self.shape.clone()])
    }
}
