//! `quantized_po2`: powers of two with a sign.

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::Quantizer as Types;

use super::{Arguments, Quantized, Quantizer, Trained};

pub(super) const ARGUMENTS: &[&str] = &[
    "bits",
    "max_value",
    "use_stochastic_rounding",
    "quadratic_approximation",
    "log2_rounding",
    "qnoise_factor",
    "var_name",
    "use_ste",
    "use_variables",
];

/// Below it QKeras takes the smallest power.
const EPSILON: f32 = 1e-7;

/// A sign and an exponent of `bits - 1` bits.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedPo2 {
    bits: u32,
    max_value: Option<f32>,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    if arguments.flag("quadratic_approximation", false)? {
        return Err(arguments.unsupported("quadratic_approximation").expected("false").into());
    }
    if arguments.given("log2_rounding").is_some_and(|rounding| rounding != "rnd") {
        return Err(arguments.unsupported("log2_rounding").expected("rnd").into());
    }
    let max_value = arguments.optional_number("max_value")?.map(|value| value as f32);
    if max_value.is_some_and(|value| value <= 0.0) {
        return Err(arguments.unsupported("max_value").expected("nothing or a positive number").into());
    }
    let bits = arguments.bits(2)?;
    if bits > 8 {
        // Single precision has no smaller exponents.
        return Err(arguments.unsupported("bits").expected("at most 8").into());
    }
    Ok(Quantizer::Po2(QuantizedPo2 { bits, max_value }))
}

impl QuantizedPo2 {
    pub(super) fn of_weights(&self, trained: &Trained) -> Option<Quantized> {
        // Without a bound, or with one above 1, the exponent has a sign of its own.
        let has_sign = self.max_value.is_none_or(|value| value > 1.0);
        let bits = self.bits as i32 - 1 - i32::from(has_sign);
        let (least, most) = (-2.0_f32.powi(bits), 2.0_f32.powi(bits) - 1.0);
        let level = |&x: &f32| {
            let magnitude = self.max_value.map_or(x.abs(), |most| x.abs().min(most));
            let exponent = if x.abs() < EPSILON {
                least
            } else {
                let logarithm = (f64::from(magnitude).ln() as f32) / std::f32::consts::LN_2;
                logarithm.round_ties_even().clamp(least, most)
            };
            let power = 2.0_f32.powi(exponent as i32);
            if x >= 0.0 { power } else { -power }
        };
        let levels = trained.array(trained.values.iter().map(level).collect())?;
        let format = levels.narrowest_format()?;
        let exact = Precision::Fixed(FixedType::new(format.width, format.integer, format.signed));
        let peer = Precision::Exponent { width: self.bits, signed: true };
        Some(Quantized { levels, types: Types { exact, peer, scale: None } })
    }
}
