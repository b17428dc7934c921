//! Another order of the axes.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// The same elements with the axes in another order: axis `i` of the output is axis `perm[i]` of the input. Each
    /// element is assigned to the result type.
    pub struct Transpose {
        /// For each axis of the output the axis of the input, the first behind the batch dimension being 0.
        Structure perm: Vec<usize>,
    }
}

impl Shapes for Transpose {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let shape = inputs[0];
        let mut axes = self.perm.clone();
        axes.sort_unstable();
        if shape.is_empty() || !axes.into_iter().eq(0..shape.len()) {
            return Err(ShapeError::new(shape, format!("as many axes as {:?}, each named once", self.perm)));
        }
        Ok(vec![self.perm.iter().map(|&axis| shape[axis]).collect()])
    }
}
