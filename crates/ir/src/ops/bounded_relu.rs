//! Rectifier with a threshold, a slope below it and an upper limit.

use super::{ShapeError, Shapes, same_shape};
use crate::NamedType;
use crate::attribute::op;

op! {
    /// `max_value` if `x >= max_value` and the function is bounded, else `x` if `x >= threshold`, else
    /// `negative_slope * (x - threshold)`, assigned once to the result type.
    pub struct BoundedRelu {
        /// Number of elements.
        Structure n_in: usize,
        /// Whether there is an upper limit.
        Structure is_bounded: bool,
        /// The upper limit, not below the threshold.
        Structure max_value: f64,
        /// Slope below the threshold.
        Structure negative_slope: f64,
        /// From where on the function is `x`.
        Structure threshold: f64,
        /// Type the upper limit is assigned to.
        Core max_t: NamedType,
        /// Type the slope is assigned to.
        Core slope_t: NamedType,
        /// Type the threshold is assigned to.
        Core threshold_t: NamedType,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for BoundedRelu {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        same_shape(inputs)
    }
}
