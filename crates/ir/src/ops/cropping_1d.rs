//! A part of the pixels of a line.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// A tensor `[n_in, n_chan]` without pixels at its ends; each element is assigned to the result type.
    pub struct Cropping1d {
        /// Pixels of the input.
        Structure n_in: usize,
        /// Channels of a pixel.
        Structure n_chan: usize,
        /// Pixels left out before the first one that stays.
        Structure crop_left: usize = 0,
        /// Pixels left out behind the last one that stays.
        Structure crop_right: usize = 0,
    }
}

impl Shapes for Cropping1d {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let expected = [self.n_in, self.n_chan];
        if inputs[0] != expected {
            return Err(ShapeError::new(inputs[0], format!("{expected:?}")));
        }
        Ok(vec![vec![cropped(self.n_in, [self.crop_left, self.crop_right])?, self.n_chan]])
    }
}

/// An extent without what is left out on both sides, at least 1.
pub(super) fn cropped(extent: usize, [before, after]: [usize; 2]) -> Result<usize, ShapeError> {
    let rest = extent.checked_sub(before).and_then(|extent| extent.checked_sub(after)).filter(|&rest| rest > 0);
    rest.ok_or_else(|| ShapeError {
        found: format!("{before} and {after} of {extent} left out"),
        expected: "at least one that stays".into(),
    })
}
