//! Piecewise-linear stand-ins of sigmoid and tanh: see [`hlsmith_ir::ops::HardActivation`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Raw, Value};
use hlsmith_ir::Compatibility;
use hlsmith_ir::ops::{self, HardFunction};

use super::Context;
use crate::types::{finite, fixed_type};

/// `z = slope * x + shift` limited to `[0, one]`, or `2 * z - 1` of it.
#[derive(Clone, Debug)]
pub(crate) struct HardActivation {
    pub(crate) function: HardFunction,
    pub(crate) slope: Value,
    pub(crate) shift: Value,
    /// What `z` becomes above 1.
    pub(crate) one: Value,
}

impl HardActivation {
    pub(crate) fn lower(op: &ops::HardActivation, context: &Context) -> Result<Self> {
        let slope = fixed_type(&op.slope_t, "`slope_t`")?.from_f64(finite(op.slope, "`slope`")?);
        let shift = fixed_type(&op.shift_t, "`shift_t`")?.from_f64(finite(op.shift, "`shift`")?);
        let zero = Value::from_low_bits(context.input.format, Raw::ZERO);
        let z = (&(&slope * &zero) + &shift).format();
        let one = match context.compatibility {
            Compatibility::Sound => Value::from(true),
            // The peer keeps the limited value in the format of the sum, whose grid may be coarser than 1.
            Compatibility::Hls4ml13 => Value::from(true).cast(&FixedType::new(z.width, z.integer, z.signed)),
        };
        Ok(Self { function: op.function, slope, shift, one })
    }
}
