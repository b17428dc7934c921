//! Levels by thresholds of each channel: see [`hlsmith_ir::ops::BatchNormalizationQuantizedTanh`].

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Interval, Raw, Value};
use hlsmith_ir::{Weight, ops};

use super::Context;
use crate::constants::Constants;
use crate::kernel::lane::Lane;
use crate::kernel::{Kernel, RowKernel, elementwise, in_container};

/// The result whose index is the number of thresholds that an argument exceeds.
#[derive(Clone, Debug)]
pub(crate) struct BatchNormalizationQuantizedTanh {
    /// Thresholds in ascending order, each of all channels.
    pub(crate) thresholds: Vec<Vec<Value>>,
    /// One more than thresholds.
    pub(crate) results: Vec<Value>,
}

impl BatchNormalizationQuantizedTanh {
    pub(crate) fn lower(op: &ops::BatchNormalizationQuantizedTanh, context: &Context) -> Result<Self> {
        let result = |level: i32| Value::from(level).cast(&context.output);
        if op.is_ternary {
            let thresholds = vec![values(&op.threshold_lo, context)?, values(&op.threshold_hi, context)?];
            return Ok(Self { thresholds, results: vec![result(-1), result(0), result(1)] });
        }
        Ok(Self { thresholds: vec![before(&op.threshold_hi, context)?], results: vec![result(-1), result(1)] })
    }

    /// The kernel for arguments in `source`, and the interval of its results; `None` when no container holds them.
    pub(crate) fn kernel(&self, source: &Interval, ty: &FixedType) -> Option<(Kernel, Interval)> {
        let raw: Vec<Raw> = self.results.iter().map(|result| result.raw().clone()).collect();
        // An integer exceeds a number exactly when it exceeds the floor of that.
        let floor = |value: &Value| {
            let excess = value.format().fraction() - source.fraction();
            let raw = value.raw();
            if excess > 0 { raw.shr_floor(excess.unsigned_abs()) } else { raw.shl(excess.unsigned_abs()) }
        };
        let thresholds: Vec<Vec<Raw>> =
            self.thresholds.iter().map(|thresholds| thresholds.iter().map(floor).collect()).collect();
        let threshold_bits = thresholds.iter().flatten().map(Raw::signed_bits).max().unwrap_or(1);
        let bits = source.signed_bits().max(threshold_bits).max(ty.format.container_bits());
        let kernel: Kernel = in_container!(bits, C => Box::new(Levels::<C> {
            thresholds: thresholds.iter().map(|thresholds| thresholds.iter().map(C::of).collect()).collect(),
            results: raw.iter().map(C::of).collect(),
        }));
        Some((kernel, elementwise::hull(&raw, ty)))
    }
}

/// The constants of a weight.
fn values(weight: &Weight, context: &Context) -> Result<Vec<Value>> {
    let constants = Constants::of_weight(weight, context.compatibility)?;
    Ok((0..constants.raw.len()).map(|index| constants.value(index)).collect())
}

/// The numbers that an argument exceeds exactly when it reaches thresholds: those before them on the finer grid.
pub(super) fn before(thresholds: &Weight, context: &Context) -> Result<Vec<Value>> {
    let one = Value::from_low_bits(finer(&context.input, &thresholds.stored()), Raw::from(1));
    Ok(values(thresholds, context)?.iter().map(|threshold| threshold - &one).collect())
}

/// The grid of the finer of two types, on which any difference of their numbers is whole.
fn finer(input: &FixedType, threshold: &hlsmith_ir::NamedType) -> hlsmith_fixed::Format {
    let other = threshold.precision.format().map_or(0, |format| format.fraction());
    let fraction = input.format.fraction().max(other);
    hlsmith_fixed::Format { width: 2, integer: 2 - fraction, signed: true }
}

struct Levels<C> {
    thresholds: Vec<Vec<C>>,
    results: Vec<C>,
}

impl<C: Lane> RowKernel<C> for Levels<C> {
    fn apply(&self, element: usize, row: &mut [C]) {
        for x in row {
            let exceeds = |thresholds: &&Vec<C>| *x > thresholds[element % thresholds.len()];
            *x = self.results[self.thresholds.iter().filter(exceeds).count()];
        }
    }
}
