//! `EinsumDense`: sums of products of a tensor and weights.

use hlsmith_diag::Result;
use hlsmith_ir::ops::EinsumDense;

use super::{Kernel, einsum};
use crate::cpp::{Expr, Member, Type};
use crate::design::{Layer, Order};
use crate::rearrange::{axes_type, repeated};

/// Lowers sums of products with weights.
///
/// # Errors
/// When the shape of the input does not fit, or the weights cannot be written.
pub(super) fn lower(op: &EinsumDense, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let shape = layer.input_shapes().first().map_or_else(Vec::new, |shape| shape.to_vec());
    let loops = op.contraction(&shape).map_err(einsum::misfit)?;
    let config = layer.config_name("");
    let weights = layer.factors(&op.weight, "weight", Order::AsTrained)?;
    let biases = layer.weight(&op.bias, "bias")?;
    let accum_t = layer.type_name(&op.accum_t, "accum_t");
    let mut members = einsum::members(&loops, shape.iter().product(), op.reuse_factor);
    members.push(Member::Unsigned("n_weights", op.weight.data.len().into()));
    members.push(Member::Unsigned("n_biases", op.bias.data.len().into()));
    members.push(Member::Typedef(axes_type(&repeated(op.bias.data.shape(), &loops.shape())), "bias_axes"));
    members.push(Member::Typedef(Type::from(&accum_t), "accum_t"));
    members.push(Member::Typedef(Type::from(&weights.ty), "weight_t"));
    members.push(Member::Typedef(Type::from(&biases.ty), "bias_t"));
    Ok(Kernel {
        members,
        args: vec![Expr::from(&weights.name), Expr::from(&biases.name)],
        ..Kernel::new("nnet_einsum.h", "nnet::einsum_dense", "nnet::einsum_config", config)
    })
}
