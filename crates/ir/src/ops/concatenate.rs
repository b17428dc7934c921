//! Two tensors side by side.

use super::{ShapeError, Shapes};
use crate::attribute::op;

op! {
    /// The second tensor behind the first along one axis, each element assigned to the result type.
    pub struct Concatenate {
        /// The axis, the first behind the batch dimension being 0.
        Structure axis: usize,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for Concatenate {
    fn n_inputs(&self) -> usize {
        2
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let [left, right] = [inputs[0], inputs[1]];
        if self.axis >= left.len() {
            return Err(ShapeError::new(left, format!("more than {} dimensions", self.axis)));
        }
        let fits = left.len() == right.len()
            && left.iter().zip(right).enumerate().all(|(axis, (left, right))| axis == self.axis || left == right);
        let extent = left[self.axis].checked_add(*right.get(self.axis).unwrap_or(&0));
        match extent {
            Some(extent) if fits => {
                let mut shape = left.to_vec();
                shape[self.axis] = extent;
                Ok(vec![shape])
            }
            Some(_) | None => {
                Err(ShapeError::new(right, format!("{left:?}, as the other input, except along axis {}", self.axis)))
            }
        }
    }
}
