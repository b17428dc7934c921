//! Functions from a straight line with limits: stand-ins of sigmoid, tanh and silu.

use hlsmith_fixed::Precision;

use super::{ShapeError, Shapes, same_shape};
use crate::NamedType;
use crate::attribute::{choice_attribute, op};
use crate::settings::choices;

choices! {
    /// Functions of [`struct@HardActivation`].
    pub enum HardFunction {
        /// `z = slope * x + shift`, limited to [0, 1].
        HardSigmoid = "hard_sigmoid",
        /// `2 * z - 1` of the limited `z`.
        HardTanh = "hard_tanh",
        /// `x * z` of the limited `z`.
        HardSilu = "hard_silu",
    }
}
choice_attribute!(HardFunction);

op! {
    /// A function of a straight line with limits, assigned once to the result type.
    pub struct HardActivation {
        /// Which function.
        Structure function: HardFunction,
        /// Number of elements.
        Structure n_in: usize,
        /// Slope of the middle piece.
        Structure slope: f64 = 0.2,
        /// Value at 0.
        Structure shift: f64 = 0.5,
        /// Type the slope is assigned to.
        Core slope_t: NamedType = NamedType::new("", Precision::fixed(16, 0, false)),
        /// Type the shift is assigned to.
        Core shift_t: NamedType = NamedType::new("", Precision::fixed(2, 0, false)),
        /// Type of the table entries; kept for configurations, the function uses no table.
        Target table_t: NamedType = NamedType::new("", Precision::fixed(18, 8, true)),
        /// Number of table entries; kept for configurations, the function uses no table.
        Target table_size: usize = 1024,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for HardActivation {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        same_shape(inputs)
    }
}
