//! Leaky rectifier with a trained slope per element: see [`hlsmith_ir::ops::Prelu`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Value};
use hlsmith_ir::ops;

use super::Context;
use crate::constants::Constants;
use crate::kernel::{Kernel, elementwise};

/// `x[i]` if `x[i] > 0`, else `slopes[i] * x[i]`.
#[derive(Clone, Debug)]
pub(crate) struct Prelu {
    pub(crate) slopes: Constants,
}

impl Prelu {
    pub(crate) fn lower(op: &ops::Prelu, context: &Context) -> Result<Self> {
        Ok(Self { slopes: Constants::of_weight(&op.param, context.compatibility)? })
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        let slopes: Vec<Value> = (0..self.slopes.raw.len()).map(|i| self.slopes.value(i)).collect();
        elementwise::leaky(&slopes, None, source, ty)
    }
}
