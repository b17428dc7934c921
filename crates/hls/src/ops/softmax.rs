//! `Softmax`: one kernel for each implementation, with an exponential and a reciprocal table.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::FixedType;
use hlsmith_ir::NamedType;
use hlsmith_ir::ops::{Softmax, SoftmaxImplementation};

use super::{Kernel, linear};
use crate::cpp::{Expr, Member, Type};
use crate::design::Layer;

/// Lowers a softmax.
///
/// # Errors
/// When its slices do not fill the tensor, or a table cannot be computed or written.
pub(super) fn lower(op: &Softmax, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    if op.skip {
        return Ok(linear(layer));
    }
    let n_in = layer.n_elements();
    let n_outer = if layer.is_per_packet { 1 } else { op.n_outer };
    let n_slices = n_outer.saturating_mul(op.n_inner);
    if n_slices == 0 || !n_in.is_multiple_of(n_slices) {
        let message = "the slices of the softmax do not fill the tensor";
        return Err(Diagnostic::error(Code::ShapeMismatch, Subject::Layer(layer.node.name.clone()), message)
            .found(format!("{n_in} elements in {n_outer} x {} slices", op.n_inner))
            .into());
    }
    let function = match op.implementation {
        SoftmaxImplementation::Stable => "nnet::softmax_stable",
        SoftmaxImplementation::Latency => "nnet::softmax_latency",
        SoftmaxImplementation::Legacy => "nnet::softmax_legacy",
        SoftmaxImplementation::Argmax => "nnet::softmax_argmax",
    };
    let config = layer.config_name("softmax");
    let mut kernel = Kernel::new("nnet_softmax.h", function, "nnet::activ_config", config);
    kernel.members = layer.elementwise_members(op.reuse_factor);
    for (name, size) in [("n_outer", n_outer), ("n_slice", n_in / n_slices), ("n_inner", op.n_inner)] {
        kernel.members.push(Member::Unsigned(name, size.into()));
    }
    if op.n_causal > 0 {
        kernel.members.push(Member::Unsigned("n_causal", op.n_causal.into()));
    }
    let input = layer.input_type()?;
    let is_quartus = layer.is_quartus();
    let tables = match is_quartus {
        true => hlsmith_emulate::quartus::softmax(op, &layer.node.name, &input, layer.io_type())?,
        false => hlsmith_emulate::tables::softmax(op, &input, layer.compatibility())?,
    };
    let Some(tables) = tables else { return Ok(kernel) };
    if is_quartus {
        match op.implementation {
            SoftmaxImplementation::Stable => kernel.members.push(Member::Unsigned("negative_distances", Expr::Int(1))),
            SoftmaxImplementation::Legacy => kernel.members.push(Member::Unsigned("floors_index", Expr::Int(1))),
            SoftmaxImplementation::Latency | SoftmaxImplementation::Argmax => {}
        }
    }
    kernel.members.push(Member::Unsigned("exp_table_size", tables.exp.raw.len().into()));
    kernel.members.push(Member::Unsigned("inv_table_size", tables.inv.raw.len().into()));
    let mut typedef = |name: &'static str, ident: &crate::names::Ident| {
        kernel.members.push(Member::Typedef(Type::from(ident), name));
    };
    let (exp_t, inv_t) = match op.implementation {
        SoftmaxImplementation::Legacy => {
            let [exp_named, inv_named] = match is_quartus {
                true => [(&op.exp_table_t, "exp_table_t"), (&op.inv_table_t, "inv_table_t")],
                false => [(&op.table_t, "table_t"); 2],
            };
            let mut name = |(named, role): (&NamedType, &str), ty: FixedType| {
                if named.precision.assignment() == Some(ty) {
                    return layer.type_name(named, role);
                }
                layer.derived_type(ty, "legacy_table_t")
            };
            let (exp_t, inv_t) = (name(exp_named, tables.exp.ty), name(inv_named, tables.inv.ty));
            typedef("exp_table_t", &exp_t);
            typedef("inv_table_t", &inv_t);
            typedef("element_t", &layer.derived_type(tables.exp_index, "legacy_element_t"));
            (exp_t, inv_t)
        }
        SoftmaxImplementation::Stable | SoftmaxImplementation::Latency | SoftmaxImplementation::Argmax => {
            let exp_t = layer.type_name(&op.exp_table_t, "exp_table_t");
            let inv_t = layer.type_name(&op.inv_table_t, "inv_table_t");
            typedef("exp_table_t", &exp_t);
            typedef("inv_table_t", &inv_t);
            // The peer for Quartus has one type for exponentials and their sum.
            let [inv_inp_t, accum_t] = match is_quartus {
                true => [exp_t.clone(), exp_t.clone()],
                false => [layer.type_name(&op.inv_inp_t, "inv_inp_t"), layer.type_name(&op.accum_t, "accum_t")],
            };
            typedef("inv_inp_t", &inv_inp_t);
            typedef("accum_t", &accum_t);
            if op.implementation == SoftmaxImplementation::Stable {
                let own = op.inp_norm_t.precision.assignment() == Some(tables.exp_index);
                let inp_norm_t = match own {
                    true => layer.type_name(&op.inp_norm_t, "inp_norm_t"),
                    false => layer.derived_type(tables.exp_index, "inp_norm_t"),
                };
                typedef("inp_norm_t", &inp_norm_t);
            }
            (exp_t, inv_t)
        }
    };
    kernel.args.push(Expr::from(&layer.table("exp", &tables.exp, &exp_t)?));
    kernel.args.push(Expr::from(&layer.table("inv", &tables.inv, &inv_t)?));
    Ok(kernel)
}
