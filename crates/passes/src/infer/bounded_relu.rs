//! Types of rectifiers with a threshold, a slope and an upper limit.

use hlsmith_fixed::Precision;
use hlsmith_ir::ops::BoundedRelu;
use hlsmith_ir::{NamedType, Op};

use super::{Operands, grid, of_constant, scaled};

/// Most bits of a derived parameter besides the sign.
const MAX_BITS: i32 = 16;

/// Each number has the smallest type that holds it, the result is the default, saturating where it can exceed it.
pub(super) fn infer(op: &BoundedRelu, operands: &Operands<'_>) -> (Op, NamedType) {
    let derived = |ty: &NamedType, role: &str, value: f64| {
        operands.or_derived(ty, role, Precision::Fixed(of_constant(value, MAX_BITS)))
    };
    let settled = BoundedRelu {
        max_t: derived(&op.max_t, "max", op.max_value),
        slope_t: derived(&op.slope_t, "slope", op.negative_slope),
        threshold_t: derived(&op.threshold_t, "threshold", op.threshold),
        ..op.clone()
    };
    // Below 0 the distance from the threshold is scaled, which one more bit covers for thresholds within the range.
    let steepest = op.negative_slope.abs() * if op.threshold == 0.0 { 1.0 } else { 2.0 };
    (settled.into(), operands.result_of(scaled(grid(operands.input), steepest)))
}
