//! The passes, one file each.

mod bit_exact;
mod broadcast_stream;
mod clone_output;
mod count_bias_of_signs_twice;
mod eliminate_linear_activation;
mod extract_ternary_threshold;
mod fix_softmax_table_size;
mod fuse_batch_normalization;
mod fuse_consecutive_batch_normalization;
mod fuse_consecutive_reshapes;
mod fuse_consecutive_transposes;
mod fuse_fixed_point_quantizer;
mod infer_layer_normalization_types;
mod infer_precision_types;
mod infer_softmax_types;
mod init_conv;
mod init_dense;
mod init_einsum_dense;
mod init_recurrent;
mod inplace_parallel_reshape;
mod inplace_stream_flatten;
mod insert_zero_padding_before_conv1d;
mod insert_zero_padding_before_conv2d;
mod merge_batch_norm_quantized_tanh;
mod merge_linear_activation;
mod optimize_pointwise_conv;
mod qkeras_factorize_alpha;
mod remove_final_reshape;
mod remove_nop_batch_normalization;
mod remove_nop_transpose;
mod remove_transpose_before_flatten;
mod replace_multidimensional_dense_with_conv;
mod reshape_stream;
mod separable_to_depthwise_and_conv;
mod skip_softmax;
mod tabulate_functions;
mod validate_conv_implementation;
mod xnor_pooling;

pub use bit_exact::BitExact;
pub use broadcast_stream::BroadcastStream;
pub use clone_output::CloneOutput;
pub use count_bias_of_signs_twice::CountBiasOfSignsTwice;
pub use eliminate_linear_activation::EliminateLinearActivation;
pub use extract_ternary_threshold::ExtractTernaryThreshold;
pub use fix_softmax_table_size::FixSoftmaxTableSize;
pub use fuse_batch_normalization::FuseBatchNormalization;
pub use fuse_consecutive_batch_normalization::FuseConsecutiveBatchNormalization;
pub use fuse_consecutive_reshapes::FuseConsecutiveReshapes;
pub use fuse_consecutive_transposes::FuseConsecutiveTransposes;
pub use fuse_fixed_point_quantizer::FuseFixedPointQuantizer;
pub use infer_layer_normalization_types::InferLayerNormalizationTypes;
pub use infer_precision_types::InferPrecisionTypes;
pub use infer_softmax_types::InferSoftmaxTypes;
pub use init_conv::InitConv;
pub use init_dense::InitDense;
pub use init_einsum_dense::InitEinsumDense;
pub use init_recurrent::InitRecurrent;
pub use inplace_parallel_reshape::InplaceParallelReshape;
pub use inplace_stream_flatten::InplaceStreamFlatten;
pub use insert_zero_padding_before_conv1d::InsertZeroPaddingBeforeConv1d;
pub use insert_zero_padding_before_conv2d::InsertZeroPaddingBeforeConv2d;
pub use merge_batch_norm_quantized_tanh::MergeBatchNormQuantizedTanh;
pub use merge_linear_activation::MergeLinearActivation;
pub use optimize_pointwise_conv::OptimizePointwiseConv;
pub use qkeras_factorize_alpha::QkerasFactorizeAlpha;
pub use remove_final_reshape::RemoveFinalReshape;
pub use remove_nop_batch_normalization::RemoveNopBatchNormalization;
pub use remove_nop_transpose::RemoveNopTranspose;
pub use remove_transpose_before_flatten::RemoveTransposeBeforeFlatten;
pub use replace_multidimensional_dense_with_conv::ReplaceMultidimensionalDenseWithConv;
pub use reshape_stream::ReshapeStream;
pub use separable_to_depthwise_and_conv::SeparableToDepthwiseAndConv;
pub use skip_softmax::SkipSoftmax;
pub use tabulate_functions::TabulateFunctions;
pub use validate_conv_implementation::ValidateConvImplementation;
pub use xnor_pooling::XnorPooling;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{Activation, Function};
use hlsmith_ir::{Array, AttributeValue, Graph, Node, NodeId, Op, Weight};

