//! Where the numbers of hls4ml for Quartus are others than those that are computed for it.

use hlsmith_ir::Op;
use hlsmith_ir::ops::Function;

use crate::targets::Reads;

/// What hls4ml computes in another way for a layer; `None` where the numbers are the same.
pub(crate) fn difference(op: &Op, reads: Reads) -> Option<&'static str> {
    if reads.integers {
        return Some("inputs are rounded down to integers");
    }
    if reads.signs {
        return Some("sums of signs");
    }
    let is_ternary = if let Op::Activation(op) = op {
        op.function == Function::TernaryTanh
    } else {
        matches!(op, Op::TernaryTanh(_))
    };
    // The program of the peer has no call for such a layer.
    is_ternary.then_some("three levels alone are left out, so that the result is what memory holds")
}
