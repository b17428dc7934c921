//! Types of levels by thresholds.

use hlsmith_ir::ops::MultiThreshold;
use hlsmith_ir::{NamedType, Op, Weight};

use super::Operands;

/// The constants have the narrowest type that holds them, the result that of the levels.
pub(super) fn infer(op: &MultiThreshold, operands: &Operands<'_>) -> (Op, NamedType) {
    let settled = |weight: &Weight, role: &str| Weight {
        ty: operands.or_derived(&weight.ty, role, super::unary_lut::narrowest(weight, operands)),
        ..weight.clone()
    };
    let (thresholds, levels) = (settled(&op.thresholds, "threshold"), settled(&op.levels, "level"));
    let result = operands.or_derived(operands.result, "result", levels.ty.precision);
    (MultiThreshold { thresholds, levels, ..op.clone() }.into(), result)
}
