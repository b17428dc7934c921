//! `LayerNormalization`: mean, variance and reciprocal root of the variance of each slice.

use hlsmith_diag::Result;
use hlsmith_emulate::tables::RootTable;
use hlsmith_fixed::{FixedType, Precision, to_f64};
use hlsmith_ir::ops::LayerNormalization;
use hlsmith_ir::{Compatibility, NamedType};

use super::{Kernel, n_multipliers};
use crate::cpp::{Expr, Member, Type};
use crate::design::{Layer, Order, assignment};

/// Bits of the number of table entries, a factor of the variance.
const FACTOR_BITS: u32 = 22;

/// Lowers a normalisation by mean and variance.
///
/// # Errors
/// When its weights or its table cannot be written.
pub(super) fn lower(op: &LayerNormalization, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let config = layer.config_name("");
    let scale = layer.factors(&op.scale, "scale", Order::AsTrained)?;
    let bias = layer.weight(&op.bias, "bias")?;
    let accum_t = layer.type_name(&op.accum_t, "accum_t");
    let table_t = layer.type_name(&op.table_t, "table_t");
    let roots = hlsmith_emulate::tables::layer_normalization(op, layer.compatibility())?;
    let n_in = layer.n_elements();
    let mut members = vec![
        Member::Unsigned("n_in", n_in.into()),
        Member::Unsigned("n_slice", op.n_slice.into()),
        Member::Unsigned("is_centred", Expr::Int(op.centred.into())),
        Member::Unsigned("reuse_factor", op.reuse_factor.into()),
        Member::Unsigned("multiplier_limit", n_multipliers(3 * n_in, op.reuse_factor).into()),
        Member::Unsigned("table_size", roots.table().raw.len().into()),
        Member::Typedef(Type::from(&accum_t), "accum_t"),
        Member::Typedef(Type::from(&scale.ty), "scale_t"),
        Member::Typedef(Type::from(&bias.ty), "bias_t"),
        Member::Typedef(Type::from(&table_t), "table_t"),
    ];
    let mut args = vec![
        Expr::from(&scale.name),
        Expr::from(&bias.name),
        Expr::from(&layer.table("root", roots.table(), &table_t)?),
        layer.parameter(1.0 / op.n_slice as f64, &op.accum_t)?,
    ];
    let accum_fraction = assignment(&op.accum_t)?.format.fraction();
    let function = match &roots {
        RootTable::Linear { table, shift } => {
            let power = accum_fraction - shift;
            let factor = FixedType::new(FACTOR_BITS, FACTOR_BITS as i32 + power, false);
            members.push(Member::Typedef(Type::from(&layer.derived_type(factor, "factor_t")), "factor_t"));
            let factor_t = NamedType::new("", Precision::Fixed(factor));
            args.push(layer.parameter(table.raw.len() as f64 * 2f64.powi(power), &factor_t)?);
            match layer.compatibility() {
                Compatibility::Sound => {}
                Compatibility::Hls4ml13 => members.push(Member::Unsigned("peer_numbers", Expr::Int(1))),
            }
            "nnet::layer_normalize_linear"
        }
        RootTable::Scaled { epsilon, bits, right, .. } => {
            let sum = FixedType::new(*bits, *bits as i32 - accum_fraction, false);
            for (ty, name) in [(roots.root_type(), "root_t"), (sum, "sum_t")] {
                members.push(Member::Typedef(Type::from(&layer.derived_type(ty, name)), name));
            }
            let [left, right] = [-right, *right].map(|count| usize::try_from(count).unwrap_or(0));
            members.push(Member::Unsigned("table_left", left.into()));
            members.push(Member::Unsigned("table_right", right.into()));
            let sum_t = NamedType::new("", Precision::Fixed(sum));
            args.push(layer.parameter(to_f64(epsilon, accum_fraction), &sum_t)?);
            "nnet::layer_normalize_scaled"
        }
    };
    Ok(Kernel {
        members,
        args,
        ..Kernel::new("nnet_layer_normalization.h", function, "nnet::layer_normalization_config", config)
    })
}
