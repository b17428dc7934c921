//! A stream for several readers.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// The same tensor for several readers: a stream can be read once only.
    pub struct StreamClone {
        /// Number of copies, at least 2.
        Structure n_copies: usize,
    }
}

impl Shapes for StreamClone {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        Ok(vec![inputs[0].to_vec(); self.n_copies])
    }

    fn output_suffix(&self, position: usize) -> String {
        format!("cpy{}", position + 1)
    }
}
