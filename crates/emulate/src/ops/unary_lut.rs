//! Functions as tables of all arguments: see [`hlsmith_ir::ops::UnaryLut`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw};
use hlsmith_ir::ops;

use super::Context;
use crate::constants::Constants;
use crate::kernel::elementwise::hull;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{Kernel, RowKernel, in_container};
use crate::tables;

/// The type of arguments and the entry of each, table by table.
#[derive(Clone, Debug)]
pub(crate) struct UnaryLut {
    pub(crate) index: FixedType,
    pub(crate) table: Constants,
}

impl UnaryLut {
    /// How many entries a table has.
    pub(crate) fn n_entries(&self) -> usize {
        1 << self.index.format.width
    }

    pub(crate) fn lower(op: &ops::UnaryLut, context: &Context) -> Result<Self> {
        tables::check_given(op)?;
        Ok(Self { index: op.index_type(), table: Constants::of_weight(&op.table, context.compatibility)? })
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        let results: Vec<Raw> =
            (0..self.table.raw.len()).map(|entry| self.table.value(entry).cast(ty).raw().clone()).collect();
        let bits = row_cast::bits(source, &self.index)
            .max(source.signed_bits())
            .max(ty.format.container_bits())
            .max(self.index.format.width + 1);
        let kernel: Kernel = in_container!(bits, C => Box::new(Lookup::<C> {
            index: RowCast::new(source, &self.index),
            mask: C::of_i64(self.n_entries() as i64 - 1),
            n_entries: self.n_entries(),
            results: results.iter().map(C::of).collect(),
        }));
        Some((kernel, hull(&results, ty)))
    }
}

struct Lookup<C> {
    /// The assignment to the type of arguments.
    index: RowCast<C>,
    /// The bits that count.
    mask: C,
    n_entries: usize,
    /// Those of all tables, one after the other.
    results: Vec<C>,
}

impl<C: Lane> RowKernel<C> for Lookup<C> {
    fn apply(&self, element: usize, row: &mut [C]) {
        self.index.apply(row);
        let first = element * self.n_entries % self.results.len();
        for x in row {
            let entry: i64 = x.and(self.mask).as_();
            *x = self.results[first + entry as usize];
        }
    }
}
