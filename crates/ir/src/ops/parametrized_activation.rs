//! Element-wise functions with one trained or chosen number.

use hlsmith_fixed::Precision;

use super::{ShapeError, Shapes, same_shape};
use crate::NamedType;
use crate::attribute::{choice_attribute, op};
use crate::settings::choices;

choices! {
    /// Functions of [`struct@ParametrizedActivation`], with parameter `a`.
    pub enum ParametrizedFunction {
        /// `x` if `x > 0`, else `a * x`.
        LeakyRelu = "leaky_relu",
        /// `x` if `x > a`, else 0.
        ThresholdedRelu = "thresholded_relu",
        /// `x` if `x >= 0`, else `a * (exp(x) - 1)`, the exponential from a table over (-8, 0].
        Elu = "elu",
    }
}
choice_attribute!(ParametrizedFunction);

op! {
    /// An element-wise function with one parameter, assigned to the result type.
    pub struct ParametrizedActivation {
        /// Which function.
        Structure function: ParametrizedFunction,
        /// Number of elements.
        Structure n_in: usize,
        /// The parameter `a`.
        Structure activ_param: f64,
        /// Whether a leaky rectifier takes arguments below the least number of its result type for that number, as a
        /// quantiser does that saturates before it multiplies. The peer hls4ml has no such limit.
        Structure is_limited: bool = false,
        /// Type the parameter is assigned to.
        Core param_t: NamedType,
        /// Type of the table entries, for functions that use a table.
        Target table_t: NamedType = NamedType::new("", Precision::fixed(18, 8, true)),
        /// Number of table entries.
        Target table_size: usize = 1024,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl ParametrizedFunction {
    /// True when the function is read from a table.
    pub fn uses_table(self) -> bool {
        match self {
            ParametrizedFunction::LeakyRelu | ParametrizedFunction::ThresholdedRelu => false,
            ParametrizedFunction::Elu => true,
        }
    }
}

impl Shapes for ParametrizedActivation {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        same_shape(inputs)
    }
}
