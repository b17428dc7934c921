//! Element-wise functions without parameters: see [`hlsmith_ir::ops::Activation`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Value};
use hlsmith_ir::ops::{self, Function};

use super::Context;
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
        let Some(table) = tables::activation(op)? else {
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
