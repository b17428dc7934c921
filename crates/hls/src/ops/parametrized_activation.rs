//! `ParametrizedActivation`: element-wise functions with one parameter.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{ParametrizedActivation, ParametrizedFunction};
use hlsmith_ir::{Compatibility, NamedType};

use super::Kernel;
use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;

/// Lowers a parametrised activation.
///
/// # Errors
/// When its table cannot be computed, or table or parameter cannot be written.
pub(super) fn lower(op: &ParametrizedActivation, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let is_limited = op.is_limited
        && op.function == ParametrizedFunction::LeakyRelu
        && layer.compatibility() == Compatibility::Sound;
    let function = match op.function {
        ParametrizedFunction::LeakyRelu if is_limited => "nnet::limited_leaky_relu",
        ParametrizedFunction::LeakyRelu => "nnet::leaky_relu",
        ParametrizedFunction::ThresholdedRelu => "nnet::thresholded_relu",
        ParametrizedFunction::Elu => "nnet::elu",
    };
    let config = layer.config_name(op.function.as_str());
    let param_t = layer.type_name(&op.param_t, "param_t");
    let mut kernel = Kernel::new("nnet_parametrized_activation.h", function, "nnet::activ_config", config);
    kernel.members = layer.elementwise_members(op.reuse_factor);
    kernel.members.push(Member::Typedef(Type::from(&param_t), "param_t"));
    kernel.args.push(layer.parameter(op.activ_param, &op.param_t)?);
    if let Some(ty) = layer.output_type().filter(|_| is_limited) {
        kernel.args.push(layer.constant(&ty.bounds().0, &NamedType::new("", Precision::Fixed(ty)))?);
    }
    if let Some(table) =
        hlsmith_emulate::tables::parametrized_activation(op, layer.compatibility(), layer.is_quartus())?
    {
        let table_t = layer.type_name(&op.table_t, "table_t");
        kernel.members.push(Member::Unsigned("table_size", table.raw.len().into()));
        kernel.members.push(Member::Typedef(Type::from(&table_t), "table_t"));
        kernel.args.push(Expr::from(&layer.table(op.function.as_str(), &table, &table_t)?));
    }
    Ok(kernel)
}
