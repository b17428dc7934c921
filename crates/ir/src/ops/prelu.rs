//! Leaky rectifier with a trained slope per element.

use hlsmith_fixed::Precision;

use super::{ShapeError, Shapes, same_shape};
use crate::attribute::op;
use crate::{NamedType, Weight};

op! {
    /// `x[i]` if `x[i] > 0`, else `param[i] * x[i]`, assigned to the result type.
    pub struct Prelu {
        /// Number of elements.
        Structure n_in: usize,
        /// Slopes, shape `[n_in]`.
        Core param: Weight,
        /// Type of the table entries; kept for configurations, the function uses no table.
        Target table_t: NamedType = NamedType::new("", Precision::fixed(18, 8, true)),
        /// Number of table entries; kept for configurations, the function uses no table.
        Target table_size: usize = 1024,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for Prelu {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let elements: usize = inputs[0].iter().product();
        if elements != self.n_in || self.param.data.len() != self.n_in {
            return Err(ShapeError::new(inputs[0], format!("{} elements and slopes", self.n_in)));
        }
        same_shape(inputs)
    }
}
