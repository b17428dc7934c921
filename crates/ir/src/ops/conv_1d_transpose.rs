//! Transposed convolution over a line.

use super::{ShapeError, Shapes};
use crate::convolution::{convolution, output_shapes, view, width};
use crate::{Axis, Convolution, Geometry, NamedType, Weight};

convolution! {
    /// Transposed convolution over a line `[in_width, n_chan]`: input pixel `i` reaches the output pixels `i * stride - pad + k * dilation`
    /// of all taps `k`, and each output pixel is the bias plus the sum over its taps and channels, taken in this order.
    ///
    /// Sums are assigned as in a convolution. Strides are output pixels between input pixels; taps that no input reaches
    /// an output through read zeros.
    pub struct Conv1dTranspose over line {
        /// Pixels cut off left of the output.
        Structure pad_left: usize = 0,
        /// Weights, shape `[filt_width, n_chan, n_filt]`.
        Core weight: Weight,
        /// Biases, shape `[n_filt]`.
        Core bias: Weight,
        /// Type of products and partial sums.
        Target accum_t: NamedType,
    }
}

impl Conv1dTranspose {
    /// The layer as products over windows.
    pub fn view(&self) -> Convolution<'_> {
        let geometry = Geometry {
            height: Axis::ONE,
            width: width!(self),
            is_transposed: true,
            n_chan: self.n_chan,
            n_filt: self.n_filt,
            n_groups: 1,
        };
        view!(self, geometry)
    }
}

impl Shapes for Conv1dTranspose {
    fn convolution(&self, _: &[usize]) -> Option<Convolution<'_>> {
        Some(self.view())
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        output_shapes(&self.view(), inputs[0], &[self.in_width, self.n_chan], &[self.out_width, self.n_filt])
    }
}
