//! Element-wise functions with one parameter: see [`hlsmith_ir::ops::ParametrizedActivation`].

use hlsmith_diag::Result;
use hlsmith_fixed::Value;
use hlsmith_ir::ops::{self, ParametrizedFunction};

use super::Context;
use crate::table_index::TableIndex;
use crate::tables::{self, Table};
use crate::types::{finite, fixed_type};

/// A function with its parameter.
#[derive(Clone, Debug)]
pub(crate) enum ParametrizedActivation {
    /// `x` if `x > 0`, else `alpha * x`.
    LeakyRelu { alpha: Value },
    /// `x` if `x > theta`, else 0.
    ThresholdedRelu { theta: Value },
    /// `x` if `x >= 0`, else `alpha` times an entry of the table.
    Elu { alpha: Value, index: TableIndex, table: Table },
}

impl ParametrizedActivation {
    pub(crate) fn lower(op: &ops::ParametrizedActivation, context: &Context) -> Result<Self> {
        let alpha = fixed_type(&op.param_t, "`param_t`")?.from_f64(finite(op.activ_param, "`activ_param`")?);
        Ok(match (op.function, tables::parametrized_activation(op)?) {
            (ParametrizedFunction::Elu, Some(table)) => {
                let index = TableIndex::from_zero(table.raw.len(), -8, context.compatibility);
                let index = TableIndex { negative_is_huge: true, ..index };
                ParametrizedActivation::Elu { alpha, index, table }
            }
            (ParametrizedFunction::ThresholdedRelu, _) => ParametrizedActivation::ThresholdedRelu { theta: alpha },
            // Elu always has a table.
            (ParametrizedFunction::LeakyRelu | ParametrizedFunction::Elu, _) => {
                ParametrizedActivation::LeakyRelu { alpha }
            }
        })
    }
}
