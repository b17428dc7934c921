//! Functions of one argument as a table of all its values, one for all elements or one for each.

use hlsmith_fixed::FixedType;

use super::{ShapeError, Shapes, same_shape};
use crate::Weight;
use crate::attribute::op;

/// Most bits that number the entries of a table.
const MAX_INDEX_BITS: usize = 20;

/// Most integer bits of an argument, and most that it may lack to the binary point.
const MAX_INTEGER: i64 = 128;

op! {
    /// `table[x[i]]`, assigned to the result type: each element is assigned to a type of its own, truncating and wrapping
    /// around, and the bits of that, as a number without sign, count the entry. Of several tables, which take turns,
    /// element `i` has number `i % n_tables`.
    pub struct UnaryLut {
        /// Number of elements.
        Structure n_in: usize,
        /// Bits of the type of arguments in all, 1 to 20.
        Structure index_width: usize,
        /// Bits of it left of the binary point, the sign included.
        Structure index_integer: i64,
        /// Whether it is two's complement.
        Structure is_index_signed: bool,
        /// The entries, shape `[2^index_width]` or `[n_tables, 2^index_width]` with a number of tables that divides
        /// `n_in`: those of 0 and all larger arguments, then those of the negative ones.
        Core table: Weight,
        /// How many elements share one table.
        Target reuse_factor: u32 = 1,
    }
}

impl UnaryLut {
    /// The type of arguments.
    pub fn index_type(&self) -> FixedType {
        let width = u32::try_from(self.index_width).unwrap_or(1);
        FixedType::new(width, i32::try_from(self.index_integer).unwrap_or(1), self.is_index_signed)
    }

    /// How many tables take turns.
    pub fn n_tables(&self) -> usize {
        match self.table.data.shape() {
            &[n_tables, _] => n_tables,
            _ => 1,
        }
    }
}

impl Shapes for UnaryLut {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let is_in_range = (1..=MAX_INDEX_BITS).contains(&self.index_width)
            && (-MAX_INTEGER..=MAX_INTEGER).contains(&self.index_integer);
        if !is_in_range {
            let found = format!("arguments of {} bits, {} of them integer", self.index_width, self.index_integer);
            return Err(ShapeError { found, expected: format!("1 to {MAX_INDEX_BITS} bits") });
        }
        let n_entries = 1usize << self.index_width;
        let is_whole = match self.table.data.shape() {
            [own] => *own == n_entries,
            [n_tables, own] => *own == n_entries && *n_tables > 0 && self.n_in.is_multiple_of(*n_tables),
            _ => false,
        };
        if !is_whole {
            let expected = format!("a table [{n_entries}], or as many as divide {} elements", self.n_in);
            return Err(ShapeError::new(self.table.data.shape(), expected));
        }
        if inputs[0].iter().product::<usize>() != self.n_in {
            return Err(ShapeError::new(inputs[0], format!("{} elements", self.n_in)));
        }
        same_shape(inputs)
    }
}
