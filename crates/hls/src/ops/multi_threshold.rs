//! `MultiThreshold`: levels by any number of thresholds.

use hlsmith_diag::Result;
use hlsmith_ir::ops::MultiThreshold;

use super::Kernel;
use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;

/// Lowers thresholds and levels.
///
/// # Errors
/// When they cannot be written.
pub(super) fn lower(op: &MultiThreshold, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("multi_threshold");
    let thresholds = layer.weight(&op.thresholds, "threshold")?;
    let levels = layer.weight(&op.levels, "level")?;
    let mut members = layer.elementwise_members(op.reuse_factor);
    members.push(Member::Unsigned("n_thresholds", op.thresholds.data.len().into()));
    members.push(Member::Typedef(Type::from(&thresholds.ty), "threshold_t"));
    members.push(Member::Typedef(Type::from(&levels.ty), "level_t"));
    let args = vec![Expr::from(&thresholds.name), Expr::from(&levels.name)];
    Ok(Kernel { members, args, ..Kernel::new("nnet_levels.h", "nnet::multi_threshold", "nnet::activ_config", config) })
}
