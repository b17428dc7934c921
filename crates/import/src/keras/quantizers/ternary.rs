//! `ternary` and `stochastic_ternary`: the sign, but 0 below a threshold.

use hlsmith_diag::Result;
use hlsmith_ir::Quantizer as Types;

use super::quantized_bits::sign;
use super::scale::power_of_two;
use super::{Alpha, Arguments, LEVELS, Quantized, Quantizer, Role, Trained, factors};

pub(super) const ARGUMENTS: &[&str] = &["alpha", "threshold", "use_stochastic_rounding", "number_of_unrolls"];
pub(super) const STOCHASTIC_ARGUMENTS: &[&str] =
    &["alpha", "threshold", "temperature", "use_real_sigmoid", "number_of_unrolls"];

/// The threshold without one that is set.
const THRESHOLD: f64 = 0.33;

/// The levels -1, 0 and 1.
#[derive(Clone, Debug)]
pub(crate) struct Ternary {
    alpha: Alpha,
    threshold: Option<f64>,
    n_unrolls: usize,
    pub(super) is_stochastic: bool,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    let (alpha, threshold) = (arguments.alpha()?, arguments.optional_number("threshold")?);
    if threshold.is_some_and(|threshold| threshold <= 0.0) {
        return Err(arguments.unsupported("threshold").expected("a positive number").into());
    }
    let n_unrolls = arguments.rounds("number_of_unrolls", 5)?;
    Ok(Quantizer::Ternary(Ternary { alpha, threshold, n_unrolls, is_stochastic: arguments.is_stochastic() }))
}

impl Ternary {
    /// From which magnitude on a result is not 0.
    pub(crate) fn threshold(&self) -> f64 {
        self.threshold.unwrap_or(THRESHOLD)
    }

    /// The types of results; `None` with a scale.
    pub(crate) fn result(&self) -> Option<Types> {
        let types = Types::new(LEVELS, LEVELS);
        matches!(self.alpha, Alpha::None | Alpha::Number(1.0)).then_some(types)
    }

    pub(super) fn of_weights(&self, trained: &Trained, role: Role) -> Option<Quantized> {
        let alpha = self.alpha.of_role(role);
        let (levels, scale) = match alpha {
            Alpha::None => (self.beyond(trained), vec![1.0]),
            Alpha::Number(alpha) => (self.beyond(trained), vec![alpha]),
            Alpha::Auto | Alpha::AutoPo2 if self.threshold.is_some() => return None,
            Alpha::Auto | Alpha::AutoPo2 => self.best(trained, alpha == Alpha::AutoPo2),
        };
        let scale = factors(scale, trained.n_scales(), alpha == Alpha::AutoPo2)?;
        Some(Quantized { levels: trained.array(levels)?, types: Types::new(LEVELS, LEVELS).with_scale(scale) })
    }

    fn beyond(&self, trained: &Trained) -> Vec<f32> {
        let threshold = self.threshold() as f32;
        trained.values.iter().map(|&x| if x.abs() >= threshold { sign(x) } else { 0.0 }).collect()
    }

    /// Levels and the scale of each output, found as QKeras does.
    fn best(&self, trained: &Trained, is_power_of_two: bool) -> (Vec<f32>, Vec<f32>) {
        let rounded = |scale: f32| if is_power_of_two { power_of_two(scale) } else { scale };
        // The largest magnitude of a vector is one number.
        let mut scale: Vec<f32> = trained.largest().into_iter().map(|m| rounded(2.0 * m / 3.0)).collect();
        let mut levels = vec![0.0; trained.values.len()];
        for _ in 0..self.n_unrolls {
            let level = |(i, &x): (usize, &f32)| {
                let scale = scale[i % scale.len()];
                let v = scale * (x / scale).round_ties_even();
                if v.abs() >= scale / 2.0 { sign(x) } else { 0.0 }
            };
            levels = trained.values.iter().enumerate().map(level).collect();
            scale = trained.best(&levels).into_iter().map(rounded).collect();
        }
        (levels, scale)
    }
}
