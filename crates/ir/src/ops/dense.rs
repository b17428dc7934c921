//! Fully connected layer.

use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{ConvImplementation, Convolution, Geometry, NamedType, Strategy, Weight};

op! {
    /// Fully connected layer on the last axis: `y[.., j] = bias[j] + sum over i of x[.., i] * weight[i][j]`.
    ///
    /// Each product and each partial sum is assigned to `accum_t`, the sum to the result type. With a wrapping
    /// `accum_t` the order of the sum has no effect; with a saturating one it is that of the strategy.
    pub struct Dense {
        /// Length of the last axis of the input.
        Structure n_in: usize,
        /// Length of the last axis of the output.
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
        /// Whether the weights are stored without their zeros, for a vector and the strategy `resource`: those that are
        /// not 0 in their type, output by output, then input by input, and zeros behind them up to a multiple of
        /// `reuse_factor`. Every output sums the products whose place in that list leaves 0 when divided by
        /// `reuse_factor`, then those that leave 1, and so on.
        Advanced compression: bool = false,
    }
}

impl Dense {
    /// The layer as products over windows of one row, for an input of a shape that fits.
    pub fn view(&self, input: &[usize]) -> Convolution<'_> {
        let n_rows = input.iter().rev().skip(1).product();
        Convolution {
            geometry: Geometry::of_rows(n_rows, self.n_in, self.n_out),
            weight: &self.weight,
            bias: &self.bias,
            accum_t: &self.accum_t,
            reuse_factor: self.reuse_factor,
            strategy: self.strategy,
            parallelization_factor: 1,
            implementation: ConvImplementation::LineBuffer,
        }
    }
}

impl Shapes for Dense {
    fn convolution(&self, input: &[usize]) -> Option<Convolution<'_>> {
        Some(self.view(input))
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let [rows @ .., n_in] = inputs[0] else {
            return Err(ShapeError::new(inputs[0], format!("[.., {}]", self.n_in)));
        };
        if *n_in != self.n_in {
            return Err(ShapeError::new(inputs[0], format!("[.., {}]", self.n_in)));
        }
        if self.weight.data.shape() != [self.n_in, self.n_out] {
            return Err(ShapeError::new(self.weight.data.shape(), format!("weights [{}, {}]", self.n_in, self.n_out)));
        }
        if self.bias.data.shape() != [self.n_out] {
            return Err(ShapeError::new(self.bias.data.shape(), format!("biases [{}]", self.n_out)));
        }
        Ok(vec![rows.iter().copied().chain([self.n_out]).collect()])
    }
}
