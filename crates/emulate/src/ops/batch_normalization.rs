//! Normalisation with trained statistics: see [`hlsmith_ir::ops::BatchNormalization`].

use hlsmith_diag::Result;
use hlsmith_ir::ops;

use super::Context;
use crate::constants::Constants;
use crate::product::factors;

/// `x * scale[c] + bias[c]`, assigned once.
#[derive(Clone, Debug)]
pub(crate) struct BatchNormalization {
    pub(crate) scale: Constants,
    pub(crate) bias: Constants,
}

impl BatchNormalization {
    pub(crate) fn lower(op: &ops::BatchNormalization, context: &Context) -> Result<Self> {
        Ok(Self {
            scale: factors(&op.scale, context.compatibility)?,
            bias: Constants::of_weight(&op.bias, context.compatibility)?,
        })
    }
}
