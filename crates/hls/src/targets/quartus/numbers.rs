//! Where the numbers of hls4ml for Quartus are others than those for the tools of AMD.

use hlsmith_ir::Op;
use hlsmith_ir::ops::{Function, ParametrizedFunction};

/// What hls4ml computes in another way for a layer; `None` where the numbers are the same.
pub(crate) fn difference(op: &Op) -> Option<&'static str> {
    match op {
        Op::Activation(op) => match op.function {
            Function::Sigmoid | Function::Tanh | Function::Softplus | Function::Softsign | Function::Selu => {
                Some("the table and its index")
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
            ParametrizedFunction::Elu => Some("the table and its index"),
            ParametrizedFunction::LeakyRelu | ParametrizedFunction::ThresholdedRelu => None,
        },
        Op::Softmax(_) => Some("the tables and their types"),
        Op::GlobalPooling1d(_) | Op::GlobalPooling2d(_) | Op::Pooling1d(_) | Op::Pooling2d(_) => {
            Some("the type of the sum and its division")
        }
        Op::Bidirectional(_) | Op::Gru(_) | Op::Lstm(_) | Op::SimpleRnn(_) => Some("the order of sums and roundings"),
        Op::BatchNormalizationQuantizedTanh(_) | Op::TernaryTanh(_) => Some("the thresholds"),
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
        | Op::DepthwiseConv1d(_)
        | Op::DepthwiseConv2d(_)
        | Op::Dot(_)
        | Op::Einsum(_)
        | Op::EinsumDense(_)
        | Op::Embedding(_)
        | Op::FixedPointQuantizer(_)
        | Op::HardActivation(_)
        | Op::Input(_)
        | Op::LayerNormalization(_)
        | Op::Merge(_)
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