use crate::Pass;

/// Every pass, sorted by name.
pub const ALL: &[&dyn Pass] = &[
    &BitExact,
    &BroadcastStream,
    &CloneOutput,
    &CountBiasOfSignsTwice,
    &EliminateLinearActivation,
    &ExtractTernaryThreshold,
    &FixSoftmaxTableSize,
    &FuseBatchNormalization,
    &FuseConsecutiveBatchNormalization,
    &FuseConsecutiveReshapes,
    &FuseConsecutiveTransposes,
    &FuseFixedPointQuantizer,
    &InferLayerNormalizationTypes,
    &InferPrecisionTypes,
    &InferSoftmaxTypes,
    &InitConv,
    &InitDense,
    &InitEinsumDense,
    &InitRecurrent,
    &InplaceParallelReshape,
    &InplaceStreamFlatten,
    &InsertZeroPaddingBeforeConv1d,
    &InsertZeroPaddingBeforeConv2d,
    &MergeBatchNormQuantizedTanh,
    &MergeLinearActivation,
    &OptimizePointwiseConv,
    &QkerasFactorizeAlpha,
    &RemoveFinalReshape,
    &RemoveNopBatchNormalization,
    &RemoveNopTranspose,
    &RemoveTransposeBeforeFlatten,
    &ReplaceMultidimensionalDenseWithConv,
    &ReshapeStream,
    &SeparableToDepthwiseAndConv,
    &SkipSoftmax,
    &TabulateFunctions,
    &ValidateConvImplementation,
    &XnorPooling,
];

/// The node before one with a single input, if it makes nothing but that input and nobody else uses it.
pub(crate) fn exclusive_producer<'a>(graph: &'a Graph, node: &Node) -> Option<(NodeId, &'a Node)> {
    let input = graph.sole_input(node)?;
    let id = graph.producer(input)?;
    let producer = graph.node(id);
    (producer.outputs.len() == 1 && graph.n_uses(input) == 1).then_some((id, producer))
}

/// Whether the sole output of a node still has an automatic type.
pub(crate) fn has_auto_result(graph: &Graph, node: &Node) -> bool {
    matches!(node.outputs[..], [output] if graph.tensor(output).ty.precision == Precision::Auto)
}

/// Whether a node is an activation that passes its input on.
pub(crate) fn is_linear(node: &Node) -> bool {
    matches!(node.op, Op::Activation(Activation { function: Function::Linear, .. }))
}

/// Whether removing a node keeps every model output a tensor of its own.
pub(crate) fn can_be_removed(graph: &Graph, node: &Node) -> bool {
    let ([input], [output]) = (&node.inputs[..], &node.outputs[..]) else { return false };
    let outputs = graph.outputs();
    let is_bare_input = graph.inputs().contains(input) && outputs.contains(output);
    !(is_bare_input || outputs.contains(input) && outputs.contains(output))
}

/// Sets an attribute of the op of a node.
///
/// # Errors
/// When the op has no such attribute, which is a defect of the pass.
pub(crate) fn set(op: &mut Op, node: &Node, name: &str, value: &AttributeValue) -> Result<()> {
    op.set(name, value)
        .map_err(|error| Diagnostic::error(Code::Internal, Subject::Layer(node.name.clone()), error.to_string()).into())
}

/// Whether the type of constants holds each of some numbers exactly; false for a type that is still to be derived.
pub(crate) fn holds(weight: &Weight, data: &Array) -> bool {
    let Some(format) = weight.ty.precision.format() else { return false };
    let unit = 2f64.powi(format.fraction());
    let high = 2f64.powi(format.width as i32 - i32::from(format.signed));
    let low = if format.signed { -high } else { 0.0 };
    data.iter().map(|value| value * unit).all(|steps| steps.fract() == 0.0 && (low..high).contains(&steps))
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn the_list_is_sorted_and_unique() {
        let names: Vec<&str> = ALL.iter().map(|pass| pass.name()).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }
}
