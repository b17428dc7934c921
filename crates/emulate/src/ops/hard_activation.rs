//! Functions of a straight line with limits: see [`hlsmith_ir::ops::HardActivation`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw, Value};
use hlsmith_ir::ops::{self, HardFunction};
use hlsmith_ir::{Compatibility, NamedType};

use super::Context;
use crate::from_float::FromFloat;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{Kernel, RowKernel, in_container};
use crate::types::finite;

/// `z = slope * x + shift` limited to `[0, one]`, or `2 * z - 1` or `x * z` of it.
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
        let from_float = |ty: &NamedType, role: &str| FromFloat::new(ty, role, context.compatibility);
        let slope = from_float(&op.slope_t, "`slope_t`")?.value(finite(op.slope, "`slope`")?);
        let shift = from_float(&op.shift_t, "`shift_t`")?.value(finite(op.shift, "`shift`")?);
        let zero = Value::from_low_bits(context.input.format, Raw::ZERO);
        let z = (&(&slope * &zero) + &shift).format();
        let one = match (context.compatibility, op.function) {
            (Compatibility::Sound, _) | (_, HardFunction::HardSilu) => Value::from(true),
            // The peer keeps the limited value in the format of the sum, whose grid may be coarser than 1.
            (Compatibility::Hls4ml13, HardFunction::HardSigmoid | HardFunction::HardTanh) => {
                Value::from(true).cast(&FixedType::new(z.width, z.integer, z.signed))
            }
        };
        Ok(Self { function: op.function, slope, shift, one })
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        let product_fraction = source.fraction() + self.slope.format().fraction();
        let fraction = product_fraction.max(self.shift.format().fraction()).max(self.one.format().fraction()).max(0);
        let on_grid = |value: &Value| value.raw().shl(fraction.abs_diff(value.format().fraction()));
        let slope = self.slope.raw().shl(fraction.abs_diff(product_fraction));
        let (shift, one, limit) = (on_grid(&self.shift), on_grid(&self.one), Raw::from(1).shl(fraction.unsigned_abs()));
        let sum = source.scaled(&slope, fraction - source.fraction()).sum(&Interval::point(shift.clone(), fraction));
        let top = one.clone().max(limit.clone());
        let limited = Interval::new(Raw::ZERO, top.clone(), fraction)?;
        let (tail, result) = match self.function {
            HardFunction::HardSigmoid => (Tail::Limited, limited),
            HardFunction::HardTanh => {
                (Tail::Doubled, limited.sum(&limited).difference(&Interval::point(limit.clone(), fraction)))
            }
            HardFunction::HardSilu => (Tail::TimesArgument, source.product(&limited)),
        };
        let bits = [slope.signed_bits(), shift.signed_bits(), sum.signed_bits(), top.signed_bits() + 1]
            .into_iter()
            .fold(row_cast::bits(&result, ty).max(source.signed_bits()), u32::max);
        let kernel: Kernel = in_container!(bits, C => Box::new(Hard::<C> {
            slope: C::of(&slope),
            shift: C::of(&shift),
            limit: C::of(&limit),
            one: C::of(&one),
            tail,
            cast: RowCast::new(&result, ty),
        }));
        Some((kernel, result.cast(ty)))
    }
}

struct Hard<C> {
    slope: C,
    shift: C,
    /// The number 1.
    limit: C,
    one: C,
    tail: Tail,
    cast: RowCast<C>,
}

/// What becomes of the limited `z`.
#[derive(Clone, Copy)]
enum Tail {
    /// `z`.
    Limited,
    /// `2 * z - 1`.
    Doubled,
    /// `x * z`.
    TimesArgument,
}

impl<C: Lane> RowKernel<C> for Hard<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        for x in &mut *row {
            let z = x.wrapping_mul(&self.slope).wrapping_add(&self.shift);
            let limited = if z > self.limit { self.one } else { z.max(C::zero()) };
            *x = match self.tail {
                Tail::Limited => limited,
                Tail::Doubled => limited.shl(1).wrapping_sub(&self.limit),
                Tail::TimesArgument => limited.wrapping_mul(x),
            };
        }
        self.cast.apply(row);
    }

    fn takes_blocks(&self) -> bool {
        true
    }
}
