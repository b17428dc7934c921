//! Elements repeated along axes.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// The input with its elements repeated along every axis where it has an extent of 1 and the output has not; missing
    /// leading axes have an extent of 1. Each element is assigned to the result type.
    pub struct Broadcast {
        /// Shape of the output, without the batch dimension.
        Structure target_shape: Vec<usize>,
    }
}

impl Shapes for Broadcast {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        match broadcast_shape(inputs[0], &self.target_shape) {
            Some(shape) if shape == self.target_shape => Ok(vec![shape]),
            Some(_) | None => {
                Err(ShapeError::new(inputs[0], format!("a shape that repeats to {:?}", self.target_shape)))
            }
        }
    }
}

/// The shape that two shapes share once elements are repeated along axes of extent 1; missing leading axes have an
/// extent of 1. `None` when there is none.
pub fn broadcast_shape(left: &[usize], right: &[usize]) -> Option<Vec<usize>> {
    let rank = left.len().max(right.len());
    let extent = |shape: &[usize], axis: usize| match (axis + shape.len()).checked_sub(rank) {
        Some(axis) => shape[axis],
        None => 1,
    };
    (0..rank)
        .map(|axis| match (extent(left, axis), extent(right, axis)) {
            (left, right) if left == right => Some(left),
            (1, other) | (other, 1) => Some(other),
            _ => None,
        })
        .collect()
}

/// For each element of `target` in C order the element of `source` that stands there once its elements are repeated along
/// axes of extent 1. Precondition: `source` repeats to `target`.
pub fn broadcast_places(source: &[usize], target: &[usize]) -> Vec<usize> {
    let n_leading = target.len() - source.len().min(target.len());
    let mut places = vec![0];
    for (axis, &extent) in target.iter().enumerate() {
        let own = axis.checked_sub(n_leading).map_or(1, |axis| source[axis]);
        let along = |place: usize| (0..extent).map(move |i| place * own + if own == 1 { 0 } else { i });
        places = places.into_iter().flat_map(along).collect();
    }
    places
}
