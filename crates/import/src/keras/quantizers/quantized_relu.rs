//! `quantized_relu`: the rectifier, rounded to a grid with saturation.

use hlsmith_diag::Result;
use hlsmith_fixed::Overflow;
use hlsmith_ir::Quantizer as Types;

use super::{Arguments, Quantizer, peer_result, saturating};

pub(super) const ARGUMENTS: &[&str] = &[
    "bits",
    "integer",
    "use_sigmoid",
    "negative_slope",
    "use_stochastic_rounding",
    "relu_upper_bound",
    "is_quantized_clip",
    "qnoise_factor",
    "var_name",
    "use_ste",
    "use_variables",
];

/// `bits` bits, `integer` of them left of the point; with a slope one of them is the sign.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedRelu {
    bits: u32,
    integer: i32,
    /// What negative numbers are multiplied by; a power of two or 0.
    pub(crate) negative_slope: f64,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    if arguments.flag("use_sigmoid", false)? {
        return Err(arguments.unsupported("use_sigmoid").expected("false").into());
    }
    if !arguments.flag("is_quantized_clip", true)? && arguments.given("relu_upper_bound").is_some() {
        return Err(arguments.unsupported("relu_upper_bound").expected("nothing").into());
    }
    let negative_slope = arguments.power_of_two_or_zero("negative_slope")?;
    let least = 1 + i64::from(negative_slope != 0.0);
    let bits = arguments.bits(least)?;
    if negative_slope != 0.0 && negative_slope * f64::from(bits - 1).exp2() < 1.0 {
        // The smallest result is between 0 and the first step below it.
        let expected = "a slope whose product with the largest number of steps is 1 at least";
        return Err(arguments.unsupported("negative_slope").expected(expected).into());
    }
    Ok(Quantizer::Relu(QuantizedRelu { bits, integer: arguments.integer()?, negative_slope }))
}

impl QuantizedRelu {
    /// The types of results.
    pub(crate) fn result(&self) -> Types {
        let signed = self.negative_slope != 0.0;
        let integer = self.integer + i32::from(signed);
        let exact = saturating(self.bits, integer, signed, Overflow::Sat);
        Types::new(exact, peer_result(self.bits, integer, signed, Overflow::Sat))
    }
}
