//! Sums of products of two tensors.

use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{Contraction, NamedType};

op! {
    /// For each element of the result the sum of the products of two tensors over the axes that the result does not have.
    ///
    /// Axes have numbers; those of equal number belong together. The sum begins with 0, and after each product, which is
    /// exact, it is assigned to `accum_t`; the whole sum is assigned to the result type. The axes that are summed over
    /// come in the order of the first tensor, then of the second, the last one fastest.
    pub struct Einsum {
        /// The axes of the first tensor.
        Structure left: Vec<usize>,
        /// The axes of the second tensor.
        Structure right: Vec<usize>,
        /// The axes of the result.
        Structure output: Vec<usize>,
        /// Type of partial sums.
        Target accum_t: NamedType,
        /// How many products share one multiplier.
        Target reuse_factor: u32 = 1,
    }
}

impl Einsum {
    /// The loops over inputs of these shapes.
    ///
    /// # Errors
    /// When the shapes do not fit the axes.
    pub fn contraction(&self, shapes: [&[usize]; 2]) -> Result<Contraction, ShapeError> {
        Contraction::new([&self.left, &self.right, &self.output], shapes)
    }
}

impl Shapes for Einsum {
    fn n_inputs(&self) -> usize {
        2
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        Ok(vec![self.contraction([inputs[0], inputs[1]])?.shape()])
    }
}
