//! `quantized_ulaw`: the logarithm of a number that is rounded to a grid, with limits.

use hlsmith_diag::Result;

use super::{Arguments, Quantizer, Staircase};

pub(super) const ARGUMENTS: &[&str] = &["bits", "integer", "symmetric", "u"];

/// Most bits: each of the numbers on the grid is a threshold.
const MAX_BITS: u32 = 9;

/// The results, real numbers in single precision.
#[derive(Clone, Debug)]
pub(crate) struct QuantizedUlaw {
    /// By the argument.
    pub(crate) result: Staircase,
}

pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Quantizer> {
    let bits = arguments.bits(2)?;
    if bits > MAX_BITS {
        return Err(arguments.unsupported("bits").expected(format!("2 to {MAX_BITS}")).into());
    }
    let u = arguments.number("u", 255.0)? as f32;
    if u <= 0.0 || u > 1e6 {
        return Err(arguments.unsupported("u").expected("a positive number up to 1000000").into());
    }
    let least = if arguments.flag("symmetric", false)? { 1.0 } else { 0.0 };
    let (m, m_i) = (2.0_f32.powi(bits as i32 - 1), 2.0_f32.powi(arguments.integer()?));
    let level = |step: f32| {
        let place = 2.0 * (step / m) - 1.0;
        let logarithm = (1.0 + u * place.abs()).ln() / (1.0 + u).ln();
        m_i * (place.signum() * if place == 0.0 { 0.0 } else { logarithm }).clamp(-1.0 + least / m, 1.0 - 1.0 / m)
    };
    // Half a step goes to the even number.
    let threshold = |step: f32| {
        let tie = m_i * (2.0 * (step + 0.5) / m - 1.0);
        if step % 2.0 == 1.0 { tie } else { tie.next_up() }
    };
    let steps = (0..m as u32).map(|step| (threshold(step as f32), level(step as f32 + 1.0)));
    Ok(Quantizer::Ulaw(QuantizedUlaw { result: Staircase::new(level(0.0), steps) }))
}
