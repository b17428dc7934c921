//! Lowering of each op to a kernel call with its configuration, one file each.

mod activation;
mod batch_normalization;
mod batch_normalization_quantized_tanh;
mod bidirectional;
mod bounded_relu;
mod broadcast;
mod concatenate;
mod cropping_1d;
mod cropping_2d;
mod custom;
pub(crate) mod dense;
mod dot;
mod einsum;
mod einsum_dense;
mod embedding;
mod fixed_point_quantizer;
mod global_pooling_1d;
mod global_pooling_2d;
mod gru;
mod hard_activation;
mod layer_normalization;
mod lstm;
mod merge;
mod multi_threshold;
mod parametrized_activation;
mod pooling_1d;
mod pooling_2d;
mod prelu;
mod recurrent;
mod repack;
mod repeat_vector;
mod reshape;
mod resize;
mod simple_rnn;
mod softmax;
mod stream_clone;
mod ternary_tanh;
mod time_distributed;
mod transpose;
mod unary_lut;
mod zero_padding_1d;
mod zero_padding_2d;

pub(crate) use custom::{CustomKernel, member_names};
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::Op;

use crate::convolution;
use crate::cpp::{Expr, Member};
use crate::design::{Layer, Schedule};
use crate::names::Ident;

/// A call of a kernel of the library, `function<inputs.., output, config>(inputs.., output, args..)`.
#[derive(Debug)]
pub(crate) struct Kernel {
    /// The header that declares it.
    pub(crate) header: &'static str,
    /// Its qualified name.
    pub(crate) function: &'static str,
    /// The struct its configuration extends.
    pub(crate) base: &'static str,
    /// The name of its configuration.
    pub(crate) config: Ident,
    /// What the configuration adds to the base.
    pub(crate) members: Vec<Member>,
    /// Arguments after inputs and outputs.
    pub(crate) args: Vec<Expr>,
    /// Whether it reads and writes streams of packets, `function<input packets.., output packets.., config>`; others work
    /// on arrays.
    pub(crate) takes_streams: bool,
    /// In which order it reads and writes streams, where it takes them.
    pub(crate) schedule: Option<Schedule>,
    /// The kernel of an extension, in place of one of the library.
    pub(crate) custom: Option<CustomKernel>,
}

impl Kernel {
    /// A kernel that needs no configuration beyond the base and no further arguments.
    pub(crate) fn new(header: &'static str, function: &'static str, base: &'static str, config: Ident) -> Self {
        Self {
            header,
            function,
            base,
            config,
            members: Vec::new(),
            args: Vec::new(),
            takes_streams: false,
            schedule: None,
            custom: None,
        }
    }
}

impl Kernel {
    /// The same kernel on streams: another function in another header, and in which order it reads and writes.
    pub(crate) fn on_streams(self, header: &'static str, function: &'static str, schedule: Schedule) -> Self {
        Self { header, function, takes_streams: true, schedule: Some(schedule), ..self }
    }
}

/// Whether a kernel on the elements of a packet of each input gives the packet of the output at the same place, so that a
/// streaming design need not wait for the whole tensor. Holds where all packets have the elements of the last axis, of
/// extent `packet`.
pub(crate) fn is_per_packet(op: &Op, packet: usize) -> bool {
    match op {
        Op::Activation(_)
        | Op::BoundedRelu(_)
        | Op::Broadcast(_)
        | Op::Concatenate(_)
        | Op::HardActivation(_)
        | Op::LayerNormalization(_)
        | Op::Merge(_)
        | Op::MultiThreshold(_)
        | Op::ParametrizedActivation(_)
        | Op::TernaryTanh(_)
        | Op::TimeDistributed(_) => true,
        Op::UnaryLut(op) => [1, packet].contains(&op.n_tables()),
        Op::BatchNormalizationQuantizedTanh(op) => op.n_filt == packet,
        Op::BatchNormalization(op) => op.n_inner == 1 && op.n_filt == packet,
        Op::FixedPointQuantizer(op) => op.mask_shape.iter().rev().skip(1).all(|&extent| extent == 1),
        Op::Softmax(op) => op.n_causal == 0 && op.n_inner == 1 && op.n_outer.checked_mul(packet) == Some(op.n_in),
        Op::Bidirectional(_)
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
        | Op::GlobalPooling1d(_)
        | Op::GlobalPooling2d(_)
        | Op::Gru(_)
        | Op::Input(_)
        | Op::Lstm(_)
        | Op::PointwiseConv1d(_)
        | Op::PointwiseConv2d(_)
        | Op::Pooling1d(_)
        | Op::Pooling2d(_)
        | Op::Prelu(_)
        | Op::Repack(_)
        | Op::RepeatVector(_)
        | Op::Reshape(_)
        | Op::Resize(_)
        | Op::SeparableConv1d(_)
        | Op::SeparableConv2d(_)
        | Op::SimpleRnn(_)
        | Op::StreamClone(_)
        | Op::Transpose(_)
        | Op::ZeroPadding1d(_)
        | Op::ZeroPadding2d(_) => false,
    }
}

