//! Normalisation with trained statistics.

use super::{ShapeError, Shapes, same_shape};
use crate::Weight;
use crate::attribute::op;

op! {
    /// Per-channel scale and offset: `y[i] = x[i] * scale[c] + bias[c]`, assigned once to the result type.
    ///
    /// `c` is the index along the channel axis, `i / n_inner % n_filt`; `scale = gamma / sqrt(variance + epsilon)` and
    /// `bias = beta - scale * mean` of the trained layer.
    pub struct BatchNormalization {
        /// Number of elements of the input.
        Structure n_in: usize,
        /// Number of channels, the extent of the channel axis.
        Structure n_filt: usize,
        /// Scales, shape `[n_filt]`.
        Core scale: Weight,
        /// Offsets, shape `[n_filt]`.
        Core bias: Weight,
        /// How many products share one multiplier.
        Target reuse_factor: u32 = 1,
        /// Product of the extents behind the channel axis.
        Structure n_inner: usize = 1,
    }
}

impl Shapes for BatchNormalization {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let shape = inputs[0];
        let inner = (0..shape.len())
            .find(|&axis| shape[axis] == self.n_filt && shape[axis + 1..].iter().product::<usize>() == self.n_inner);
        if inner.is_none() || shape.iter().product::<usize>() != self.n_in {
            return Err(ShapeError::new(
                shape,
                format!("{} elements, an axis of {} channels with {} behind it", self.n_in, self.n_filt, self.n_inner),
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
