//! Sums of products of two tensors: see [`hlsmith_ir::ops::Einsum`].

use hlsmith_diag::Result;
use hlsmith_ir::ops;

use crate::contraction::Sums;
use crate::types::{fixed_type, misfit};

/// Resolves the loops over inputs of these shapes.
///
/// # Errors
/// When the shapes do not fit, or the type of the sums is not an integer grid.
pub(crate) fn lower(op: &ops::Einsum, shapes: [&[usize]; 2]) -> Result<Sums> {
    let loops = op.contraction(shapes).map_err(misfit)?;
    Ok(Sums { loops, accum: fixed_type(&op.accum_t, "`accum_t`")?, weights: None })
}
