//! What the numbers of a layer come from, where hls4ml has other numbers for some targets than for the tools of AMD.

use hlsmith_ir::Op;
use hlsmith_ir::ops::{Function, ParametrizedFunction};

/// What the numbers of a layer come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A table of a function.
    Table,
    /// Comparisons with thresholds.
    Thresholds,
    /// The tables of a softmax.
    Softmax,
    /// Sums or comparisons over windows.
    Windows,
    /// States of a recurrent layer.
    States,
    /// What has the same numbers for all targets.
    Same,
}

/// What the numbers of a layer come from.
pub(super) fn source(op: &Op) -> Source {
    match op {
        Op::Activation(op) => match op.function {
            Function::Sigmoid | Function::Tanh | Function::Softplus | Function::Softsign | Function::Selu => {
                Source::Table
            }
            Function::BinaryTanh | Function::TernaryTanh => Source::Thresholds,
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
            | Function::TanhShrink => Source::Same,
        },
        Op::ParametrizedActivation(op) => match op.function {
            ParametrizedFunction::Elu => Source::Table,
            ParametrizedFunction::LeakyRelu | ParametrizedFunction::ThresholdedRelu => Source::Same,
        },
        Op::Softmax(_) => Source::Softmax,
        Op::GlobalPooling1d(_) | Op::GlobalPooling2d(_) | Op::Pooling1d(_) | Op::Pooling2d(_) => Source::Windows,
        Op::Bidirectional(_) | Op::Gru(_) | Op::Lstm(_) | Op::SimpleRnn(_) => Source::States,
        Op::BatchNormalizationQuantizedTanh(_) | Op::TernaryTanh(_) => Source::Thresholds,
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
        | Op::ZeroPadding2d(_) => Source::Same,
    }
}
