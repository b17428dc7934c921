//! Convolution over a line with a window of one pixel.

use super::{ShapeError, Shapes};
use crate::convolution::{convolution, output_shapes, view, width};
use crate::{Axis, Convolution, Geometry, NamedType, Weight};

convolution! {
    /// Convolution over a line `[in_width, n_chan]` with a window of one pixel: the product of each visited pixel with a matrix, assigned
    /// as in a convolution.
    pub struct PointwiseConv1d over line {
        /// Zero pixels left of the input.
        Structure pad_left: usize = 0,
        /// Zero pixels right of the input.
        Structure pad_right: usize = 0,
        /// Groups of channels; the filters of a group read its channels only.
        Structure n_groups: usize = 1,
        /// Weights, shape `[filt_width, n_chan / n_groups, n_filt]`.
        Core weight: Weight,
        /// Biases, shape `[n_filt]`.
        Core bias: Weight,
        /// Type of products and partial sums.
        Target accum_t: NamedType,
    }
}

impl PointwiseConv1d {
    /// The layer as products over windows.
    pub fn view(&self) -> Convolution<'_> {
        let geometry = Geometry {
            height: Axis::ONE,
            width: width!(self),
            is_transposed: false,
            n_chan: self.n_chan,
            n_filt: self.n_filt,
            n_groups: self.n_groups,
        };
        view!(self, geometry)
    }
}

impl Shapes for PointwiseConv1d {
    fn convolution(&self, _: &[usize]) -> Option<Convolution<'_>> {
        Some(self.view())
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let view = self.view();
        let taps = [view.geometry.height.filter, view.geometry.width.filter];
        if taps != [1, 1] {
            return Err(ShapeError::new(&taps, "a window of one pixel"));
        }
        view.geometry.check_forward([0, self.pad_right])?;
        output_shapes(&view, inputs[0], &[self.in_width, self.n_chan], &[self.out_width, self.n_filt])
    }
}
