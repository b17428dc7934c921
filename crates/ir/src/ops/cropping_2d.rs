//! A part of the rows and columns of an image.

use super::cropping_1d::cropped;
use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// A tensor `[in_height, in_width, n_chan]` without rows and columns at its edges; each element is assigned to the
    /// result type.
    pub struct Cropping2d {
        /// Rows of the input.
        Structure in_height: usize,
        /// Columns of the input.
        Structure in_width: usize,
        /// Channels of a pixel.
        Structure n_chan: usize,
        /// Rows left out above the first one that stays.
        Structure crop_top: usize = 0,
        /// Rows left out below the last one that stays.
        Structure crop_bottom: usize = 0,
        /// Columns left out before the first one that stays.
        Structure crop_left: usize = 0,
        /// Columns left out behind the last one that stays.
        Structure crop_right: usize = 0,
    }
}

impl Shapes for Cropping2d {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let expected = [self.in_height, self.in_width, self.n_chan];
        if inputs[0] != expected {
            return Err(ShapeError::new(inputs[0], format!("{expected:?}")));
        }
        let height = cropped(self.in_height, [self.crop_top, self.crop_bottom])?;
        let width = cropped(self.in_width, [self.crop_left, self.crop_right])?;
        Ok(vec![vec![height, width, self.n_chan]])
    }
}
