//! The ops with types resolved and constants on their grid, one file each.
//!
//! Each op lowers itself from its attributes ([`LayerOp`]); the slow definition in [`crate::reference`] and the kernels
//! both start from there, so that they share constants and tables and nothing else.

pub(crate) mod activation;
pub(crate) mod batch_normalization;
pub(crate) mod batch_normalization_quantized_tanh;
pub(crate) mod bidirectional;
pub(crate) mod bounded_relu;
pub(crate) mod broadcast;
pub(crate) mod concatenate;
pub(crate) mod cropping_1d;
pub(crate) mod cropping_2d;
pub(crate) mod custom;
pub(crate) mod dense;
pub(crate) mod dot;
pub(crate) mod einsum;
pub(crate) mod einsum_dense;
pub(crate) mod embedding;
pub(crate) mod fixed_point_quantizer;
pub(crate) mod global_pooling_1d;
pub(crate) mod global_pooling_2d;
pub(crate) mod gru;
pub(crate) mod hard_activation;
pub(crate) mod input;
pub(crate) mod layer_normalization;
pub(crate) mod lstm;
pub(crate) mod merge;
pub(crate) mod multi_threshold;
pub(crate) mod parametrized_activation;
pub(crate) mod pooling_1d;
pub(crate) mod pooling_2d;
pub(crate) mod prelu;
pub(crate) mod recurrent;
pub(crate) mod repack;
pub(crate) mod repeat_vector;
pub(crate) mod reshape;
pub(crate) mod resize;
pub(crate) mod simple_rnn;
pub(crate) mod softmax;
pub(crate) mod stream_clone;
pub(crate) mod ternary_tanh;
pub(crate) mod time_distributed;
pub(crate) mod transpose;
pub(crate) mod unary_lut;
pub(crate) mod zero_padding_1d;
pub(crate) mod zero_padding_2d;

use hlsmith_fixed::FixedType;
use hlsmith_ir::{Compatibility, IoType};

use crate::{pooling, rearrange};

use crate::contraction::Sums;

/// What an op needs to know of its place.
pub(crate) struct Context {
    /// Type of the first tensor it reads; of the output for ops that read none.
    pub(crate) input: FixedType,
    /// Type of the tensor it makes.
    pub(crate) output: FixedType,
    /// Whose numbers hold.
    pub(crate) compatibility: Compatibility,
    /// Whether they are those of the peer for Quartus.
    pub(crate) is_quartus: bool,
    /// How tensors pass between layers.
    pub(crate) io_type: IoType,
}

/// An op ready to be computed.
#[derive(Clone, Debug)]
pub(crate) enum LayerOp {
    Activation(activation::Activation),
    BatchNormalization(batch_normalization::BatchNormalization),
    BoundedRelu(bounded_relu::BoundedRelu),
    Concatenate(concatenate::Concatenate),
    Custom(custom::Custom),
    Dense(dense::Dense),
    Dot(dot::Dot),
    Einsum(Sums),
    Embedding(embedding::Embedding),
    FixedPointQuantizer(fixed_point_quantizer::FixedPointQuantizer),
    HardActivation(hard_activation::HardActivation),
    Input(input::Input),
    /// Levels by thresholds.
    Levels(batch_normalization_quantized_tanh::BatchNormalizationQuantizedTanh),
    LayerNormalization(layer_normalization::LayerNormalization),
    Merge(merge::Merge),
    ParametrizedActivation(parametrized_activation::ParametrizedActivation),
    /// The pooling ops.
    Pooling(pooling::Pooling),
    Prelu(prelu::Prelu),
    Recurrent(Box<recurrent::Recurrent>),
    /// The ops that put elements into other places.
    Rearrange(rearrange::Rearrange),
    Repack(repack::Repack),
    Reshape(reshape::Reshape),
    /// Pixels made of their neighbours.
    Resize(resize::Resize),
    Softmax(softmax::Softmax),
    StreamClone(stream_clone::StreamClone),
    TimeDistributed(time_distributed::TimeDistributed),
    UnaryLut(unary_lut::UnaryLut),
}
