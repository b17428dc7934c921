//! `BoundedRelu`: rectifier with a threshold, a slope below it and an upper limit.

use hlsmith_diag::Result;
use hlsmith_ir::ops::BoundedRelu;

use super::Kernel;
use crate::cpp::{Member, Type};
use crate::design::Layer;

/// Lowers a rectifier with limits.
///
/// # Errors
/// When one of its numbers cannot be written.
pub(super) fn lower(op: &BoundedRelu, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("relu");
    let mut kernel = Kernel::new("nnet_parametrized_activation.h", "nnet::bounded_relu", "nnet::activ_config", config);
    kernel.members = layer.elementwise_members(op.reuse_factor);
    kernel.members.push(Member::Unsigned("is_bounded", usize::from(op.is_bounded).into()));
    let numbers = [
        ("max_t", op.max_value, &op.max_t),
        ("slope_t", op.negative_slope, &op.slope_t),
        ("threshold_t", op.threshold, &op.threshold_t),
    ];
    for (name, value, ty) in numbers {
        let ident = layer.type_name(ty, name);
        kernel.members.push(Member::Typedef(Type::from(&ident), name));
        kernel.args.push(layer.parameter(value, ty)?);
    }
    Ok(kernel)
}
