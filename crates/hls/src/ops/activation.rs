//! `Activation`: element-wise functions, some of them from a table.

use hlsmith_diag::Result;
use hlsmith_emulate::quartus;
use hlsmith_emulate::tables::Table;
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
        if let (true, Some(result)) = (layer.is_quartus(), layer.output_type()) {
            quartus::check_signs(&result)?;
            kernel.members.push(Member::Unsigned("low_at_zero", Expr::Int(1)));
        }
    }
    let range = op.function.table_range().and_then(|range| usize::try_from(range).ok());
    let is_quartus = layer.is_quartus();
    if is_quartus && op.function == Function::Selu && !layer.is_streaming() {
        kernel.members.push(Member::Unsigned("scales_in_result", Expr::Int(1)));
    }
    if let Some(table) = hlsmith_emulate::tables::activation(op, layer.compatibility(), is_quartus)? {
        if is_quartus && let Some(kernel) = of_quartus(op, &table, layer)? {
            return Ok(kernel);
        }
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

/// What the peer computes in another way for Quartus.
fn of_quartus(op: &Activation, table: &Table, layer: &mut Layer<'_, '_>) -> Result<Option<Kernel>> {
    let size = |name: &'static str, value: usize| Member::Unsigned(name, value.into());
    let members = |layer: &Layer<'_, '_>| {
        vec![
            size("n_in", layer.n_elements()),
            size("reuse_factor", op.reuse_factor as usize),
            size("table_size", table.raw.len()),
        ]
    };
    let result = layer.output_type().unwrap_or(table.ty);
    let config = layer.config_name(op.function.as_str());
    if op.function == Function::Softplus {
        let kernel = Kernel::new("nnet_activation.h", "nnet::floored_table", "nnet::activ_config", config);
        let table_t = layer.type_name(&op.table_t, "table_t");
        let mut members = members(layer);
        members.extend([size("table_range", 16), Member::Typedef(Type::from(&table_t), "table_t")]);
        let args = vec![Expr::from(&layer.table(op.function.as_str(), table, &table_t)?)];
        return Ok(Some(Kernel { members, args, ..kernel }));
    }
    let Some(mirrored) = quartus::mirrored(op, table, &result, layer.io_type())? else { return Ok(None) };
    let kernel = Kernel::new("nnet_activation.h", "nnet::mirrored_table", "nnet::activ_config", config);
    let table_t = layer.derived_type(result, "table_t");
    let mut members = members(layer);
    members.extend([
        size("table_range", usize::try_from(mirrored.range).unwrap_or_default()),
        size("mirrors_zero", usize::from(mirrored.mirrors_zero)),
        Member::Typedef(Type::from(&table_t), "table_t"),
    ]);
    let args = vec![Expr::from(&layer.table(op.function.as_str(), &mirrored.joined(), &table_t)?)];
    Ok(Some(Kernel { members, args, ..kernel }))
}
