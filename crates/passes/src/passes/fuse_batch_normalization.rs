//! Folds normalisations into the weights of the layer before.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::Dense;
use hlsmith_ir::{Edit, Graph, NamedType, NodeId, Op, Patch, Weight};

use super::{can_be_removed, exclusive_producer, has_auto_result};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct FuseBatchNormalization;

impl Pass for FuseBatchNormalization {
    fn name(&self) -> &'static str {
        "fuse_batch_normalization"
    }

    fn doc(&self) -> &'static str {
        "Folds a batch normalisation into the weights and biases of a dense layer with an automatic result type."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::BatchNormalization(normalization) = &node.op else { return Ok(None) };
        if normalization.n_inner != 1 {
            return Ok(None);
        }
        let Some((producer_id, producer)) = exclusive_producer(graph, node) else { return Ok(None) };
        let Op::Dense(dense) = &producer.op else { return Ok(None) };
        if !has_auto_result(graph, producer) || !can_be_removed(graph, node) || !is_plain(&dense.weight) {
            return Ok(None);
        }
        let (scale, offset) = (&normalization.scale.data, &normalization.bias.data);
        let weight = dense.weight.data.zip(scale, |w, s| s * w, |w, s| s * w);
        let bias = dense
            .bias
            .data
            .zip(scale, |b, s| s * b, |b, s| s * b)
            .and_then(|scaled| scaled.zip(offset, |a, b| a + b, |a, b| a + b));
        let (Some(weight), Some(bias)) = (weight, bias) else { return Ok(None) };
        let fused = Dense {
            weight: Weight { data: weight, ..dense.weight.clone() },
            bias: Weight { data: bias, ty: bias_type(&dense.bias, &normalization.bias), ..dense.bias.clone() },
            ..dense.clone()
        };
        let edits = vec![Edit::SetOp(producer_id, fused.into()), Edit::RemoveNode(id)];
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}

/// The type of the fused bias: that of the dense layer, unless it had no bias and its zeros have a type of one bit.
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
