//! Makes one normalisation of two.

use hlsmith_diag::Result;
use hlsmith_ir::ops::BatchNormalization;
use hlsmith_ir::{Array, Compatibility, Edit, Graph, NodeId, Op, Patch, Weight};

use super::{exclusive_producer, has_auto_result, holds};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct FuseConsecutiveBatchNormalization;

impl Pass for FuseConsecutiveBatchNormalization {
    fn name(&self) -> &'static str {
        "fuse_consecutive_batch_normalization"
    }

    fn doc(&self) -> &'static str {
        "Folds a batch normalisation with an automatic result type into the one behind it: scales multiply, the first \
         offset is scaled by the second scale."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        if context.settings.hls.follows_quantizers {
            // Folded constants need not be on any grid.
            return Ok(None);
        }
        let node = graph.node(id);
        let Op::BatchNormalization(second) = &node.op else { return Ok(None) };
        let Some((first_id, producer)) = exclusive_producer(graph, node) else { return Ok(None) };
        let Op::BatchNormalization(first) = &producer.op else { return Ok(None) };
        if !has_auto_result(graph, producer) || first.n_inner != second.n_inner {
            return Ok(None);
        }
        let (s0, b0) = (&first.scale.data, &first.bias.data);
        let (s1, b1) = (&second.scale.data, &second.bias.data);
        let scale = s0.zip(s1, |a, b| a * b, |a, b| a * b);
        let bias = s1.zip(b0, |a, b| a * b, |a, b| a * b).and_then(|scaled| scaled.zip(b1, |a, b| a + b, |a, b| a + b));
        let (Some(scale), Some(bias)) = (scale, bias) else { return Ok(None) };
        if first.scale.quantizer.is_some() || second.scale.quantizer.is_some() {
            return Ok(None);
        }
        // Numbers that their type holds exactly, as those of quantised models, stay so.
        let is_settled = |weight: &Weight| holds(weight, &weight.data);
        let rounds = |first: &Weight, second: &Weight, fused: &Array| {
            (is_settled(first) || is_settled(second)) && !holds(second, fused)
        };
        if graph.compatibility == Compatibility::Sound
            && (rounds(&first.scale, &second.scale, &scale) || rounds(&first.bias, &second.bias, &bias))
        {
            return Ok(None);
        }
        let fused = BatchNormalization {
            scale: Weight { data: scale, ..second.scale.clone() },
            bias: Weight { data: bias, ..second.bias.clone() },
            ..second.clone()
        };
        let edits = vec![Edit::SetOp(id, fused.into()), Edit::RemoveNode(first_id)];
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}
