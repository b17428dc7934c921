//! `HardActivation`: functions of a straight line with limits.

use hlsmith_diag::Result;
use hlsmith_ir::ops::{HardActivation, HardFunction};

use super::Kernel;
use crate::cpp::{Member, Type};
use crate::design::Layer;

/// Lowers a function of a straight line.
///
/// # Errors
/// When slope or shift cannot be written.
pub(super) fn lower(op: &HardActivation, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let function = match op.function {
        HardFunction::HardSigmoid => "nnet::hard_sigmoid",
        HardFunction::HardTanh => "nnet::hard_tanh",
        HardFunction::HardSilu => "nnet::hard_silu",
    };
    let config = layer.config_name(op.function.as_str());
    let slope_t = layer.type_name(&op.slope_t, "slope_t");
    let shift_t = layer.type_name(&op.shift_t, "shift_t");
    let mut members = layer.elementwise_members(op.reuse_factor);
    members.push(Member::Typedef(Type::from(&slope_t), "slope_t"));
    members.push(Member::Typedef(Type::from(&shift_t), "shift_t"));
    Ok(Kernel {
        members,
        args: vec![layer.parameter(op.slope, &op.slope_t)?, layer.parameter(op.shift, &op.shift_t)?],
        ..Kernel::new("nnet_hard_activation.h", function, "nnet::activ_config", config)
    })
}
