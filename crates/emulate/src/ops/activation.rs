//! Element-wise functions without parameters: see [`hlsmith_ir::ops::Activation`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw, Value};
use hlsmith_ir::ops::{self, Function};

use super::Context;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, Limit, RowCast, Shift};
use crate::kernel::{Kernel, RowKernel, elementwise, in_container};
use crate::table_index::TableIndex;
use crate::tables::{self, Table};

/// A function with its table.
#[derive(Clone, Debug)]
pub(crate) enum Activation {
    /// `x`.
    Linear,
    /// `max(x, 0)`.
    Relu,
    /// `min(max(x, 0), 6)`.
    Relu6,
    /// An entry of the table.
    Table { index: TableIndex, table: Table },
    /// `scale * x` if `x >= 0`, else an entry of the table.
    Selu { scale: Value, index: TableIndex, table: Table },
}

impl Activation {
    pub(crate) fn lower(op: &ops::Activation, context: &Context) -> Result<Self> {
        let compatibility = context.compatibility;
        let Some(table) = tables::activation(op, compatibility)? else {
            return Ok(match op.function {
                Function::Relu => Activation::Relu,
                Function::Relu6 => Activation::Relu6,
                // The others have a table.
                Function::Linear
                | Function::Sigmoid
                | Function::Tanh
                | Function::Softplus
                | Function::Softsign
                | Function::Selu => Activation::Linear,
            });
        };
        let size = table.raw.len();
        Ok(match op.function {
            Function::Tanh => Activation::Table { index: TableIndex::centred(size, 8, compatibility), table },
            Function::Selu => Activation::Selu {
                scale: FixedType::new(16, 1, false).from_f64(1.050_700_987_355_480_5),
                index: TableIndex::from_zero(size, -8, compatibility),
                table,
            },
            Function::Linear
            | Function::Relu
            | Function::Relu6
            | Function::Sigmoid
            | Function::Softplus
            | Function::Softsign => Activation::Table { index: TableIndex::centred(size, 16, compatibility), table },
        })
    }
}

impl Activation {
    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        match self {
            Activation::Linear => elementwise::cast(source, ty),
            Activation::Relu => rectifier(source, None, ty),
            Activation::Relu6 => rectifier(source, Some(6), ty),
            Activation::Table { index, table } => elementwise::lookup(index, &table.cast(ty), source, ty),
            Activation::Selu { scale, index, table } => {
                elementwise::lookup_below_zero(scale, index, &table.cast(ty), source, ty)
            }
        }
    }
}

/// `max(x, 0)`, limited to `most`.
fn rectifier(source: &Interval, most: Option<i32>, ty: &FixedType) -> Option<(Kernel, Interval)> {
    // The limit is a multiple of the grid of integers.
    let fine = if most.is_some() { source.refined(0) } else { source.clone() };
    let most = most.map(|most| Raw::from(most).shl(fine.fraction().unsigned_abs()));
    let limited = elementwise::clamped(&fine, Some(&Raw::ZERO), most.as_ref());
    let kernel: Kernel = in_container!(row_cast::bits(&fine, ty), C => Box::new(Rectifier::<C> {
        shift: match fine.fraction().abs_diff(source.fraction()) {
            0 => Shift::None,
            left => Shift::Left(left),
        },
        most: C::of(limited.upper()),
        cast: RowCast::new(&limited, ty),
    }));
    Some((kernel, limited.cast(ty)))
}

struct Rectifier<C> {
    shift: Shift<C>,
    most: C,
    cast: RowCast<C>,
}

impl<C: Lane> RowKernel<C> for Rectifier<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        C::quick_cast(row, &self.shift, &Limit::Clamp(C::zero(), self.most));
        self.cast.apply(row);
    }
}
