//! Leaky rectifier with a trained slope per element: see [`hlsmith_ir::ops::Prelu`].

use hlsmith_diag::Result;
use hlsmith_ir::ops;

use super::Context;
use crate::constants::Constants;

/// `x[i]` if `x[i] > 0`, else `slopes[i] * x[i]`.
#[derive(Clone, Debug)]
pub(crate) struct Prelu {
    pub(crate) slopes: Constants,
}

impl Prelu {
    pub(crate) fn lower(op: &ops::Prelu, context: &Context) -> Result<Self> {
        Ok(Self { slopes: Constants::of_weight(&op.param, context.compatibility)? })
    }
}
