//! `Dot`: scalar product of two vectors.

use hlsmith_ir::ops::Dot;

use super::{Kernel, n_multipliers};
use crate::cpp::{Member, Type};
use crate::design::Layer;

/// Lowers a scalar product.
pub(super) fn lower(op: &Dot, layer: &mut Layer<'_, '_>) -> Kernel {
    let config = layer.config_name("");
    let accum_t = layer.type_name(&op.accum_t, "accum_t");
    Kernel {
        members: vec![
            Member::Unsigned("n_in", op.n_in.into()),
            Member::Unsigned("reuse_factor", op.reuse_factor.into()),
            Member::Unsigned("multiplier_limit", n_multipliers(op.n_in, op.reuse_factor).into()),
            Member::Typedef(Type::from(&accum_t), "accum_t"),
        ],
        ..Kernel::new("nnet_merge.h", "nnet::dot", "nnet::dot_config", config)
    }
}
