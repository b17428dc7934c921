//! Element-wise functions of two tensors.

use super::{ShapeError, Shapes};
use crate::attribute::{choice_attribute, op};
use crate::settings::choices;

choices! {
    /// Functions of [`struct@Merge`] of the elements `a` and `b` of its inputs.
    pub enum MergeFunction {
        /// `a + b`.
        Add = "add",
        /// `a - b`.
        Subtract = "subtract",
        /// `a * b`.
        Multiply = "multiply",
        /// `(a + b) / 2`.
        Average = "average",
        /// The larger one of `a` and `b`.
        Maximum = "maximum",
        /// The smaller one of `a` and `b`.
        Minimum = "minimum",
    }
}
choice_attribute!(MergeFunction);

op! {
    /// A function of the elements of two tensors of one shape: computed exactly, assigned once to the result type.
    pub struct Merge {
        /// Which function.
        Structure function: MergeFunction,
        /// Number of elements of each input.
        Structure n_elem: usize,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for Merge {
    fn n_inputs(&self) -> usize {
        2
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let [left, right] = [inputs[0], inputs[1]];
        if left.iter().product::<usize>() != self.n_elem {
            return Err(ShapeError::new(left, format!("{} elements", self.n_elem)));
        }
        if left != right {
            return Err(ShapeError::new(right, format!("{left:?}, as the other input")));
        }
        Ok(vec![left.to_vec()])
    }
}
