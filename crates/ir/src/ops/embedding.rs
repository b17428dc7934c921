//! Rows of a table, chosen by their number.

use super::{ShapeError, Shapes};
use crate::Weight;
use crate::attribute::op;

op! {
    /// For each element of a tensor of `n_in` elements the row of a table that it numbers: `y[i][j] = embeddings[x[i]][j]`,
    /// assigned to the result type. The number is the element toward zero, limited to the rows that there are.
    pub struct Embedding {
        /// Number of elements of the input.
        Structure n_in: usize,
        /// Length of a row.
        Structure n_out: usize,
        /// Number of rows.
        Structure vocab_size: usize,
        /// The table, shape `[vocab_size, n_out]`.
        Core embeddings: Weight,
        /// How many elements share one unit.
        Target reuse_factor: u32 = 1,
    }
}

impl Shapes for Embedding {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let table = [self.vocab_size, self.n_out];
        if self.embeddings.data.shape() != table || self.vocab_size == 0 {
            return Err(ShapeError::new(
                self.embeddings.data.shape(),
                format!("a table {table:?} of at least one row"),
            ));
        }
        if inputs[0].iter().product::<usize>() != self.n_in {
            return Err(ShapeError::new(inputs[0], format!("{} elements", self.n_in)));
        }
        let mut shape = inputs[0].to_vec();
        shape.push(self.n_out);
        Ok(vec![shape])
    }
}
