//! `Broadcast`: elements repeated along axes.

use hlsmith_ir::ops::Broadcast;

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a repetition.
pub(super) fn lower(op: &Broadcast, layer: &mut Layer<'_, '_>) -> Kernel {
    let inputs = layer.input_shapes();
    let source = inputs.first().copied().unwrap_or_default();
    let axes = match (layer.is_per_packet, source.last(), op.target_shape.last()) {
        (true, Some(&own), Some(&extent)) => rearrange::repeated(&[own], &[extent]),
        _ => rearrange::repeated(source, &op.target_shape),
    };
    rearrange::repeat(layer, &axes)
}
