//! `RepeatVector`: a vector several times.

use hlsmith_ir::ops::RepeatVector;

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a repetition.
pub(super) fn lower(op: &RepeatVector, layer: &mut Layer<'_, '_>) -> Kernel {
    rearrange::repeat(layer, &vec![(op.n, 0), (op.n_in, 1)])
}
