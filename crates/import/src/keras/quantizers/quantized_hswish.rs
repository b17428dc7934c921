//! `quantized_hswish`: `x * min(max(x + shift, 0), bound) / bound`, rounded to a grid with saturation.

use hlsmith_diag::Result;
use hlsmith_ir::Quantizer as Types;

use super::quantized_bits::{self, QuantizedBits};
use super::{Arguments, Quantizer};

pub(super) const ARGUMENTS: &[&str] = &[
    "bits",
    "integer",
    "symmetric",
    "alpha",
    "use_stochastic_rounding",
    "scale_axis",
    "qnoise_factor",
    "var_name",
    "use_ste",
    "use_variables",
    "relu_shift",
    "relu_upper_bound",
    // Of the class it is made of.
    "keep_negative",
    "post_training_scale",
];

/// The function and the grid.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedHswish {
    bits: QuantizedBits,
    /// `1 / bound`.
    pub(crate) slope: f64,
    /// `shift / bound`.
    pub(crate) shift: f64,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    let (shift, bound) = (arguments.number("relu_shift", 3.0)?, arguments.number("relu_upper_bound", 6.0)?);
    for (argument, value) in [("relu_shift", shift), ("relu_upper_bound", bound)] {
        if value <= 0.0 || value > 1024.0 {
            return Err(arguments.unsupported(argument).expected("a positive number up to 1024").into());
        }
    }
    let Quantizer::Bits(bits) = quantized_bits::read(arguments)? else {
        return Err(arguments.unsupported("bits").into());
    };
    Ok(Quantizer::Hswish(QuantizedHswish { bits, slope: 1.0 / bound, shift: shift / bound }))
}

impl QuantizedHswish {
    /// The types of results; `None` where no assignment does the same.
    pub(crate) fn result(&self) -> Option<Types> {
        self.bits.result()
    }
}
