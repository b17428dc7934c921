//! `quantized_bits`, and `quantized_linear` without a scale: rounding to a grid with saturation.

use hlsmith_diag::Result;
use hlsmith_fixed::{Overflow, Precision};
use hlsmith_ir::Quantizer as Types;

use super::scale::power_of_two;
use super::{Alpha, Arguments, LEVELS, Quantized, Quantizer, Role, Trained, factors, peer_result, saturating};

pub(super) const ARGUMENTS: &[&str] = &[
    "bits",
    "integer",
    "symmetric",
    "keep_negative",
    "alpha",
    "use_stochastic_rounding",
    "scale_axis",
    "qnoise_factor",
    "var_name",
    "use_ste",
    "use_variables",
    "post_training_scale",
];

pub(super) const LINEAR_ARGUMENTS: &[&str] = &[
    "bits",
    "integer",
    "symmetric",
    "keep_negative",
    "alpha",
    "use_stochastic_rounding",
    "scale_axis",
    "qnoise_factor",
    "var_name",
    "use_variables",
];

/// `bits` bits with the sign, `integer` of the others left of the point.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedBits {
    bits: u32,
    integer: i32,
    is_symmetric: bool,
    keeps_negative: bool,
    alpha: Alpha,
    /// Whether it is `quantized_linear`.
    pub(super) is_linear: bool,
}

/// `quantized_linear` divides by its scale before it rounds; without one it is [`read`] with other defaults.
pub(super) fn read_linear(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    if !matches!(arguments.alpha()?, Alpha::None | Alpha::Number(1.0)) {
        let refused = arguments.unsupported("alpha").expected("nothing or 1: no scale");
        return Err(refused.remedy("train the model with quantized_bits").into());
    }
    Ok(Quantizer::Bits(QuantizedBits {
        bits: arguments.bits(2)?,
        integer: arguments.integer()?,
        is_symmetric: arguments.flag("symmetric", true)?,
        keeps_negative: arguments.flag("keep_negative", true)?,
        alpha: Alpha::Number(1.0),
        is_linear: true,
    }))
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    let alpha = arguments.alpha()?;
    let is_auto = matches!(alpha, Alpha::Auto | Alpha::AutoPo2);
    Ok(Quantizer::Bits(QuantizedBits {
        bits: arguments.bits(1)?,
        integer: arguments.integer()?,
        is_symmetric: arguments.flag("symmetric", false)? || is_auto,
        keeps_negative: arguments.flag("keep_negative", true)?,
        alpha,
        is_linear: false,
    }))
}

impl QuantizedBits {
    /// Bits that are not the sign.
    fn unsigned_bits(&self) -> u32 {
        self.bits - u32::from(self.keeps_negative)
    }

    /// The types of results; `None` where no assignment does the same: with one bit, whose levels are -1 and 1, and with
    /// a scale.
    pub(crate) fn result(&self) -> Option<Types> {
        let is_scaled = !matches!(self.alpha, Alpha::None | Alpha::Number(1.0));
        if is_scaled || self.unsigned_bits() == 0 {
            return None;
        }
        let peer = peer_result(self.bits, self.integer + 1, true, Overflow::Sat);
        Some(Types::new(self.assignment(), peer))
    }

    fn assignment(&self) -> Precision {
        let overflow = if self.is_symmetric && self.keeps_negative { Overflow::SatSym } else { Overflow::Sat };
        saturating(self.bits, self.integer + i32::from(self.keeps_negative), self.keeps_negative, overflow)
    }

    pub(super) fn of_weights(&self, trained: &Trained, role: Role) -> Option<Quantized> {
        let alpha = self.alpha.of_role(role);
        let m = 2.0_f32.powi(self.unsigned_bits() as i32);
        let m_i = 2.0_f32.powi(self.integer);
        let (levels, scale) = match alpha {
            Alpha::None => (self.on_grid(trained, m, m_i)?, None),
            Alpha::Number(alpha) => (self.on_grid(trained, m, m_i)?, factors(vec![alpha], trained.n_scales(), false)?),
            Alpha::Auto | Alpha::AutoPo2 => {
                if self.bits < 2 {
                    return None;
                }
                let (z, scale) = self.best(trained, m_i, alpha == Alpha::AutoPo2);
                let levels = trained.array(z.into_iter().map(|z| m_i * z / m).collect())?;
                let scale: Vec<f32> = scale.into_iter().map(|scale| scale * m).collect();
                (levels, factors(scale, trained.n_scales(), alpha == Alpha::AutoPo2)?)
            }
        };
        let truncating = |signed: bool| {
            let precision = Precision::fixed(self.bits, self.integer + i32::from(signed), signed);
            if self.unsigned_bits() == 0 { LEVELS } else { precision }
        };
        let peer = match (u32::try_from(self.integer), self.bits) {
            (Ok(integer), 1) if integer == self.bits => Precision::Xnor,
            (Ok(integer), width) if integer == self.bits => Precision::Integer { width, signed: true },
            (Ok(_) | Err(_), width) => Precision::fixed(width, self.integer + 1, true),
        };
        Some(Quantized { levels, types: Types::new(truncating(self.keeps_negative), peer).with_scale(scale) })
    }

    /// The weights on the grid without a scale.
    fn on_grid(&self, trained: &Trained, m: f32, m_i: f32) -> Option<hlsmith_ir::Array> {
        let lower = if self.keeps_negative { -m + f32::from(u8::from(self.is_symmetric)) } else { 0.0 };
        let is_binary = self.unsigned_bits() == 0;
        let level = |&x: &f32| {
            if is_binary {
                return if x >= 0.0 { 1.0 } else { -1.0 };
            }
            m_i * (x * m / m_i).round_ties_even().clamp(lower, m - 1.0) / m
        };
        trained.array(trained.values.iter().map(level).collect())
    }

    /// Integer levels and the scale of each output, found as QKeras does.
    fn best(&self, trained: &Trained, m_i: f32, is_power_of_two: bool) -> (Vec<f32>, Vec<f32>) {
        let values: Vec<f32> = trained.values.iter().map(|x| x / m_i).collect();
        let trained = Trained { shape: trained.shape.clone(), values, n_outputs: trained.n_outputs };
        let levels = ((2.0_f32.powi(self.bits as i32 - 1)) - 1.0) * 2.0;
        let mut scale: Vec<f32> = trained.largest().into_iter().map(|largest| largest * 2.0 / levels).collect();
        let quantize = |scale: &[f32]| -> Vec<f32> {
            let level = |(i, &x): (usize, &f32)| {
                let v = (x.abs() / scale[i % scale.len()] + 0.5).floor();
                sign(x) * if v < levels / 2.0 { v } else { levels / 2.0 }
            };
            trained.values.iter().enumerate().map(level).collect()
        };
        if !is_power_of_two {
            return (quantize(&scale), scale);
        }
        scale = scale.into_iter().map(power_of_two).collect();
        let mut z = quantize(&scale);
        for _ in 0..5 {
            z = quantize(&scale);
            scale = trained.best(&z).into_iter().map(power_of_two).collect();
        }
        (z, scale)
    }
}

/// The sign of a number, 0 of 0.
pub(super) fn sign(x: f32) -> f32 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}
