//! `EinsumDense`: sums of products of a tensor and weights, all at once or rows after each other.

use hlsmith_config::Settled;
use hlsmith_diag::{Diagnostics, Result};
use hlsmith_ir::ops::EinsumDense;
use hlsmith_ir::{Contraction, LoopAxis, ResultAxis, Rows, Strategy};

use super::dense::{check_reuse_factor, multiplier_limit};
use super::{Kernel, einsum};
use crate::convolution::check_side_by_side;
use crate::cpp::{Expr, Member, Type};
use crate::design::{Layer, Order};
use crate::rearrange::{axes_type, repeated};

/// Lowers sums of products with weights.
///
/// # Errors
/// When the shape of the input does not fit, the weights cannot be written, or a resource strategy has a reuse factor that
/// does not divide the work of a row, or the rows cannot be shared out in equal parts.
pub(super) fn lower(op: &EinsumDense, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let shape = layer.input_shapes().first().map_or_else(Vec::new, |shape| shape.to_vec());
    let loops = op.contraction(&shape).map_err(einsum::misfit)?;
    let settled = Settled { strategy: op.strategy, reuse_factor: op.reuse_factor };
    let geometry = loops.geometry();
    let side_by_side = op.rows_side_by_side(geometry.n_pixels());
    let mut findings = Diagnostics::new();
    findings.take(check_reuse_factor(&geometry, settled, layer));
    findings.take(check_side_by_side(&geometry, side_by_side));
    // Without a valid factor the weights have no order.
    let findings = findings.into_result()?;
    let config = layer.config_name("");
    let n_terms = loops.n_terms();
    let (function, terms_per_step) = match op.strategy {
        Strategy::Latency if side_by_side == geometry.n_pixels() => ("nnet::einsum_dense", None),
        Strategy::Latency => ("nnet::einsum_dense_unrolled", Some(n_terms)),
        Strategy::Resource => ("nnet::einsum_dense_resource", Some(terms_per_step(n_terms, op.reuse_factor))),
        Strategy::ResourceUnrolled => ("nnet::einsum_dense_unrolled", Some(terms_per_step(n_terms, op.reuse_factor))),
    };
    let rows = terms_per_step.map(|terms_per_step| (terms_per_step, weight_places(&loops, terms_per_step)));
    let order = rows.as_ref().map_or(Order::AsTrained, |(_, places)| Order::Places(places));
    let [weights, biases] = layer.products(findings, [(&op.weight, "weight"), (&op.bias, "bias")], order)?;
    let accum_t = layer.type_name(&op.accum_t, "accum_t");
    let n_in = shape.iter().product();
    let (mut members, n_weights) = match &rows {
        Some((terms_per_step, places)) => {
            let limit = multiplier_limit(places.len(), weights.n_zeros, settled, layer);
            let mut members = row_members(&loops, n_in);
            members.extend([
                Member::Unsigned("n_partitions", (geometry.n_pixels() / side_by_side).into()),
                Member::Unsigned("terms_per_step", (*terms_per_step).into()),
                Member::Unsigned("reuse_factor", op.reuse_factor.into()),
                Member::Unsigned("multiplier_limit", limit.saturating_mul(side_by_side).into()),
            ]);
            (members, places.len())
        }
        None => (einsum::members(&loops, n_in, op.reuse_factor), op.weight.data.len()),
    };
    members.push(Member::Unsigned("n_weights", n_weights.into()));
    members.push(Member::Unsigned("n_biases", op.bias.data.len().into()));
    members.push(Member::Typedef(axes_type(&repeated(op.bias.data.shape(), &loops.shape())), "bias_axes"));
    members.push(Member::Typedef(Type::from(&accum_t), "accum_t"));
    members.push(Member::Typedef(Type::from(&weights.ty), "weight_t"));
    members.push(Member::Typedef(Type::from(&biases.ty), "bias_t"));
    Ok(Kernel {
        members,
        args: vec![Expr::from(&weights.name), Expr::from(&biases.name)],
        ..Kernel::new("nnet_einsum.h", function, "nnet::einsum_config", config)
    })
}

/// The members that describe products of rows.
fn row_members(loops: &Contraction, n_in: usize) -> Vec<Member> {
    let Rows { rows, groups, columns } = loops.rows();
    let through = |axis: &ResultAxis| (axis.through.extent, axis.through.left);
    let result = |axis: &ResultAxis| (axis.through.extent, axis.stride);
    let terms = loops.inner.iter().map(|axis: &LoopAxis| (axis.extent, axis.left));
    let n_columns: usize = columns.iter().map(|axis| axis.through.extent).product();
    let n_out: usize = loops.shape().iter().product();
    let axes = [
        ("row_axes", rows.iter().map(through).collect()),
        ("row_results", rows.iter().map(result).collect()),
        ("window_axes", groups.iter().map(through).chain(terms).collect()),
        ("filter_results", groups.iter().chain(&columns).map(result).collect()),
    ];
    let mut members = vec![
        Member::Unsigned("n_in", n_in.into()),
        Member::Unsigned("n_out", n_out.into()),
        Member::Unsigned("n_terms", loops.n_terms().into()),
        Member::Unsigned("n_columns", n_columns.into()),
    ];
    members.extend(axes.map(|(name, axes)| Member::Typedef(axes_type(&axes), name)));
    members
}

/// How many terms of a filter are summed in a step.
fn terms_per_step(n_terms: usize, reuse_factor: u32) -> usize {
    (n_terms / reuse_factor.max(1) as usize).max(1)
}

/// For each multiplier of a row, and for each step of it, where its weight stands: so many terms of a filter side by side,
/// or several filters one after the other, so that every filter sums its terms in order.
fn weight_places(loops: &Contraction, n_side: usize) -> Vec<usize> {
    let Rows { groups, columns, .. } = loops.rows();
    let filters: Vec<LoopAxis> = groups.iter().chain(&columns).map(|axis| axis.through).collect();
    let (filters, terms) = (Contraction::places(&filters), Contraction::places(&loops.inner));
    let n_steps = terms.len().div_ceil(n_side.max(1));
    let place = |[_, filter]: [usize; 2], term: usize| filter + terms[term][1];
    let of_filter = |&filter: &[usize; 2]| {
        let of_side = move |side: usize| (0..n_steps).map(move |step| place(filter, step * n_side + side));
        (0..n_side).flat_map(of_side).collect::<Vec<_>>()
    };
    filters.iter().flat_map(of_filter).collect()
}
