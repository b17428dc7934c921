//! `Transpose`: the elements along other axes.

use hlsmith_ir::ops::Transpose;

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a transposition.
pub(super) fn lower(op: &Transpose, layer: &mut Layer<'_, '_>) -> Kernel {
    let shape = layer.input_shapes().first().map_or_else(Vec::new, |shape| shape.to_vec());
    let axis = |&axis: &usize| {
        let stride: usize = shape.iter().skip(axis + 1).product();
        (shape.get(axis).copied().unwrap_or(1), stride)
    };
    let axes = op.perm.iter().map(axis).collect();
    rearrange::gather(layer, &axes)
}
