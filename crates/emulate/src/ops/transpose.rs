//! Another order of the axes: see [`hlsmith_ir::ops::Transpose`].

use hlsmith_ir::ops;

use crate::rearrange::Rearrange;

/// Lowers the op for an input of a shape, which fits it.
pub(crate) fn lower(op: &ops::Transpose, shape: &[usize]) -> Rearrange {
    let stride = |axis: usize| -> usize { shape.iter().skip(axis + 1).product() };
    let mut places = vec![0];
    for &axis in &op.perm {
        let extent = shape.get(axis).copied().unwrap_or(1);
        places = places.into_iter().flat_map(|place| (0..extent).map(move |i| place + i * stride(axis))).collect();
    }
    Rearrange::of(places)
}
