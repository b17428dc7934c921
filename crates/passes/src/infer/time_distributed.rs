//! Types of the ends of a loop over steps.

use hlsmith_ir::ops::TimeDistributed;
use hlsmith_ir::{Compatibility, NamedType, Op};

use super::{Operands, explicit_or};

/// The result has the precision of the input; the peer gives it the default, which may hold less.
pub(super) fn infer(op: &TimeDistributed, operands: &Operands<'_>) -> (Op, NamedType) {
    let automatic = match operands.compatibility {
        Compatibility::Sound => operands.input,
        Compatibility::Hls4ml13 => operands.settings.default_precision(),
    };
    let precision = explicit_or(operands.result.precision, automatic);
    (op.clone().into(), NamedType { precision, name: operands.result.name.clone() })
}
