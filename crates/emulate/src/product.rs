//! How data and weights are multiplied.

use hlsmith_ir::{Compatibility, Weight};

use crate::constants::Constants;
use crate::types::fixed_type;
use crate::weights;

/// The factors that stand for the weights, see [`weights::factors`].
pub(crate) fn factors(weight: &Weight, compatibility: Compatibility) -> hlsmith_diag::Result<Constants> {
    let raw = weights::factors(weight, compatibility)?;
    Ok(Constants { format: fixed_type(&weight.stored(), &weight.name)?.format, raw })
}
