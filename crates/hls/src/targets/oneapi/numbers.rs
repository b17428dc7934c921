//! Where the numbers of hls4ml for oneAPI are others than those that are computed for it, or are not known.

use hlsmith_ir::ops::{Function, MergeFunction, SoftmaxImplementation};
use hlsmith_ir::{Op, PoolFunction};

use crate::targets::{Reads, quartus};

/// What hls4ml computes in another way for a layer; `None` where the numbers are the same.
pub(crate) fn difference(op: &Op, reads: Reads) -> Option<&'static str> {
    if is_average(op) {
        return Some("the grid of quotients");
    }
    if matches!(op, Op::Softmax(op) if op.implementation != SoftmaxImplementation::Argmax) {
        return Some("the tables of a softmax");
    }
    if matches!(op, Op::Activation(op) if op.function == Function::BinaryTanh)
        || matches!(op, Op::BatchNormalizationQuantizedTanh(_))
    {
        return Some("the thresholds");
    }
    if reads.is_stream && matches!(op, Op::Activation(op) if op.function == Function::Softsign) {
        return Some("the rounding of `softsign` in streams");
    }
    if matches!(op, Op::Bidirectional(_) | Op::EinsumDense(_) | Op::Einsum(_) | Op::LayerNormalization(_)) {
        return Some("it is left out, or has other types");
    }
    if matches!(op, Op::Gru(_) | Op::Lstm(_) | Op::SimpleRnn(_)) {
        return Some("the types of states");
    }
    if matches!(op, Op::Embedding(_) | Op::HardActivation(_)) || reads.is_stream && has_windows(op) {
        return Some("its numbers are not recorded");
    }
    quartus::numbers::difference(op, reads)
}

fn is_average(op: &Op) -> bool {
    if let Op::Merge(op) = op {
        return op.function == MergeFunction::Average;
    }
    let function = if let Op::Pooling1d(op) = op {
        op.pool_op
    } else if let Op::Pooling2d(op) = op {
        op.pool_op
    } else if let Op::GlobalPooling1d(op) = op {
        op.pool_op
    } else if let Op::GlobalPooling2d(op) = op {
        op.pool_op
    } else {
        return false;
    };
    function == PoolFunction::Average
}

fn has_windows(op: &Op) -> bool {
    matches!(
        op,
        Op::Conv1d(_)
            | Op::Conv2d(_)
            | Op::DepthwiseConv1d(_)
            | Op::DepthwiseConv2d(_)
            | Op::PointwiseConv1d(_)
            | Op::PointwiseConv2d(_)
            | Op::SeparableConv1d(_)
            | Op::SeparableConv2d(_)
    )
}
