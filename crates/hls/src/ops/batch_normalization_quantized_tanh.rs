//! `BatchNormalizationQuantizedTanh`: levels by thresholds of each channel.

use hlsmith_diag::Result;
use hlsmith_ir::ops::BatchNormalizationQuantizedTanh;

use super::Kernel;
use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;

/// Lowers thresholds.
///
/// # Errors
/// When they cannot be written.
pub(super) fn lower(op: &BatchNormalizationQuantizedTanh, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("");
    let mut members = layer.elementwise_members(op.reuse_factor);
    members.push(Member::Unsigned("n_filt", op.n_filt.into()));
    let upper = layer.weight(&op.threshold_hi, "threshold_hi")?;
    members.push(Member::Typedef(Type::from(&upper.ty), "threshold_hi_t"));
    let (mut args, mut function) = (vec![Expr::from(&upper.name)], "nnet::normalize_binary");
    if op.is_ternary {
        let lower = layer.weight(&op.threshold_lo, "threshold_lo")?;
        members.push(Member::Typedef(Type::from(&lower.ty), "threshold_lo_t"));
        args.insert(0, Expr::from(&lower.name));
        function = "nnet::normalize_ternary";
    }
    Ok(Kernel { members, args, ..Kernel::new("nnet_levels.h", function, "nnet::activ_config", config) })
}
