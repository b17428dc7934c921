//! `Einsum`: sums of products of two tensors.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::ops::{Einsum, ShapeError};
use hlsmith_ir::{Contraction, LoopAxis};

use super::{Kernel, n_multipliers};
use crate::cpp::{Member, Type};
use crate::design::Layer;
use crate::rearrange::{Axes, axes_type};

/// Lowers sums of products.
///
/// # Errors
/// When the shapes of the inputs do not fit.
pub(super) fn lower(op: &Einsum, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    let shapes = layer.input_shapes();
    let [left, right] = shapes[..] else {
        return Err(misfit(ShapeError { found: format!("{} inputs", shapes.len()), expected: "2 inputs".into() }));
    };
    let n_right: usize = right.iter().product();
    let loops = op.contraction([left, right]).map_err(misfit)?;
    let accum_t = layer.type_name(&op.accum_t, "accum_t");
    let mut members = members(&loops, left.iter().product(), op.reuse_factor);
    members.push(Member::Unsigned("n_right", n_right.into()));
    members.push(Member::Typedef(Type::from(&accum_t), "accum_t"));
    let config = layer.config_name("");
    Ok(Kernel { members, ..Kernel::new("nnet_einsum.h", "nnet::einsum", "nnet::einsum_config", config) })
}

/// The members that describe loops over a first array of `n_in` elements and a second one.
pub(super) fn members(loops: &Contraction, n_in: usize, reuse_factor: u32) -> Vec<Member> {
    let side = |axes: &[LoopAxis], stride: fn(&LoopAxis) -> usize| -> Axes {
        axes.iter().map(|axis| (axis.extent, stride(axis))).collect()
    };
    let (n_out, n_terms): (usize, usize) = (loops.shape().iter().product(), loops.n_terms());
    let typedef = |name: &'static str, axes: Axes| Member::Typedef(axes_type(&axes), name);
    vec![
        Member::Unsigned("n_in", n_in.into()),
        Member::Unsigned("n_out", n_out.into()),
        Member::Unsigned("reuse_factor", reuse_factor.into()),
        Member::Unsigned("multiplier_limit", n_multipliers(n_out.saturating_mul(n_terms), reuse_factor).into()),
        typedef("left_axes", side(&loops.outer, |axis| axis.left)),
        typedef("right_axes", side(&loops.outer, |axis| axis.right)),
        typedef("left_terms", side(&loops.inner, |axis| axis.left)),
        typedef("right_terms", side(&loops.inner, |axis| axis.right)),
    ]
}

/// The finding that shapes do not fit.
pub(super) fn misfit(error: ShapeError) -> Diagnostics {
    let message = "shapes do not fit the layer";
    Diagnostic::error(Code::ShapeMismatch, Subject::Model, message).found(error.found).expected(error.expected).into()
}
