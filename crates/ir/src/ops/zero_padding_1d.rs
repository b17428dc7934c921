//! Zeros around the pixels of a line.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// Zeros before and after the pixels of a tensor `[in_width, n_chan]`; elements are assigned to the result type.
    pub struct ZeroPadding1d {
        /// Pixels of the input.
        Structure in_width: usize,
        /// Channels of a pixel.
        Structure n_chan: usize,
        /// Zero pixels before the first one.
        Structure pad_left: usize,
        /// Zero pixels after the last one.
        Structure pad_right: usize,
    }
}

impl Shapes for ZeroPadding1d {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let Self { in_width, n_chan, pad_left, pad_right } = *self;
        if inputs[0] != [in_width, n_chan] {
            return Err(ShapeError::new(inputs[0], format!("{:?}", [in_width, n_chan])));
        }
        Ok(vec![vec![padded(in_width, [pad_left, pad_right])?, n_chan]])
    }
}

/// An extent with zeros on both sides.
pub(super) fn padded(extent: usize, [before, after]: [usize; 2]) -> Result<usize, ShapeError> {
    let padded = extent.checked_add(before).and_then(|extent| extent.checked_add(after));
    padded.ok_or_else(|| ShapeError {
        found: format!("{extent} pixels and {before} and {after} zeros"),
        expected: "a number of pixels that can be counted".into(),
    })
}
