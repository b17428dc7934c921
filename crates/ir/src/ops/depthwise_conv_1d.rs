//! Convolution over a line of each channel by itself.

use super::{ShapeError, Shapes};
use crate::convolution::{convolution, output_shapes, view, width};
use crate::{Axis, Convolution, Geometry, NamedType, Weight};

convolution! {
    /// Convolution over a line `[in_width, n_chan]` of each channel by itself: the filters `c * depth_multiplier` and following read channel
    /// `c` only. Sums are assigned as in a convolution; with a resource strategy, products are taken in steps of
    /// `reuse_factor` through the weights of all taps and filters.
    pub struct DepthwiseConv1d over line {
        /// Zero pixels left of the input.
        Structure pad_left: usize = 0,
        /// Zero pixels right of the input.
        Structure pad_right: usize = 0,
        /// Filters of each channel; there are `n_chan` times as many.
        Structure depth_multiplier: usize = 1,
        /// Weights, shape `[filt_width, n_chan, depth_multiplier]`.
        Core weight: Weight,
        /// Biases, shape `[n_filt]`.
        Core bias: Weight,
        /// Type of products and partial sums.
        Target accum_t: NamedType,
    }
}

impl DepthwiseConv1d {
    /// The layer as products over windows.
    pub fn view(&self) -> Convolution<'_> {
        let geometry = Geometry {
            height: Axis::ONE,
            width: width!(self),
            is_transposed: false,
            n_chan: self.n_chan,
            n_filt: self.n_filt,
            n_groups: self.n_chan,
        };
        view!(self, geometry)
    }
}

impl Shapes for DepthwiseConv1d {
    fn convolution(&self, _: &[usize]) -> Option<Convolution<'_>> {
        Some(self.view())
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let view = self.view();
        view.geometry.check_forward([0, self.pad_right])?;
        output_shapes(&view, inputs[0], &[self.in_width, self.n_chan], &[self.out_width, self.n_filt])
    }
}
