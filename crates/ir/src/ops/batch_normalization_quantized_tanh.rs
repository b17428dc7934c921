//! A normalisation and the two or three levels behind it as comparisons.

use super::{ShapeError, Shapes, same_shape};
use crate::Weight;
use crate::attribute::op;

op! {
    /// Levels by thresholds of each channel, assigned to the result type. Of two levels 1 if `x >= hi[c]`, else -1; of
    /// three 1 if `x > hi[c]`, -1 if `x <= lo[c]`, else 0.
    ///
    /// `c` is the index along the last axis.
    pub struct BatchNormalizationQuantizedTanh {
        /// Number of elements of the input.
        Structure n_in: usize,
        /// Number of channels, the extent of the last axis.
        Structure n_filt: usize,
        /// Whether there are three levels.
        Structure is_ternary: bool,
        /// Upper or only thresholds, shape `[n_filt]`.
        Core threshold_hi: Weight,
        /// Lower thresholds, shape `[n_filt]`; without meaning where there are two levels.
        Core threshold_lo: Weight,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for BatchNormalizationQuantizedTanh {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let shape = inputs[0];
        if shape.last() != Some(&self.n_filt) || shape.iter().product::<usize>() != self.n_in {
            return Err(ShapeError::new(shape, format!("{} elements, the last axis of {}", self.n_in, self.n_filt)));
        }
        for weight in [&self.threshold_hi, &self.threshold_lo] {
            if weight.data.shape() != [self.n_filt] {
                return Err(ShapeError::new(weight.data.shape(), format!("[{}]", self.n_filt)));
            }
        }
        same_shape(inputs)
    }
}