/// Lowers a layer with a kernel.
///
/// # Errors
/// When the kernel library cannot compute it.
pub(crate) fn lower(layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    layer.check_numbers()?;
    match &layer.node.op {
        Op::Activation(op) => activation::lower(op, layer),
        Op::BatchNormalization(op) => batch_normalization::lower(op, layer),
        Op::BatchNormalizationQuantizedTanh(op) => batch_normalization_quantized_tanh::lower(op, layer),
        Op::Bidirectional(op) => bidirectional::lower(op, layer),
        Op::BoundedRelu(op) => bounded_relu::lower(op, layer),
        Op::Broadcast(op) => Ok(broadcast::lower(op, layer)),
        Op::Concatenate(op) => Ok(concatenate::lower(op, layer)),
        Op::Cropping1d(op) => Ok(cropping_1d::lower(op, layer)),
        Op::Cropping2d(op) => Ok(cropping_2d::lower(op, layer)),
        op @ (Op::Conv1d(_)
        | Op::Conv1dTranspose(_)
        | Op::Conv2d(_)
        | Op::Conv2dTranspose(_)
        | Op::DepthwiseConv1d(_)
        | Op::DepthwiseConv2d(_)
        | Op::PointwiseConv1d(_)
        | Op::PointwiseConv2d(_)) => match op.convolution(&[]) {
            Some(convolution) => convolution::lower(&convolution, layer),
            None => Err(not_generated(layer)),
        },
        Op::Custom(op) => custom::lower(op, layer),
        Op::Dense(op) => dense::lower(op, layer),
        Op::Gru(op) => gru::lower(op, layer),
        Op::Dot(op) => Ok(dot::lower(op, layer)),
        Op::Einsum(op) => einsum::lower(op, layer),
        Op::EinsumDense(op) => einsum_dense::lower(op, layer),
        Op::Embedding(op) => embedding::lower(op, layer),
        Op::FixedPointQuantizer(op) => Ok(fixed_point_quantizer::lower(op, layer)),
        Op::GlobalPooling1d(op) => global_pooling_1d::lower(op, layer),
        Op::GlobalPooling2d(op) => global_pooling_2d::lower(op, layer),
        Op::HardActivation(op) => hard_activation::lower(op, layer),
        Op::Input(_) => {
            let message = "an input reads no tensor";
            Err(Diagnostic::error(Code::IrInvalid, Subject::Layer(layer.node.name.clone()), message).into())
        }
        Op::Lstm(op) => lstm::lower(op, layer),
        Op::LayerNormalization(op) => layer_normalization::lower(op, layer),
        Op::Merge(op) => Ok(merge::lower(op, layer)),
        Op::MultiThreshold(op) => multi_threshold::lower(op, layer),
        Op::ParametrizedActivation(op) => parametrized_activation::lower(op, layer),
        Op::Pooling1d(op) => pooling_1d::lower(op, layer),
        Op::Pooling2d(op) => pooling_2d::lower(op, layer),
        Op::Prelu(op) => prelu::lower(op, layer),
        Op::Repack(_) => Ok(repack::lower(layer)),
        Op::RepeatVector(op) => Ok(repeat_vector::lower(op, layer)),
        Op::Reshape(_) => Ok(reshape::lower(layer)),
        Op::SimpleRnn(op) => simple_rnn::lower(op, layer),
        Op::Resize(op) => resize::lower(op, layer),
        Op::SeparableConv1d(_) | Op::SeparableConv2d(_) => Err(not_generated(layer)),
        Op::Softmax(op) => softmax::lower(op, layer),
        Op::StreamClone(_) => stream_clone::lower(layer),
        Op::TernaryTanh(op) => ternary_tanh::lower(op, layer),
        Op::TimeDistributed(_) => Ok(time_distributed::lower(layer)),
        Op::Transpose(op) => Ok(transpose::lower(op, layer)),
        Op::UnaryLut(op) => unary_lut::lower(op, layer),
        Op::ZeroPadding1d(op) => Ok(zero_padding_1d::lower(op, layer)),
        Op::ZeroPadding2d(op) => Ok(zero_padding_2d::lower(op, layer)),
    }
}

/// The refusal of a layer that a pass has to replace first.
fn not_generated(layer: &Layer<'_, '_>) -> Diagnostics {
    let message = "a separable convolution is generated as the two layers it stands for";
    Diagnostic::error(Code::TargetUnsupported, Subject::Layer(layer.node.name.clone()), message)
        .remedy("run the pass `separable_to_depthwise_and_conv`")
        .into()
}

/// The kernel that assigns each element to the result type.
fn linear(layer: &mut Layer<'_, '_>) -> Kernel {
    let members = vec![Member::Unsigned("n_in", layer.n_elements().into())];
    let config = layer.config_name("linear");
    Kernel { members, ..Kernel::new("nnet_activation.h", "nnet::linear", "nnet::activ_config", config) }
}

/// How many multipliers serve `n` products in `reuse_factor` cycles, at least 1.
pub(crate) fn n_multipliers(n: usize, reuse_factor: u32) -> usize {
    n.div_ceil(reuse_factor.max(1) as usize).max(1)
}
