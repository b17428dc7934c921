//! Transposed convolution over an image.

use super::{ShapeError, Shapes};
use crate::convolution::{convolution, height, output_shapes, view, width};
use crate::{Convolution, Geometry, NamedType, Weight};

convolution! {
    /// Transposed convolution over an image `[in_height, in_width, n_chan]`: input pixel `i` reaches the output pixels `i * stride - pad + k * dilation`
    /// of all taps `k`, and each output pixel is the bias plus the sum over its taps and channels, taken in this order.
    ///
    /// Sums are assigned as in a convolution. Strides are output pixels between input pixels; taps that no input reaches
    /// an output through read zeros.
    pub struct Conv2dTranspose over image {
        /// Rows cut off above the output.
        Structure pad_top: usize = 0,
        /// Pixels cut off left of the output.
        Structure pad_left: usize = 0,
        /// Weights, shape `[filt_height, filt_width, n_chan, n_filt]`.
        Core weight: Weight,
        /// Biases, shape `[n_filt]`.
        Core bias: Weight,
        /// Type of products and partial sums.
        Target accum_t: NamedType,
    }
}

impl Conv2dTranspose {
    /// The layer as products over windows.
    pub fn view(&self) -> Convolution<'_> {
        let geometry = Geometry {
            height: height!(self),
            width: width!(self),
            is_transposed: true,
            n_chan: self.n_chan,
            n_filt: self.n_filt,
            n_groups: 1,
        };
        view!(self, geometry)
    }
}

impl Shapes for Conv2dTranspose {
    fn convolution(&self, _: &[usize]) -> Option<Convolution<'_>> {
        Some(self.view())
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        output_shapes(
            &self.view(),
            inputs[0],
            &[self.in_height, self.in_width, self.n_chan],
            &[self.out_height, self.out_width, self.n_filt],
        )
    }
}
