//! `binary` and `stochastic_binary`: the sign, 1 of 0.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::Quantizer as Types;

use super::{Alpha, Arguments, LEVELS, Quantized, Quantizer, Role, Trained, factors};

pub(super) const ARGUMENTS: &[&str] = &["use_01", "alpha", "use_stochastic_rounding"];
pub(super) const STOCHASTIC_ARGUMENTS: &[&str] = &["alpha", "temperature", "use_real_sigmoid"];

/// The levels -1 and 1.
#[derive(Clone, Debug)]
pub(crate) struct Binary {
    alpha: Alpha,
    pub(super) is_stochastic: bool,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    if arguments.flag("use_01", false)? {
        return Err(arguments.unsupported("use_01").expected("false: the levels -1 and 1").into());
    }
    Ok(Quantizer::Binary(Binary { alpha: arguments.alpha()?, is_stochastic: arguments.is_stochastic() }))
}

impl Binary {
    /// The types of results; `None` with a scale.
    pub(crate) fn result(&self) -> Option<Types> {
        let types = Types::new(LEVELS, LEVELS);
        matches!(self.alpha, Alpha::None | Alpha::Number(1.0)).then_some(types)
    }

    pub(super) fn of_weights(&self, trained: &Trained, role: Role) -> Option<Quantized> {
        let levels: Vec<f32> = trained.values.iter().map(|&x| if x >= 0.0 { 1.0 } else { -1.0 }).collect();
        let alpha = self.alpha.of_role(role);
        let scale = factors(alpha.of_levels(trained, &levels), trained.n_scales(), alpha == Alpha::AutoPo2)?;
        let peer = match role {
            Role::Kernel => Precision::Xnor,
            Role::Bias => LEVELS,
        };
        Some(Quantized { levels: trained.array(levels)?, types: Types::new(LEVELS, peer).with_scale(scale) })
    }
}
