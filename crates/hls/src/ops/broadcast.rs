//! `Broadcast`: elements repeated along axes.

use hlsmith_ir::ops::Broadcast;

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a repetition.
pub(super) fn lower(op: &Broadcast, layer: &mut Layer<'_, '_>) -> Kernel {
    let axes = layer.input_shapes().first().map_or_else(Vec::new, |shape| rearrange::repeated(shape, &op.target_shape));
    rearrange::gather(layer, &axes)
}
