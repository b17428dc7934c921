//! Where the numbers of hls4ml for Quartus are others than those that are computed for it.

use hlsmith_ir::ops::SoftmaxImplementation;
use hlsmith_ir::{Op, PoolFunction};

use crate::targets::numbers::{Source, source};

/// What hls4ml computes in another way for a layer; `None` where the numbers are the same.
pub(crate) fn difference(op: &Op) -> Option<&'static str> {
    match source(op) {
        Source::Thresholds => Some("the thresholds"),
        Source::Softmax => with_other_tables(op),
        Source::Windows => padded_average(op),
        Source::States => Some("the order of sums and roundings"),
        Source::Table | Source::Same => None,
    }
}

fn with_other_tables(op: &Op) -> Option<&'static str> {
    let Op::Softmax(op) = op else { return None };
    match op.implementation {
        SoftmaxImplementation::Latency | SoftmaxImplementation::Legacy => Some("the tables and their types"),
        SoftmaxImplementation::Stable | SoftmaxImplementation::Argmax => None,
    }
}

/// An average of windows beyond the image is scaled once more.
fn padded_average(op: &Op) -> Option<&'static str> {
    let (function, windows) = if let Op::Pooling1d(op) = op {
        (op.pool_op, op.windows())
    } else if let Op::Pooling2d(op) = op {
        (op.pool_op, op.windows())
    } else {
        return None;
    };
    let is_scaled = function == PoolFunction::Average && windows.is_padded();
    is_scaled.then_some("averages of windows that reach beyond the image")
}
