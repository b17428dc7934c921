//! Three levels by a threshold.

use hlsmith_fixed::Precision;

use super::{ShapeError, Shapes, same_shape};
use crate::NamedType;
use crate::attribute::op;

op! {
    /// 1 if `x >= threshold`, -1 if `x <= -threshold`, else 0; assigned to the result type.
    ///
    /// Under `hls4ml-1.3` the thresholds are 1/2 whatever is set, and `x` reaches them only beyond: as `ternary_tanh` of
    /// `Activation`.
    pub struct TernaryTanh {
        /// Number of elements.
        Structure n_in: usize,
        /// From which magnitude on a result is not 0; positive.
        Structure threshold: f64 = 0.5,
        /// Type of the table entries; kept for configurations, the function uses no table.
        Target table_t: NamedType = NamedType::new("", Precision::fixed(18, 8, true)),
        /// Number of table entries; kept for configurations, the function uses no table.
        Target table_size: usize = 1024,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for TernaryTanh {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        same_shape(inputs)
    }
}
