//! How data and weights are multiplied.

use hlsmith_fixed::{Precision, Raw};
use hlsmith_ir::{Compatibility, Weight};

use crate::constants::Constants;

/// The factors that stand for the weights.
///
/// Products are exact. The peer multiplies by a two-bit signed integer as if it were -1, 0 or 1; its fourth value, -2,
/// acts like 1.
pub(crate) fn factors(weight: &Weight, compatibility: Compatibility) -> hlsmith_diag::Result<Constants> {
    let mut constants = Constants::of_weight(weight, compatibility)?;
    let is_ternary = weight.ty.precision == Precision::Integer { width: 2, signed: true };
    match compatibility {
        Compatibility::Hls4ml13 if is_ternary => {
            for raw in constants.raw.iter_mut().filter(|raw| **raw == Raw::from(-2)) {
                *raw = Raw::from(1);
            }
        }
        Compatibility::Hls4ml13 | Compatibility::Sound => {}
    }
    Ok(constants)
}
