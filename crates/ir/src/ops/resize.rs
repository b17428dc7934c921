//! Another number of rows and columns of an image.

use super::{ShapeError, Shapes};
use crate::attribute::{choice_attribute, op};
use crate::settings::choices;

choices! {
    /// How pixels between those of the input are made.
    pub enum ResizeAlgorithm {
        /// Each is one of the input.
        Nearest = "nearest",
        /// Each is made of its four neighbours; not computed by any target.
        Bilinear = "bilinear",
    }
}
choice_attribute!(ResizeAlgorithm);

op! {
    /// An image `[in_height, in_width, n_chan]`, or a line `[in_width, n_chan]` when `in_height` and `out_height` are 1,
    /// with each pixel repeated: pixel `[i, j]` of the output is pixel `[i * in_height / out_height, j * in_width /
    /// out_width]` of the input, rounded down. Each element is assigned to the result type.
    pub struct Resize {
        /// Rows of the input.
        Structure in_height: usize = 1,
        /// Columns of the input.
        Structure in_width: usize,
        /// Rows of the output.
        Structure out_height: usize = 1,
        /// Columns of the output.
        Structure out_width: usize,
        /// Channels of a pixel.
        Structure n_chan: usize,
        /// How pixels between those of the input are made.
        Core algorithm: ResizeAlgorithm = ResizeAlgorithm::Nearest,
    }
}

impl Shapes for Resize {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let image = [self.in_height, self.in_width, self.n_chan];
        if self.out_height == 0 || self.out_width == 0 {
            return Err(ShapeError::new(&[self.out_height, self.out_width], "at least one pixel"));
        }
        if inputs[0] == image {
            return Ok(vec![vec![self.out_height, self.out_width, self.n_chan]]);
        }
        if inputs[0] == &image[1..] && self.in_height == 1 && self.out_height == 1 {
            return Ok(vec![vec![self.out_width, self.n_chan]]);
        }
        Err(ShapeError::new(inputs[0], format!("{image:?}")))
    }
}
