//! Element-wise functions of two tensors.

use super::{ShapeError, Shapes, broadcast_shape};
use crate::attribute::{choice_attribute, op};
use crate::settings::{Compatibility, IoType, choices};

choices! {
    /// Functions of [`struct@Merge`] of the elements `a` and `b` of its inputs.
    pub enum MergeFunction {
        /// `a + b`.
        Add = "add",
        /// `a - b`.
        Subtract = "subtract",
        /// `a * b`.
        Multiply = "multiply",
        /// `(a + b) / divisor`.
        Average = "average",
        /// The larger one of `a` and `b`.
        Maximum = "maximum",
        /// The smaller one of `a` and `b`.
        Minimum = "minimum",
    }
}
choice_attribute!(MergeFunction);

op! {
    /// A function of the elements of two tensors: computed exactly, assigned once to the result type.
    ///
    /// Where one tensor has an extent of 1 and the other has not, its elements are repeated along that axis; missing
    /// leading axes have an extent of 1.
    pub struct Merge {
        /// Which function.
        Structure function: MergeFunction,
        /// Number of elements of the output.
        Structure n_elem: usize,
        /// What an average divides the sum by: more than 2 where one input is already a sum.
        Structure divisor: usize = 2,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

/// Whether the elements of the smaller input are repeated one after the other whatever its axes are, as in parallel
/// designs of the peer: element `i` of the result is made of element `i % n` of `n`. That is the same where the axes of
/// extent 1 are leading ones.
pub fn repeats_in_turn(compatibility: Compatibility, io_type: IoType) -> bool {
    match (compatibility, io_type) {
        (Compatibility::Hls4ml13, IoType::Parallel) => true,
        (Compatibility::Sound, IoType::Parallel | IoType::Stream) | (Compatibility::Hls4ml13, IoType::Stream) => false,
    }
}

impl Shapes for Merge {
    fn n_inputs(&self) -> usize {
        2
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let [left, right] = [inputs[0], inputs[1]];
        let Some(shape) = broadcast_shape(left, right) else {
            return Err(ShapeError::new(right, format!("a shape whose elements can be repeated beside {left:?}")));
        };
        if shape.iter().product::<usize>() != self.n_elem {
            return Err(ShapeError::new(&shape, format!("{} elements", self.n_elem)));
        }
        if self.divisor == 0 {
            return Err(ShapeError { found: "a divisor of 0".into(), expected: "at least 1".into() });
        }
        Ok(vec![shape])
    }
}
