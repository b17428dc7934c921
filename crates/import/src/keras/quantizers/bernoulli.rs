//! `bernoulli`: 0 or 1, drawn with the probability that the logistic function gives; here the more probable of both.

use hlsmith_diag::Result;
use hlsmith_ir::Quantizer as Types;

use super::{Alpha, Arguments, LEVELS, Quantized, Quantizer, Role, Staircase, Trained, factors};

pub(super) const ARGUMENTS: &[&str] = &["alpha", "temperature", "use_real_sigmoid"];

/// The levels 0 and 1; the probability of 1 is one half at 0 and grows with the argument, whatever the temperature.
#[derive(Clone, Debug)]
pub(crate) struct Bernoulli {
    alpha: Alpha,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    if arguments.number("temperature", 6.0)? <= 0.0 {
        return Err(arguments.unsupported("temperature").expected("a positive number").into());
    }
    Ok(Quantizer::Bernoulli(Bernoulli { alpha: arguments.alpha()? }))
}

impl Bernoulli {
    /// Its results; `None` with a scale that depends on them.
    pub(crate) fn result(&self) -> Option<Staircase> {
        match self.alpha {
            Alpha::None => Some(Staircase::new(0.0, [(0.0, 1.0)])),
            Alpha::Number(alpha) => Some(Staircase::new(0.0, [(0.0, alpha)])),
            Alpha::Auto | Alpha::AutoPo2 => None,
        }
    }

    pub(super) fn of_weights(&self, trained: &Trained, role: Role) -> Option<Quantized> {
        let levels: Vec<f32> = trained.values.iter().map(|&x| if x >= 0.0 { 1.0 } else { 0.0 }).collect();
        let alpha = self.alpha.of_role(role);
        let scale = factors(alpha.of_levels(trained, &levels), trained.n_scales(), alpha == Alpha::AutoPo2)?;
        let types = Types { is_random: true, ..Types::new(LEVELS, LEVELS) };
        Some(Quantized { levels: trained.array(levels)?, types: types.with_scale(scale) })
    }
}
