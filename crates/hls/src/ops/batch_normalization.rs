//! `BatchNormalization`: scale and offset of each channel.

use hlsmith_diag::Result;
use hlsmith_ir::ops::BatchNormalization;

use super::{Kernel, n_multipliers};
use crate::cpp::{Expr, Member, Type};
use crate::design::{Layer, Order};

/// Lowers a normalisation.
///
/// # Errors
/// When its weights cannot be written.
pub(super) fn lower(op: &BatchNormalization, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("");
    let scale = layer.factors(&op.scale, "scale", Order::AsTrained)?;
    let bias = layer.weight(&op.bias, "bias")?;
    let mut kernel = Kernel {
        members: vec![
            Member::Unsigned("n_in", layer.n_elements().into()),
            Member::Unsigned("n_filt", op.n_filt.into()),
            Member::Unsigned("reuse_factor", op.reuse_factor.into()),
            Member::Unsigned("multiplier_limit", n_multipliers(layer.n_elements(), op.reuse_factor).into()),
            Member::Typedef(Type::from(&scale.ty), "scale_t"),
            Member::Typedef(Type::from(&bias.ty), "bias_t"),
        ],
        args: vec![Expr::from(&scale.name), Expr::from(&bias.name)],
        ..Kernel::new("nnet_batch_normalization.h", "nnet::normalize", "nnet::batchnorm_config", config)
    };
    if op.n_inner != 1 {
        kernel.members.push(Member::Unsigned("n_inner", op.n_inner.into()));
    }
    Ok(kernel)
}
