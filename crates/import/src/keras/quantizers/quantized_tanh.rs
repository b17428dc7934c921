//! `quantized_tanh`: the hyperbolic tangent or a straight line with limits in its place, rounded to a grid.

use hlsmith_diag::Result;
use hlsmith_fixed::Overflow;
use hlsmith_ir::Quantizer as Types;

use super::{Arguments, Quantizer, peer_result, saturating};

pub(super) const ARGUMENTS: &[&str] = &["bits", "use_stochastic_rounding", "symmetric", "use_real_tanh"];

/// `bits` bits, one of them the sign, none of the others left of the point.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedTanh {
    bits: u32,
    is_symmetric: bool,
    /// Whether it is the function itself.
    pub(crate) is_real: bool,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    Ok(Quantizer::Tanh(QuantizedTanh {
        bits: arguments.bits(2)?,
        is_symmetric: arguments.flag("symmetric", false)?,
        is_real: arguments.flag("use_real_tanh", false)?,
    }))
}

impl QuantizedTanh {
    /// The types of results.
    pub(crate) fn result(&self) -> Types {
        let overflow = if self.is_symmetric { Overflow::SatSym } else { Overflow::Sat };
        let exact = saturating(self.bits, 1, true, overflow);
        Types::new(exact, peer_result(self.bits, 1, true, overflow))
    }
}
