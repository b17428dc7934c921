//! Sums of products of a tensor and weights: see [`hlsmith_ir::ops::EinsumDense`].

use hlsmith_diag::Result;
use hlsmith_ir::ops;

use super::Context;
use crate::constants::Constants;
use crate::contraction::{Sums, Weights};
use crate::product::factors;
use crate::types::{fixed_type, misfit};

/// Resolves the loops over an input of a shape, and the constants.
///
/// # Errors
/// When the shape does not fit, or a type is not an integer grid.
pub(crate) fn lower(op: &ops::EinsumDense, shape: &[usize], context: &Context) -> Result<Sums> {
    let loops = op.contraction(shape).map_err(misfit)?;
    let accum = fixed_type(&op.accum_t, "`accum_t`")?;
    let own = Constants::of_weight(&op.bias, context.compatibility)?.cast(&accum);
    // One bias holds for all elements along an axis that the biases do not have.
    let place = |mut element: usize| {
        let (mut place, mut stride) = (0, 1);
        for (&extent, axis) in op.bias.data.shape().iter().zip(&loops.outer).rev() {
            place += if extent == 1 { 0 } else { element % axis.extent * stride };
            stride *= extent;
            element /= axis.extent;
        }
        place
    };
    let n_out: usize = loops.shape().iter().product();
    let raw = (0..n_out).map(|element| own.raw[place(element)].clone()).collect();
    let biases = Constants { format: own.format, raw };
    let weights = Some(Weights { factors: factors(&op.weight, context.compatibility)?, biases });
    Ok(Sums { loops, accum, weights })
}
