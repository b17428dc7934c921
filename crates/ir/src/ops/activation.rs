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
        /// 1 if `x >= 0`, else -1; in a result type of one unsigned bit 0 stands for -1.
        BinaryTanh = "binary_tanh",
        /// 1 if `x > 1/2`, else 0 if `x > -1/2`, else -1.
        TernaryTanh = "ternary_tanh",
        /// `exp(x)`, from a table over [-8, 8) whose entries saturate.
        Exponential = "exponential",
        /// `exp(-x^2)`, from a table over [-4, 4).
        Gaussian = "gaussian",
        /// `x` times the normal distribution function: the rectifier plus a table over [-8, 8).
        Gelu = "gelu",
        /// `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))`: the rectifier plus a table over [-8, 8).
        GeluTanh = "gelu_tanh",
        /// `x` if `|x| > 1/2`, else 0.
        HardShrink = "hard_shrink",
        /// `-log(1 + exp(-x))`: `min(x, 0)` plus a table over [-8, 8).
        LogSigmoid = "log_sigmoid",
        /// `x * tanh(log(1 + exp(x)))`: the rectifier plus a table over [-8, 8).
        Mish = "mish",
        /// `x / (1 + exp(-x))`: the rectifier plus a table over [-8, 8).
        Silu = "silu",
        /// `x` moved by 1/2 toward 0, and 0 where it would pass it.
        SoftShrink = "soft_shrink",
        /// 0 up to -1, `(x + 1)^2 / 4` up to 1, then `x`: the rectifier plus a table over [-1, 1).
        SparsePlus = "sparse_plus",
        /// `x - tanh(x)`: `x` plus a table over [-4, 4).
        TanhShrink = "tanh_shrink",
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

/// What a table entry is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// 0.
    Zero,
    /// `x`.
    Identity,
    /// `max(x, 0)`.
    Positive,
    /// `min(x, 0)`.
    Negative,
}

impl Function {
    /// True when the function is read from a table.
    pub fn uses_table(self) -> bool {
        self.table_range().is_some()
    }

    /// Extent of the table: around 0, or from 0 downwards when negative. `None` for functions that use none.
    pub fn table_range(self) -> Option<i32> {
        match self {
            Function::Linear
            | Function::Relu
            | Function::Relu6
            | Function::BinaryTanh
            | Function::TernaryTanh
            | Function::HardShrink
            | Function::SoftShrink => None,
            Function::Selu => Some(-8),
            Function::SparsePlus => Some(2),
            Function::Gaussian | Function::Tanh | Function::TanhShrink => Some(8),
            Function::Sigmoid
            | Function::Softplus
            | Function::Softsign
            | Function::Exponential
            | Function::Gelu
            | Function::GeluTanh
            | Function::LogSigmoid
            | Function::Mish
            | Function::Silu => Some(16),
        }
    }

    /// What an entry of the table is added to, so that the function holds beyond the table as well.
    pub fn base(self) -> Base {
        match self {
            Function::Gelu | Function::GeluTanh | Function::Mish | Function::Silu | Function::SparsePlus => {
                Base::Positive
            }
            Function::LogSigmoid => Base::Negative,
            Function::TanhShrink => Base::Identity,
            Function::Linear
            | Function::Relu
            | Function::Relu6
            | Function::Sigmoid
            | Function::Tanh
            | Function::Softplus
            | Function::Softsign
            | Function::Selu
            | Function::BinaryTanh
            | Function::TernaryTanh
            | Function::Exponential
            | Function::Gaussian
            | Function::HardShrink
            | Function::SoftShrink => Base::Zero,
        }
    }
}

impl Shapes for Activation {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        same_shape(inputs)
    }
}
