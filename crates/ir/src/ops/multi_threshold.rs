//! Levels by any number of thresholds.

use super::{ShapeError, Shapes, same_shape};
use crate::Weight;
use crate::attribute::op;

/// Most thresholds of a layer; each is a comparison in hardware.
pub const MAX_THRESHOLDS: usize = 256;

op! {
    /// `levels[n]`, assigned to the result type, where `n` is the number of thresholds `t` with `x >= t`; no rounding comes
    /// before the comparison.
    pub struct MultiThreshold {
        /// Number of elements.
        Structure n_in: usize,
        /// Thresholds in ascending order, shape `[n]` with 1 to 256 of them.
        Core thresholds: Weight,
        /// Results, shape `[n + 1]`.
        Core levels: Weight,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for MultiThreshold {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let (thresholds, levels) = (self.thresholds.data.shape(), self.levels.data.shape());
        let n_thresholds = self.thresholds.data.len();
        if thresholds != [n_thresholds] || !(1..=MAX_THRESHOLDS).contains(&n_thresholds) {
            return Err(ShapeError::new(thresholds, format!("1 to {MAX_THRESHOLDS} thresholds")));
        }
        if levels != [n_thresholds + 1] {
            return Err(ShapeError::new(levels, format!("[{}]", n_thresholds + 1)));
        }
        if inputs[0].iter().product::<usize>() != self.n_in {
            return Err(ShapeError::new(inputs[0], format!("{} elements", self.n_in)));
        }
        same_shape(inputs)
    }
}
