//! `TernaryTanh`: three levels by a threshold.

use hlsmith_diag::Result;
use hlsmith_fixed::{Format, Precision};
use hlsmith_ir::ops::TernaryTanh;
use hlsmith_ir::{Compatibility, NamedType};

use super::Kernel;
use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;

/// Lowers three levels.
///
/// # Errors
/// When the thresholds cannot be written.
pub(super) fn lower(op: &TernaryTanh, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("ternary_tanh");
    let mut members = layer.elementwise_members(op.reuse_factor);
    if layer.compatibility() == Compatibility::Hls4ml13 {
        if layer.is_streaming() {
            members.push(Member::Unsigned("peer_streams", Expr::Int(1)));
        }
        return Ok(Kernel {
            members,
            ..Kernel::new("nnet_activation.h", "nnet::ternary_tanh", "nnet::activ_config", config)
        });
    }
    let input = layer.input_type()?;
    let [lower, upper] = hlsmith_emulate::thresholds(op, input.format)?;
    let bits = lower.signed_bits().max(upper.signed_bits());
    let format = Format { width: bits, integer: bits as i32 - input.format.fraction(), signed: true };
    let ty = NamedType::new("", Precision::fixed(format.width, format.integer, format.signed));
    let name = layer.type_name(&ty, "threshold_t");
    members.push(Member::Typedef(Type::from(&name), "threshold_t"));
    let args = vec![layer.constant(&lower, &ty)?, layer.constant(&upper, &ty)?];
    Ok(Kernel { members, args, ..Kernel::new("nnet_levels.h", "nnet::ternary_levels", "nnet::activ_config", config) })
}
