//! Where the numbers of hls4ml for Catapult are others than those for the tools of AMD.

use hlsmith_ir::Op;
use hlsmith_ir::ops::{Function, MergeFunction, ParametrizedFunction, SoftmaxImplementation};

const LINES: &str = "straight lines instead of tables";

/// The program of the peer has no call for such a layer, or it does not convert the model.
const LEFT_OUT: &str = "it is left out, so that the result is what memory holds";

/// What hls4ml computes in another way for a layer; `None` where the numbers are the same.
pub(crate) fn difference(op: &Op) -> Option<&'static str> {
    match op {
        Op::Activation(op) => match op.function {
            Function::Sigmoid | Function::Tanh | Function::Softplus | Function::Softsign | Function::Selu => {
                Some(LINES)
            }
            Function::BinaryTanh | Function::TernaryTanh => Some("the thresholds"),
            Function::Linear
            | Function::Relu
            | Function::Relu6
            | Function::Exponential
            | Function::Gaussian
            | Function::Gelu
            | Function::GeluTanh
            | Function::HardShrink
            | Function::LogSigmoid
            | Function::Mish
            | Function::Silu
            | Function::SoftShrink
            | Function::SparsePlus
            | Function::TanhShrink => None,
        },
        Op::ParametrizedActivation(op) => match op.function {
            ParametrizedFunction::Elu => Some(LINES),
            ParametrizedFunction::LeakyRelu | ParametrizedFunction::ThresholdedRelu => None,
        },
        Op::HardActivation(_) => Some("piecewise-linear functions"),
        Op::Softmax(op) => match op.implementation {
            SoftmaxImplementation::Stable | SoftmaxImplementation::Latency | SoftmaxImplementation::Legacy => {
                Some(LINES)
            }
            SoftmaxImplementation::Argmax => None,
        },
        Op::GlobalPooling1d(_) | Op::GlobalPooling2d(_) | Op::Pooling1d(_) | Op::Pooling2d(_) => {
            Some("the types of sums and quotients")
        }
        Op::Bidirectional(_) | Op::Gru(_) | Op::Lstm(_) | Op::SimpleRnn(_) => Some(LEFT_OUT),
        Op::BatchNormalizationQuantizedTanh(_) | Op::TernaryTanh(_) => Some("the thresholds"),
        Op::Einsum(_) | Op::EinsumDense(_) | Op::LayerNormalization(_) => Some(LEFT_OUT),
        Op::Merge(op) => (op.function == MergeFunction::Average).then_some("one half is 0, and so are averages"),
        Op::DepthwiseConv1d(op) => beyond(&[op.pad_left, op.pad_right]),
        Op::DepthwiseConv2d(op) => beyond(&[op.pad_top, op.pad_bottom, op.pad_left, op.pad_right]),
        Op::BatchNormalization(_)
        | Op::BoundedRelu(_)
        | Op::Broadcast(_)
        | Op::Concatenate(_)
        | Op::Conv1d(_)
        | Op::Conv1dTranspose(_)
        | Op::Conv2d(_)
        | Op::Conv2dTranspose(_)
        | Op::Cropping1d(_)
        | Op::Cropping2d(_)
        | Op::Custom(_)
        | Op::Dense(_)
        | Op::Dot(_)
        | Op::Embedding(_)
        | Op::FixedPointQuantizer(_)
        | Op::Input(_)
        | Op::MultiThreshold(_)
        | Op::PointwiseConv1d(_)
        | Op::PointwiseConv2d(_)
        | Op::Prelu(_)
        | Op::Repack(_)
        | Op::RepeatVector(_)
        | Op::Reshape(_)
        | Op::Resize(_)
        | Op::SeparableConv1d(_)
        | Op::SeparableConv2d(_)
        | Op::StreamClone(_)
        | Op::TimeDistributed(_)
        | Op::Transpose(_)
        | Op::UnaryLut(_)
        | Op::ZeroPadding1d(_)
        | Op::ZeroPadding2d(_) => None,
    }
}

/// Of windows that reach beyond the image by some extents.
fn beyond(extents: &[usize]) -> Option<&'static str> {
    extents.iter().any(|&extent| extent > 0).then_some("elements outside of the image are what memory holds")
}
