//! Sums of products of a tensor and weights along any axes.

use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{Contraction, NamedType, Strategy, Weight};

op! {
    /// As [`struct@crate::ops::Einsum`], with weights in place of the second tensor, and a bias.
    ///
    /// The sum begins with the bias assigned to `accum_t`; each product and each partial sum is assigned to `accum_t`, as
    /// in a dense layer. The order of the sum is the same under every strategy.
    pub struct EinsumDense {
        /// The axes of the input.
        Structure left: Vec<usize>,
        /// The axes of the weights.
        Structure right: Vec<usize>,
        /// The axes of the result.
        Structure output: Vec<usize>,
        /// Weights.
        Core weight: Weight,
        /// Biases, of the rank of the result; along an axis of extent 1 one holds for all elements.
        Core bias: Weight,
        /// Type of products and partial sums.
        Target accum_t: NamedType,
        /// How many products share one multiplier.
        Target reuse_factor: u32 = 1,
        /// How the products are laid out in hardware. With `latency` all rows that are computed side by side share their
        /// multipliers. A row is the elements of the input along the axes that the weights have.
        Advanced strategy: Strategy = Strategy::Latency,
        /// How many rows are computed side by side, a divisor of their number. Without it, or with 0, all of them under
        /// `latency` and one under the other strategies.
        Advanced parallelization_factor: u32 = 0,
    }
}

impl EinsumDense {
    /// The loops over an input of this shape and the weights.
    ///
    /// # Errors
    /// When the shapes do not fit the axes.
    pub fn contraction(&self, shape: &[usize]) -> Result<Contraction, ShapeError> {
        Contraction::new([&self.left, &self.right, &self.output], [shape, self.weight.data.shape()])
    }

    /// How many of a number of rows are computed side by side.
    pub fn rows_side_by_side(&self, n_rows: usize) -> usize {
        if self.parallelization_factor > 0 {
            return self.parallelization_factor as usize;
        }
        match self.strategy {
            Strategy::Latency => n_rows.max(1),
            Strategy::Resource | Strategy::ResourceUnrolled => 1,
        }
    }
}

impl Shapes for EinsumDense {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let shape = self.contraction(inputs[0])?.shape();
        let bias = self.bias.data.shape();
        let fits = bias.len() == shape.len() && bias.iter().zip(&shape).all(|(own, extent)| *own == 1 || own == extent);
        if !fits {
            return Err(ShapeError::new(bias, format!("biases that repeat to {shape:?}")));
        }
        Ok(vec![shape])
    }
}
