//! Fully connected layer.

use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{NamedType, Strategy, Weight};

op! {
    /// Fully connected layer on a vector: `y[j] = bias[j] + sum over i of x[i] * weight[i][j]`.
    ///
    /// Each product and each partial sum is assigned to `accum_t`, the sum to the result type. With a wrapping
    /// `accum_t` the order of the sum has no effect; with a saturating one it is that of the strategy.
    pub struct Dense {
        /// Length of the input vector.
        Structure n_in: usize,
        /// Length of the output vector.
        Structure n_out: usize,
        /// Weights, shape `[n_in, n_out]`.
        Core weight: Weight,
        /// Biases, shape `[n_out]`.
        Core bias: Weight,
        /// Type of products and partial sums.
        Target accum_t: NamedType,
        /// How many products share one multiplier.
        Target reuse_factor: u32 = 1,
        /// How the product is laid out in hardware.
        Advanced strategy: Strategy = Strategy::Latency,
    }
}

impl Shapes for Dense {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let shape = inputs[0];
        if shape != [self.n_in] {
            return Err(ShapeError::new(shape, format!("[{}]", self.n_in)));
        }
        if self.weight.data.shape() != [self.n_in, self.n_out] {
            return Err(ShapeError::new(self.weight.data.shape(), format!("weights [{}, {}]", self.n_in, self.n_out)));
        }
        if self.bias.data.shape() != [self.n_out] {
            return Err(ShapeError::new(self.bias.data.shape(), format!("biases [{}]", self.n_out)));
        }
        Ok(vec![vec![self.n_out]])
    }
}
