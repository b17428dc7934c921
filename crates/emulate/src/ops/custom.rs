//! A layer of an extension: see [`hlsmith_ir::ops::Custom`].
//!
//! The code is the user's; what surrounds it is exact: numbers go in as they are, and results are assigned to the result
//! type by its rounding and overflow.

use std::sync::Arc;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{FixedType, Format, Value};
use hlsmith_ir::{Call, Computation, Extension, Failure, ops};

use super::Context;
use crate::constants::Constants;

/// Bits of the significand of an `f64`.
const REAL_BITS: u32 = f64::MANTISSA_DIGITS;

/// Most bits left or right of the binary point of numbers that `f64` holds with all their multiples.
const REAL_EXPONENT: i32 = 900;

/// A layer ready to be computed.
#[derive(Clone, Debug)]
pub(crate) struct Custom {
    name: String,
    extension: Arc<Extension>,
    op: Arc<ops::Custom>,
    /// Number of elements of the output.
    n_out: usize,
    exact_weights: Arc<Vec<Vec<Value>>>,
    real_weights: Arc<Vec<Vec<f64>>>,
}

impl Custom {
    /// Lowers a layer whose inputs have the given types.
    pub(crate) fn lower(name: &str, op: &ops::Custom, inputs: &[FixedType], context: &Context) -> Result<Self> {
        let extension = op.extension.get()?.clone();
        let mut exact_weights = Vec::new();
        let mut formats: Vec<(String, Format)> =
            inputs.iter().enumerate().map(|(input, ty)| (format!("input {}", input + 1), ty.format)).collect();
        for custom in &op.weights {
            let constants = Constants::of_weight(&custom.weight, context.compatibility)?;
            formats.push((format!("weight `{}`", custom.role), constants.format));
            exact_weights.push((0..constants.raw.len()).map(|index| constants.value(index)).collect::<Vec<_>>());
        }
        if let Computation::Real(_) = extension.computation
            && let Some((role, format)) = formats.iter().find(|(_, format)| !is_real(*format))
        {
            let message = format!(
                "the extension `{}` computes on 64-bit floating-point numbers, which do not hold those of {role}",
                extension.name
            );
            return Err(Diagnostic::error(Code::EmulatorUnsupported, Subject::Model, message)
                .found(format!("{} bits", format.width))
                .expected(format!("at most {REAL_BITS} bits"))
                .into());
        }
        let real_weights = exact_weights.iter().map(|weight| weight.iter().map(Value::to_f64).collect()).collect();
        Ok(Self {
            name: name.to_owned(),
            extension,
            n_out: op.shape.iter().product(),
            op: Arc::new(op.clone()),
            exact_weights: Arc::new(exact_weights),
            real_weights: Arc::new(real_weights),
        })
    }

    /// The results of some samples; `inputs` are the raw values on the grids of their types, each tensor sample by sample,
    /// and `value` makes a number of one.
    ///
    /// # Errors
    /// When the code of the extension fails, or gives something that is no result.
    pub(crate) fn compute(&self, inputs: &[Vec<Value>], n_samples: usize, ty: &FixedType) -> Result<Vec<Value>> {
        match &self.extension.computation {
            Computation::Exact(function) => {
                let mut results = Vec::with_capacity(n_samples * self.n_out);
                for sample in 0..n_samples {
                    let part = |input: &Vec<Value>| {
                        let elements = input.len() / n_samples;
                        input[sample * elements..][..elements].to_vec()
                    };
                    let inputs: Vec<Vec<Value>> = inputs.iter().map(part).collect();
                    let call = Call { layer: &self.op, n_samples: 1, inputs: &inputs, weights: &self.exact_weights };
                    let made = function(&call).map_err(|failure| self.failed(&failure))?;
                    self.check_len(made.len(), self.n_out)?;
                    results.extend(made.iter().map(|value| value.cast(ty)));
                }
                Ok(results)
            }
            Computation::Real(function) => {
                let inputs: Vec<Vec<f64>> =
                    inputs.iter().map(|input| input.iter().map(Value::to_f64).collect()).collect();
                let call = Call { layer: &self.op, n_samples, inputs: &inputs, weights: &self.real_weights };
                let made = function(&call).map_err(|failure| self.failed(&failure))?;
                self.check_len(made.len(), n_samples * self.n_out)?;
                if let Some(value) = made.iter().find(|value| !value.is_finite()) {
                    return Err(self.failed(&format!("{value} is among the results").into()).into());
                }
                Ok(made.iter().map(|&value| ty.from_f64(value)).collect())
            }
        }
    }

    fn check_len(&self, found: usize, expected: usize) -> Result<()> {
        if found == expected {
            return Ok(());
        }
        Err(self.failed(&format!("{found} results where {expected} are needed").into()).into())
    }

    fn failed(&self, failure: &Failure) -> Diagnostic {
        let message = format!("the extension `{}` cannot compute the layer", self.extension.name);
        Diagnostic::error(Code::ExtensionFailed, Subject::Layer(self.name.clone()), message).found(failure.to_string())
    }
}

/// Whether `f64` holds all numbers of a format.
fn is_real(format: Format) -> bool {
    format.width <= REAL_BITS && format.integer.abs() <= REAL_EXPONENT && format.fraction().abs() <= REAL_EXPONENT
}
