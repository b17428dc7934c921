//! Element-wise functions with one parameter: see [`hlsmith_ir::ops::ParametrizedActivation`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw, Value};
use hlsmith_ir::Compatibility;
use hlsmith_ir::ops::{self, ParametrizedFunction};

use super::Context;
use crate::from_float::FromFloat;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{Kernel, RowKernel, elementwise, in_narrow_container};
use crate::table_index::TableIndex;
use crate::tables::{self, Table};
use crate::types::finite;

/// A function with its parameter.
#[derive(Clone, Debug)]
pub(crate) enum ParametrizedActivation {
    /// `x` if `x > 0`, else `alpha * x`, arguments below `least` counting as that.
    LeakyRelu { alpha: Value, least: Option<Value> },
    /// `x` if `x > theta`, else 0.
    ThresholdedRelu { theta: Value },
    /// `x` if `x >= 0`, else `alpha` times an entry of the table.
    Elu { alpha: Value, index: TableIndex, table: Table },
}

impl ParametrizedActivation {
    pub(crate) fn lower(op: &ops::ParametrizedActivation, context: &Context) -> Result<Self> {
        let alpha = FromFloat::new(&op.param_t, "`param_t`", context.compatibility)?;
        let alpha = alpha.value(finite(op.activ_param, "`activ_param`")?);
        Ok(match (op.function, tables::parametrized_activation(op, context.compatibility, context.is_quartus)?) {
            (ParametrizedFunction::Elu, Some(table)) => {
                let index = TableIndex::from_zero(table.raw.len(), -8, context.compatibility);
                let index = TableIndex { negative_is_huge: true, ..index };
                ParametrizedActivation::Elu { alpha, index, table }
            }
            (ParametrizedFunction::ThresholdedRelu, _) => ParametrizedActivation::ThresholdedRelu { theta: alpha },
            // Elu always has a table.
            (ParametrizedFunction::LeakyRelu | ParametrizedFunction::Elu, _) => {
                let is_limited = op.is_limited && context.compatibility == Compatibility::Sound;
                let least = Value::from_low_bits(context.output.format, context.output.bounds().0);
                ParametrizedActivation::LeakyRelu { alpha, least: is_limited.then_some(least) }
            }
        })
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        match self {
            ParametrizedActivation::LeakyRelu { alpha, least } => {
                elementwise::leaky(std::slice::from_ref(alpha), least.as_ref(), source, ty)
            }
            ParametrizedActivation::ThresholdedRelu { theta } => threshold(theta, source, ty),
            ParametrizedActivation::Elu { alpha, index, table } => {
                let entry = |raw: &Raw| Value::from_low_bits(table.ty.format, raw.clone());
                let result = |raw: &Raw| (alpha * &entry(raw)).cast(ty).raw().clone();
                let results: Vec<Raw> = table.raw.iter().map(result).collect();
                elementwise::lookup_below_zero(&Value::from(true), index, &results, source, ty)
            }
        }
    }
}

/// `x` if `x > theta`, else 0.
fn threshold(theta: &Value, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
    // An integer exceeds a number exactly when it exceeds the floor of that.
    let shift = theta.format().fraction() - source.fraction();
    let floor =
        if shift >= 0 { theta.raw().shr_floor(shift.unsigned_abs()) } else { theta.raw().shl(shift.unsigned_abs()) };
    // Above the last number that is not positive are those that a rectifier passes.
    if floor == Raw::ZERO || floor == Raw::from(-1) {
        return elementwise::rectifier(source, None, ty);
    }
    let passed = elementwise::clamped(source, Some(&(&floor + &Raw::from(1))), None);
    let limited = passed.hull(&Interval::point(Raw::ZERO, source.fraction()));
    let bits = row_cast::bits(source, ty).max(floor.signed_bits());
    let kernel: Kernel = in_narrow_container!(bits, C => Box::new(Threshold::<C> { floor: C::of(&floor), cast: RowCast::new(&limited, ty) }));
    Some((kernel, limited.cast(ty)))
}

struct Threshold<C> {
    floor: C,
    cast: RowCast<C>,
}

impl<C: Lane> RowKernel<C> for Threshold<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        for x in &mut *row {
            *x = if *x > self.floor { *x } else { C::zero() };
        }
        self.cast.apply(row);
    }

    fn takes_blocks(&self) -> bool {
        true
    }
}
