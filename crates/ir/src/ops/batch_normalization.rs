//! Normalisation with trained statistics.

use super::{ShapeError, Shapes, same_shape};
use crate::Weight;
use crate::attribute::op;

op! {
    /// Per-channel scale and offset: `y[i] = x[i] * scale[c] + bias[c]`, assigned once to the result type.
    ///
    /// `c` is the index along the last axis; `scale = gamma / sqrt(variance + epsilon)` and
    /// `bias = beta - scale * mean` of the trained layer.
    pub struct BatchNormalization {
        /// Number of elements of the input.
        Structure n_in: usize,
        /// Number of channels, the extent of the last axis.
        Structure n_filt: usize,
        /// Scales, shape `[n_filt]`.
        Core scale: Weight,
        /// Offsets, shape `[n_filt]`.
        Core bias: Weight,
        /// How many products share one multiplier.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for BatchNormalization {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let shape = inputs[0];
        if shape.last() != Some(&self.n_filt) || shape.iter().product::<usize>() != self.n_in {
            return Err(ShapeError::new(
                shape,
                format!("{} elements, {} of them along the last axis", self.n_in, self.n_filt),
            ));
        }
        for weight in [&self.scale, &self.bias] {
            if weight.data.shape() != [self.n_filt] {
                return Err(ShapeError::new(weight.data.shape(), format!("[{}]", self.n_filt)));
            }
        }
        same_shape(inputs)
    }
}
