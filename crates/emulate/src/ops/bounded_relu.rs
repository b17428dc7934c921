//! Rectifier with a threshold, a slope below it and an upper limit: see [`hlsmith_ir::ops::BoundedRelu`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw, Value};
use hlsmith_ir::{NamedType, ops};

use super::Context;
use crate::from_float::FromFloat;
use crate::kernel::elementwise::ceiling;
use crate::kernel::lane::Lane;
use crate::kernel::row_cast::{self, RowCast};
use crate::kernel::{Kernel, RowKernel, in_container};
use crate::types::finite;

/// `limit` from there on, `x` from the threshold on, and a straight line below.
#[derive(Clone, Debug)]
pub(crate) struct BoundedRelu {
    pub(crate) limit: Option<Value>,
    pub(crate) slope: Value,
    pub(crate) threshold: Value,
}

impl BoundedRelu {
    pub(crate) fn lower(op: &ops::BoundedRelu, context: &Context) -> Result<Self> {
        let number = |value: f64, ty: &NamedType, role: &str| -> Result<Value> {
            Ok(FromFloat::new(ty, role, context.compatibility)?.value(finite(value, role)?))
        };
        Ok(Self {
            limit: if op.is_bounded { Some(number(op.max_value, &op.max_t, "`max_value`")?) } else { None },
            slope: number(op.negative_slope, &op.slope_t, "`negative_slope`")?,
            threshold: number(op.threshold, &op.threshold_t, "`threshold`")?,
        })
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        let point = |value: &Value| Interval::point(value.raw().clone(), value.format().fraction());
        let least = |value: &Value| ceiling(value, source.fraction());
        let distance = source.difference(&point(&self.threshold));
        let line = distance.product(&point(&self.slope));
        let threshold_left = distance.fraction().abs_diff(self.threshold.format().fraction());
        let offset = self.threshold.raw().shl(threshold_left);
        let limit = self.limit.as_ref().map(|limit| (least(limit), limit.cast(ty).raw().clone()));
        let least = least(&self.threshold);
        let fixed = limit.iter().flat_map(|(least, result)| [least, result]).chain([&least, &offset, self.slope.raw()]);
        let bits = fixed.map(Raw::signed_bits).fold(row_cast::bits(source, ty), u32::max);
        let bits = bits.max(row_cast::bits(&line, ty)).max(distance.signed_bits());
        let bits = bits.max(source.refined(distance.fraction()).signed_bits());
        let mut results = source.cast(ty).hull(&line.cast(ty));
        if let Some((_, result)) = &limit {
            results = results.hull(&Interval::point(result.clone(), ty.format.fraction()));
        }
        let kernel: Kernel = in_container!(bits, C => Box::new(Bounded::<C> {
            limit: limit.as_ref().map(|(least, result)| (C::of(least), C::of(result))),
            least: C::of(&least),
            left: distance.fraction().abs_diff(source.fraction()),
            offset: C::of(&offset),
            slope: C::of(self.slope.raw()),
            line: RowCast::new(&line, ty),
            own: RowCast::new(source, ty),
        }));
        Some((kernel, results))
    }
}

struct Bounded<C> {
    /// From which argument on there is this result.
    limit: Option<(C, C)>,
    /// The least argument from the threshold on.
    least: C,
    /// From the grid of the argument to that of its distance from the threshold.
    left: u32,
    offset: C,
    slope: C,
    line: RowCast<C>,
    own: RowCast<C>,
}

impl<C: Lane> RowKernel<C> for Bounded<C> {
    fn apply(&self, _: usize, row: &mut [C]) {
        let mut below = [C::zero(); crate::kernel::MAX_LANES];
        let below = &mut below[..row.len()];
        for (below, x) in below.iter_mut().zip(&*row) {
            *below = x.shl(self.left).wrapping_sub(&self.offset).wrapping_mul(&self.slope);
        }
        self.line.apply(below);
        let mut own = [C::zero(); crate::kernel::MAX_LANES];
        let own = &mut own[..row.len()];
        own.copy_from_slice(row);
        self.own.apply(own);
        for ((x, own), below) in row.iter_mut().zip(own).zip(below) {
            *x = match self.limit {
                Some((least, result)) if *x >= least => result,
                Some(_) | None if *x >= self.least => *own,
                Some(_) | None => *below,
            };
        }
    }
}
