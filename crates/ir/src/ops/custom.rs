//! A layer of an extension.

use super::{ShapeError, Shapes};
use crate::attribute::op;
use crate::{Constant, CustomWeight, ExtensionRef};

op! {
    /// What an extension computes, each element assigned to the result type.
    pub struct Custom {
        /// The extension.
        Structure extension: ExtensionRef,
        /// Number of elements of each input.
        Structure n_in: Vec<usize>,
        /// Shape of the output, without the batch dimension.
        Structure shape: Vec<usize>,
        /// What the extension made of the settings of the layer, sorted by name.
        Structure values: Vec<(String, Constant)> = Vec::new(),
        /// The weights.
        Core weights: Vec<CustomWeight> = Vec::new(),
        /// How many elements share one unit; for the use of the kernel.
        Target reuse_factor: u32 = 1,
    }
}

impl Custom {
    /// A value by name.
    pub fn value(&self, name: &str) -> Option<&Constant> {
        self.values.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }
}

impl Shapes for Custom {
    fn n_inputs(&self) -> usize {
        self.n_in.len()
    }

    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        if inputs.is_empty() {
            return Err(ShapeError { found: "no input".into(), expected: "an input".into() });
        }
        for (input, &elements) in inputs.iter().zip(&self.n_in) {
            if input.iter().product::<usize>() != elements {
                return Err(ShapeError::new(input, format!("{elements} elements")));
            }
        }
        Ok(vec![self.shape.clone()])
    }
}
