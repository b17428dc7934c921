//! Functions of one number as Keras defines them, for tables of all arguments.

use libm::{erf, exp, expm1, log1p, tanh};

use crate::attribute::choice_attribute;
use crate::settings::choices;

choices! {
    /// What the entries of a table are, sorted by name.
    pub enum TableFunction {
        /// `x` down to 0, `exp(x) - 1` below.
        Celu = "celu",
        /// `x` down to 0, `exp(x) - 1` below.
        Elu = "elu",
        /// `exp(x)`.
        Exponential = "exponential",
        /// `x` times the normal distribution function.
        Gelu = "gelu",
        /// The entries are given.
        Given = "given",
        /// `x` if `|x| > 1/2`, else 0.
        HardShrink = "hard_shrink",
        /// `(x + 3) / 6` from 0 to 1.
        HardSigmoid = "hard_sigmoid",
        /// `x` times `hard_sigmoid`.
        HardSilu = "hard_silu",
        /// `x` times `hard_sigmoid`.
        HardSwish = "hard_swish",
        /// `x` from -1 to 1.
        HardTanh = "hard_tanh",
        /// `x` down to 0, `x / 5` below.
        LeakyRelu = "leaky_relu",
        /// `x`.
        Linear = "linear",
        /// `-log(1 + exp(-x))`.
        LogSigmoid = "log_sigmoid",
        /// `x * tanh(log(1 + exp(x)))`.
        Mish = "mish",
        /// `max(x, 0)`.
        Relu = "relu",
        /// `x` from 0 to 6.
        Relu6 = "relu6",
        /// Scaled exponential unit.
        Selu = "selu",
        /// `1 / (1 + exp(-x))`.
        Sigmoid = "sigmoid",
        /// `x / (1 + exp(-x))`.
        Silu = "silu",
        /// `x` moved by 1/2 toward 0, and 0 where it would pass it.
        SoftShrink = "soft_shrink",
        /// `log(1 + exp(x))`.
        Softplus = "softplus",
        /// `x / (1 + |x|)`.
        Softsign = "softsign",
        /// 0 up to -1, `(x + 1)^2 / 4` up to 1, then `x`.
        SparsePlus = "sparse_plus",
        /// `(x + 1) / 2` from 0 to 1.
        SparseSigmoid = "sparse_sigmoid",
        /// `(x + sqrt(x^2 + 4)) / 2`.
        Squareplus = "squareplus",
        /// `x / (1 + exp(-x))`.
        Swish = "swish",
        /// `tanh(x)`.
        Tanh = "tanh",
        /// `x - tanh(x)`.
        TanhShrink = "tanh_shrink",
    }
}
choice_attribute!(TableFunction);

impl TableFunction {
    /// The function of a name that Keras knows.
    pub fn find(name: &str) -> Option<Self> {
        name.parse().ok().filter(|function| *function != TableFunction::Given)
    }

    /// The names that Keras knows, sorted and parted by commas.
    pub fn known() -> String {
        let known = Self::ALL.iter().filter(|function| **function != TableFunction::Given);
        known.map(|function| function.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The value at a number, computed in double precision; the number itself where the entries are given.
    pub fn value(self, x: f64) -> f64 {
        match self {
            TableFunction::Celu | TableFunction::Elu if x > 0.0 => x,
            TableFunction::Celu | TableFunction::Elu => expm1(x),
            TableFunction::Exponential => exp(x),
            TableFunction::Gelu => x * 0.5 * (1.0 + erf(x / std::f64::consts::SQRT_2)),
            TableFunction::Given | TableFunction::Linear => x,
            TableFunction::HardShrink => {
                if x.abs() > 0.5 {
                    x
                } else {
                    0.0
                }
            }
            TableFunction::HardSigmoid => hard_sigmoid(x),
            TableFunction::HardSilu | TableFunction::HardSwish => x * hard_sigmoid(x),
            TableFunction::HardTanh => x.clamp(-1.0, 1.0),
            TableFunction::LeakyRelu if x > 0.0 => x,
            TableFunction::LeakyRelu => 0.2 * x,
            TableFunction::LogSigmoid => -softplus(-x),
            TableFunction::Mish => x * tanh(softplus(x)),
            TableFunction::Relu => x.max(0.0),
            TableFunction::Relu6 => x.clamp(0.0, 6.0),
            TableFunction::Selu => {
                const SCALE: f64 = 1.050_700_987_355_480_5;
                const ALPHA: f64 = 1.673_263_242_354_377_2;
                if x > 0.0 { SCALE * x } else { SCALE * ALPHA * expm1(x) }
            }
            TableFunction::Sigmoid => sigmoid(x),
            TableFunction::Silu | TableFunction::Swish => x * sigmoid(x),
            TableFunction::SoftShrink => x - x.clamp(-0.5, 0.5),
            TableFunction::Softplus => softplus(x),
            TableFunction::Softsign => x / (1.0 + x.abs()),
            TableFunction::SparsePlus if x <= -1.0 => 0.0,
            TableFunction::SparsePlus if x < 1.0 => 0.25 * (x + 1.0) * (x + 1.0),
            TableFunction::SparsePlus => x,
            TableFunction::SparseSigmoid => (0.5 * (x + 1.0)).clamp(0.0, 1.0),
            TableFunction::Squareplus => 0.5 * (x + (x * x + 4.0).sqrt()),
            TableFunction::Tanh => tanh(x),
            TableFunction::TanhShrink => x - tanh(x),
        }
    }
}

fn hard_sigmoid(x: f64) -> f64 {
    (x + 3.0).clamp(0.0, 6.0) / 6.0
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + log1p(exp(-x.abs()))
}

#[cfg(test)]
mod tests {
    use super::TableFunction;

    #[test]
    fn functions_are_sorted_and_given_entries_are_none() {
        assert!(TableFunction::ALL.windows(2).all(|pair| pair[0].as_str() < pair[1].as_str()));
        assert_eq!(TableFunction::find("given"), None);
        assert_eq!(TableFunction::find("tanh").map(|function| function.value(0.0)), Some(0.0));
    }
}
