//! `PReLU`: leaky rectifier with a slope for each element.

use hlsmith_diag::Result;
use hlsmith_ir::ops::Prelu;

use super::Kernel;
use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;

/// Lowers a rectifier with trained slopes.
///
/// # Errors
/// When its slopes cannot be written.
pub(super) fn lower(op: &Prelu, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("prelu");
    let param = layer.weight(&op.param, "param")?;
    let mut members = layer.elementwise_members(op.reuse_factor);
    members.push(Member::Typedef(Type::from(&param.ty), "param_t"));
    Ok(Kernel {
        members,
        args: vec![Expr::from(&param.name)],
        ..Kernel::new("nnet_prelu.h", "nnet::prelu", "nnet::activ_config", config)
    })
}
