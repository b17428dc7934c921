//! Folds normalisations into the weights of the layer before.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::BatchNormalization;
use hlsmith_ir::{Array, Compatibility, Convolution, Edit, Graph, NamedType, NodeId, Op, Patch, Weight};

use super::{can_be_removed, exclusive_producer, has_auto_result, holds};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct FuseBatchNormalization;

impl Pass for FuseBatchNormalization {
    fn name(&self) -> &'static str {
        "fuse_batch_normalization"
    }

    fn doc(&self) -> &'static str {
        "Folds a batch normalisation into the weights and biases of a dense layer or convolution with an automatic \
         result type."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        if context.settings.hls.follows_quantizers {
            // Folded constants need not be on any grid.
            return Ok(None);
        }
        let node = graph.node(id);
        let Op::BatchNormalization(normalization) = &node.op else { return Ok(None) };
        if normalization.n_inner != 1 {
            return Ok(None);
        }
        let Some((producer_id, producer)) = exclusive_producer(graph, node) else { return Ok(None) };
        let Some(Convolution { geometry, weight, bias, .. }) = graph.convolution(producer) else { return Ok(None) };
        if !has_auto_result(graph, producer)
            || !can_be_removed(graph, node)
            || !is_plain(weight)
            || !can_be_scaled(weight, bias, normalization)
        {
            return Ok(None);
        }
        let (scale, offset) = (&normalization.scale.data, &normalization.bias.data);
        // The filter is the last axis of the weights, or with a depth multiplier the last two.
        let fused_weight = weight
            .data
            .reshaped(vec![geometry.n_in(), geometry.n_filt])
            .and_then(|rows| rows.zip(scale, |w, s| s * w, |w, s| s * w))
            .and_then(|rows| rows.reshaped(weight.data.shape().to_vec()));
        let fused_bias = bias
            .data
            .zip(scale, |b, s| s * b, |b, s| s * b)
            .and_then(|scaled| scaled.zip(offset, |a, b| a + b, |a, b| a + b));
        let (Some(fused_weight), Some(fused_bias)) = (fused_weight, fused_bias) else { return Ok(None) };
        let bias_ty = bias_type(bias, &normalization.bias);
        // Numbers that their type holds exactly, as those of quantised models, stay so.
        let settled = Weight { ty: bias_ty.clone(), ..bias.clone() };
        let rounds = |weight: &Weight, fused: &Array| holds(weight, &weight.data) && !holds(weight, fused);
        if graph.compatibility == Compatibility::Sound
            && (rounds(weight, &fused_weight) || rounds(&settled, &fused_bias))
        {
            return Ok(None);
        }
        let edits = vec![Edit::RemoveNode(id)];
        if graph.compatibility == Compatibility::Hls4ml13
            && matches!(producer.op, Op::Dense(_))
            && geometry.n_pixels() > 1
        {
            // The peer makes a convolution of such a layer from the weights it had before, so that the scale is lost.
            return Ok(Some(Rewrite::restarting(Patch { edits })));
        }
        let mut fused = producer.op.clone();
        for (name, weight) in fused.weights_mut() {
            match name {
                "bias" => (weight.data, weight.ty) = (fused_bias.clone(), bias_ty.clone()),
                _ => weight.data = fused_weight.clone(),
            }
        }
        let edits = vec![Edit::SetOp(producer_id, fused), Edit::RemoveNode(id)];
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}

/// Whether neither the weights nor the biases are those of a quantiser, or the normalisation leaves those alone that are.
fn can_be_scaled(weight: &Weight, bias: &Weight, normalization: &BatchNormalization) -> bool {
    let (scale, offset) = (&normalization.scale, &normalization.bias);
    let leaves_weights = scale.data.all_equal(1.0) && scale.quantizer.is_none();
    let leaves_biases = leaves_weights && offset.data.all_equal(0.0) && offset.quantizer.is_none();
    (weight.quantizer.is_none() && scale.quantizer.is_none() || leaves_weights)
        && (bias.quantizer.is_none() && offset.quantizer.is_none() || leaves_biases)
}

/// The type of the fused bias: that of the layer, unless it had no bias and its zeros have a type of one bit.
fn bias_type(bias: &Weight, offset: &Weight) -> NamedType {
    let one_bit = Precision::Integer { width: 1, signed: false };
    if bias.ty.precision == one_bit { offset.ty.clone() } else { bias.ty.clone() }
}

/// Whether weights may be multiplied by a scale and stay of their type.
fn is_plain(weight: &Weight) -> bool {
    match weight.ty.precision {
        Precision::Auto | Precision::Fixed(_) | Precision::Integer { .. } => true,
        Precision::Xnor | Precision::Exponent { .. } | Precision::Float(_) => false,
    }
}
