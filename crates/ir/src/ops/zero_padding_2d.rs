//! Zeros around an image.

use super::zero_padding_1d::padded;
use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// Zeros around the pixels of a tensor `[in_height, in_width, n_chan]`; elements are assigned to the result type.
    pub struct ZeroPadding2d {
        /// Rows of the input.
        Structure in_height: usize,
        /// Columns of the input.
        Structure in_width: usize,
        /// Channels of a pixel.
        Structure n_chan: usize,
        /// Zero rows above the first one.
        Structure pad_top: usize,
        /// Zero rows below the last one.
        Structure pad_bottom: usize,
        /// Zero columns before the first one.
        Structure pad_left: usize,
        /// Zero columns after the last one.
        Structure pad_right: usize,
    }
}

impl Shapes for ZeroPadding2d {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let expected = [self.in_height, self.in_width, self.n_chan];
        if inputs[0] != expected {
            return Err(ShapeError::new(inputs[0], format!("{expected:?}")));
        }
        let height = padded(self.in_height, [self.pad_top, self.pad_bottom])?;
        let width = padded(self.in_width, [self.pad_left, self.pad_right])?;
        Ok(vec![vec![height, width, self.n_chan]])
    }
}
