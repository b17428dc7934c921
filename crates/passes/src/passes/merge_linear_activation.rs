//! Merges linear activations into the layer before.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::{Compatibility, Edit, Graph, NodeId, Op, Patch};

use super::{can_be_removed, exclusive_producer, has_auto_result, is_linear};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct MergeLinearActivation;

impl Pass for MergeLinearActivation {
    fn name(&self) -> &'static str {
        "merge_linear_activation"
    }

    fn doc(&self) -> &'static str {
        "Removes a linear activation behind a layer with an automatic result type; an explicit type of the activation \
         becomes that of the layer."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        if !is_linear(node) || !can_be_removed(graph, node) {
            return Ok(None);
        }
        let Some((_, producer)) = exclusive_producer(graph, node) else { return Ok(None) };
        let takes_types = match producer.op {
            Op::Activation(_)
            | Op::BatchNormalization(_)
            | Op::Conv1d(_)
            | Op::Conv1dTranspose(_)
            | Op::Conv2d(_)
            | Op::Conv2dTranspose(_)
            | Op::Dense(_)
            | Op::DepthwiseConv1d(_)
            | Op::DepthwiseConv2d(_)
            | Op::PointwiseConv1d(_)
            | Op::PointwiseConv2d(_) => true,
            Op::BatchNormalizationQuantizedTanh(_)
            | Op::Bidirectional(_)
            | Op::BoundedRelu(_)
            | Op::Broadcast(_)
            | Op::Concatenate(_)
            | Op::Cropping1d(_)
            | Op::Cropping2d(_)
            | Op::Dot(_)
            | Op::Einsum(_)
            | Op::EinsumDense(_)
            | Op::Embedding(_)
            | Op::FixedPointQuantizer(_)
            | Op::GlobalPooling1d(_)
            | Op::GlobalPooling2d(_)
            | Op::Gru(_)
            | Op::Custom(_)
            | Op::HardActivation(_)
            | Op::Input(_)
            | Op::LayerNormalization(_)
            | Op::Lstm(_)
            | Op::Merge(_)
            | Op::MultiThreshold(_)
            | Op::ParametrizedActivation(_)
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
            | Op::Softmax(_)
            | Op::StreamClone(_)
            | Op::TernaryTanh(_)
            | Op::TimeDistributed(_)
            | Op::Transpose(_)
            | Op::UnaryLut(_)
            | Op::ZeroPadding1d(_)
            | Op::ZeroPadding2d(_) => false,
        };
        if !takes_types || !has_auto_result(graph, producer) {
            return Ok(None);
        }
        let explicit = &graph.tensor(node.outputs[0]).ty;
        let mut edits = Vec::new();
        // The peer drops the type a user gave the activation, but not one that a quantizer gave; a user's word holds
        // otherwise.
        let holds = graph.compatibility == Compatibility::Sound || context.settings.hls.follows_quantizers;
        if holds && explicit.precision != Precision::Auto {
            edits.push(Edit::SetTensorType(node.inputs[0], explicit.clone()));
        }
        edits.push(Edit::RemoveNode(id));
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}
