//! `quantized_sigmoid`: the logistic function or a straight line with limits in its place, rounded to a grid.

use hlsmith_diag::Result;
use hlsmith_fixed::Overflow;
use hlsmith_ir::Quantizer as Types;

use super::{Arguments, Quantizer, peer_result, saturating};

pub(super) const ARGUMENTS: &[&str] = &["bits", "symmetric", "use_real_sigmoid", "use_stochastic_rounding"];

/// `bits` bits, all right of the point.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedSigmoid {
    bits: u32,
    /// Whether it is the function itself.
    pub(crate) is_real: bool,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    if arguments.flag("symmetric", false)? {
        // Its smallest result is one step above 0, which no assignment gives.
        return Err(arguments.unsupported("symmetric").expected("false").into());
    }
    let is_real = arguments.flag("use_real_sigmoid", false)?;
    Ok(Quantizer::Sigmoid(QuantizedSigmoid { bits: arguments.bits(1)?, is_real }))
}

impl QuantizedSigmoid {
    /// The types of results.
    pub(crate) fn result(&self) -> Types {
        let exact = saturating(self.bits, 0, false, Overflow::Sat);
        Types::new(exact, peer_result(self.bits, 0, false, Overflow::Sat))
    }
}
