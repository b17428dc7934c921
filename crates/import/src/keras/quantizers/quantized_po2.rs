//! `quantized_po2`: powers of two with a sign.

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::Quantizer as Types;

use super::exponents::{Exponents, mirrored};
use super::{Arguments, Quantized, Quantizer, Staircase, Trained};

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

/// A sign and an exponent of `bits - 1` bits.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedPo2 {
    bits: u32,
    exponents: Exponents,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    let exponents = Exponents::read(arguments, 1)?;
    Ok(Quantizer::Po2(QuantizedPo2 { bits: arguments.bits(2)?, exponents }))
}

impl QuantizedPo2 {
    /// Its results; those of 0 are positive.
    pub(crate) fn result(&self) -> Staircase {
        let (steps, smallest) = (self.exponents.steps(), self.exponents.smallest());
        let (largest, negative) = mirrored(&steps, smallest);
        Staircase::new(-largest, negative.into_iter().chain([(0.0, smallest)]).chain(steps))
    }

    pub(super) fn of_weights(&self, trained: &Trained) -> Option<Quantized> {
        let level = |&x: &f32| {
            let power = self.exponents.power(x.abs());
            if x >= 0.0 { power } else { -power }
        };
        let levels = trained.array(trained.values.iter().map(level).collect())?;
        let format = levels.narrowest_format()?;
        let exact = Precision::Fixed(FixedType::new(format.width, format.integer, format.signed));
        let peer = Precision::Exponent { width: self.bits, signed: true };
        Some(Quantized { levels, types: Types::new(exact, peer) })
    }
}
