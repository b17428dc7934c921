//! `Activation`: element-wise functions, some of them from a table.

use hlsmith_diag::Result;
use hlsmith_ir::Compatibility;
use hlsmith_ir::ops::{Activation, Base, Function};

use super::Kernel;
use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;

/// Lowers an activation.
///
/// # Errors
/// When its table cannot be computed or written.
pub(super) fn lower(op: &Activation, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let function = match op.function {
        Function::Linear => "nnet::linear",
        Function::Relu => "nnet::relu",
        Function::Relu6 => "nnet::relu6",
        Function::Sigmoid => "nnet::sigmoid",
        Function::Tanh => "nnet::tanh",
        Function::Softplus => "nnet::softplus",
        Function::Softsign => "nnet::softsign",
        Function::Selu => "nnet::selu",
        Function::BinaryTanh => "nnet::binary_tanh",
        Function::TernaryTanh => "nnet::ternary_tanh",
        Function::Exponential => "nnet::exponential",
        Function::Gaussian => "nnet::gaussian",
        Function::HardShrink => "nnet::hard_shrink",
        Function::SoftShrink => "nnet::soft_shrink",
        Function::Gelu | Function::GeluTanh | Function::Mish | Function::Silu | Function::SparsePlus => {
            "nnet::positive_part_plus_table"
        }
        Function::LogSigmoid => "nnet::negative_part_plus_table",
        Function::TanhShrink => "nnet::whole_plus_table",
    };
    let config = layer.config_name(op.function.as_str());
    let mut kernel = Kernel::new("nnet_activation.h", function, "nnet::activ_config", config);
    kernel.members = layer.elementwise_members(op.reuse_factor);
    let differs_in_streams = matches!(op.function, Function::TernaryTanh | Function::Selu);
    if differs_in_streams && layer.is_streaming() && layer.compatibility() == Compatibility::Hls4ml13 {
        kernel.members.push(Member::Unsigned("peer_streams", Expr::Int(1)));
    }
    if op.function == Function::BinaryTanh {
        let is_bit = layer.output_type().is_some_and(|ty| ty.format.width == 1 && !ty.format.signed);
        kernel.members.push(Member::Unsigned("has_zero_low", usize::from(is_bit).into()));
    }
    let range = op.function.table_range().and_then(|range| usize::try_from(range).ok());
    if let Some(table) = hlsmith_emulate::tables::activation(op, layer.compatibility())? {
        let table_t = layer.type_name(&op.table_t, "table_t");
        kernel.members.push(Member::Unsigned("table_size", table.raw.len().into()));
        kernel.members.push(Member::Typedef(Type::from(&table_t), "table_t"));
        if let (Base::Identity | Base::Positive | Base::Negative, Some(range)) = (op.function.base(), range) {
            kernel.members.push(Member::Unsigned("table_range", range.into()));
        }
        kernel.args.push(Expr::from(&layer.table(op.function.as_str(), &table, &table_t)?));
    }
    Ok(kernel)
}
