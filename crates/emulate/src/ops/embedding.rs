//! Rows of a table: see [`hlsmith_ir::ops::Embedding`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw};
use hlsmith_ir::ops;

use super::Context;
use crate::constants::Constants;
use crate::kernel::elementwise::hull;
use crate::kernel::lane::Lane;
use crate::kernel::{Kernel, RowKernel, in_container};

/// A table and the length of its rows.
#[derive(Clone, Debug)]
pub(crate) struct Embedding {
    pub(crate) n_out: usize,
    pub(crate) table: Constants,
}

impl Embedding {
    pub(crate) fn lower(op: &ops::Embedding, context: &Context) -> Result<Self> {
        Ok(Self { n_out: op.n_out, table: Constants::of_weight(&op.embeddings, context.compatibility)? })
    }

    /// Number of rows.
    pub(crate) fn n_rows(&self) -> usize {
        self.table.raw.len() / self.n_out
    }

    /// The kernel from the number of a row, an element in `source`, to an element of that row, and the interval of its
    /// results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        let results: Vec<Raw> =
            (0..self.table.raw.len()).map(|entry| self.table.value(entry).cast(ty).raw().clone()).collect();
        let n_rows = Raw::from(self.n_rows() as u64).signed_bits();
        let fraction = source.fraction();
        let bits = source.signed_bits().max(n_rows + fraction.min(0).unsigned_abs()).max(ty.format.container_bits());
        let kernel: Kernel = in_container!(bits, C => Box::new(Choice::<C> {
            shift: fraction,
            last: C::of_i64(self.n_rows() as i64 - 1),
            n_out: self.n_out,
            results: results.iter().map(C::of).collect(),
        }));
        Some((kernel, hull(&results, ty)))
    }
}

struct Choice<C> {
    /// Bits right of the binary point of the number of a row.
    shift: i32,
    /// The number of the last row.
    last: C,
    n_out: usize,
    /// The table, row by row.
    results: Vec<C>,
}

impl<C: Lane> RowKernel<C> for Choice<C> {
    fn apply(&self, element: usize, row: &mut [C]) {
        let column = element % self.n_out;
        for x in row {
            // Beyond the last row nothing is gained by more bits.
            let number = match self.shift {
                0.. => x.shr(self.shift.unsigned_abs().min(C::BITS - 1)),
                ..0 => (*x).max(C::zero()).min(self.last).shl(self.shift.unsigned_abs()),
            };
            let number: i64 = number.max(C::zero()).min(self.last).as_();
            *x = self.results[number as usize * self.n_out + column];
        }
    }
}
