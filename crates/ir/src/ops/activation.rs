//! Element-wise functions without parameters.

use hlsmith_fixed::Precision;

use super::{ShapeError, Shapes, same_shape};
use crate::NamedType;
use crate::attribute::{choice_attribute, op};
use crate::settings::choices;

choices! {
    /// Functions of [`struct@Activation`].
    pub enum Function {
        /// `x`.
        Linear = "linear",
        /// `max(x, 0)`.
        Relu = "relu",
        /// `min(max(x, 0), 6)`.
        Relu6 = "relu6",
        /// `1 / (1 + exp(-x))`, from a table over [-8, 8).
        Sigmoid = "sigmoid",
        /// `tanh(x)`, from a table over [-4, 4).
        Tanh = "tanh",
        /// `log(exp(x) + 1)`, from a table over [-8, 8).
        Softplus = "softplus",
        /// `x / (|x| + 1)`, from a table over [-8, 8).
        Softsign = "softsign",
        /// Scaled exponential unit; the negative side from a table over (-8, 0].
        Selu = "selu",
    }
}
choice_attribute!(Function);

op! {
    /// An element-wise function without parameters, assigned to the result type.
    pub struct Activation {
        /// Which function.
        Structure function: Function,
        /// Number of elements.
        Structure n_in: usize,
        /// Type of the table entries, for functions that use a table.
        Target table_t: NamedType = NamedType::new("", Precision::fixed(18, 8, true)),
        /// Number of table entries.
        Target table_size: usize = 1024,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Function {
    /// True when the function is read from a table.
    pub fn uses_table(self) -> bool {
        match self {
            Function::Linear | Function::Relu | Function::Relu6 => false,
            Function::Sigmoid | Function::Tanh | Function::Softplus | Function::Softsign | Function::Selu => true,
        }
    }
}

impl Shapes for Activation {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        same_shape(inputs)
    }
}
