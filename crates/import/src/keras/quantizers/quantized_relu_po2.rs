//! `quantized_relu_po2`: the power of two nearest to a positive argument, and the smallest one for the others or, with a
//! slope, that of the magnitude times the slope with a sign.

use hlsmith_diag::Result;

use super::exponents::{Exponents, mirrored};
use super::{Arguments, Quantizer, Staircase};

pub(super) const ARGUMENTS: &[&str] = &[
    "bits",
    "max_value",
    "negative_slope",
    "use_stochastic_rounding",
    "quadratic_approximation",
    "log2_rounding",
    "qnoise_factor",
    "var_name",
    "use_ste",
    "use_variables",
];

/// An exponent of `bits` bits.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedReluPo2 {
    exponents: Exponents,
    /// What the magnitude of negative numbers is multiplied by; a power of two or 0.
    negative_slope: f32,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    let exponents = Exponents::read(arguments, 0)?;
    let negative_slope = arguments.power_of_two_or_zero("negative_slope")? as f32;
    Ok(Quantizer::ReluPo2(QuantizedReluPo2 { exponents, negative_slope }))
}

impl QuantizedReluPo2 {
    /// Its results.
    pub(crate) fn result(&self) -> Staircase {
        let (steps, smallest) = (self.exponents.steps(), self.exponents.smallest());
        let positive = [(0.0, smallest)].into_iter().chain(steps.clone());
        if self.negative_slope == 0.0 {
            return Staircase::new(smallest, positive);
        }
        let slope = self.negative_slope;
        let (largest, negative) = mirrored(&steps, smallest);
        let negative = negative.into_iter().map(|(threshold, level)| (threshold / slope, level));
        Staircase::new(-largest, negative.chain(positive))
    }
}
