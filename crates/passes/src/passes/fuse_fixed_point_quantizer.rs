//! Gives the type of a quantizer to the layer before it.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::{Edit, Graph, NamedType, NodeId, Op, Patch};

use super::{can_be_removed, exclusive_producer, has_auto_result};
use crate::infer::assigns_exact;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct FuseFixedPointQuantizer;

impl Pass for FuseFixedPointQuantizer {
    fn name(&self) -> &'static str {
        "fuse_fixed_point_quantizer"
    }

    fn doc(&self) -> &'static str {
        "Removes a quantizer whose elements share one type behind a layer that nothing else reads, and makes the type \
         that of the layer's result."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::FixedPointQuantizer(quantizer) = &node.op else { return Ok(None) };
        let Some(ty) = quantizer.homogeneous().filter(|_| context.settings.hls.follows_quantizers) else {
            return Ok(None);
        };
        let Some((_, producer)) = exclusive_producer(graph, node) else { return Ok(None) };
        if !has_auto_result(graph, producer) || !can_be_removed(graph, node) || !assigns_exact(&producer.op) {
            return Ok(None);
        }
        let name = match &graph.tensor(node.outputs[0]).ty {
            // The user's word about the quantizer holds.
            own if own.precision != Precision::Auto => return Ok(None),
            _ => format!("{}_t", producer.name),
        };
        let ty = NamedType::new(name, Precision::Fixed(ty));
        let edits = vec![Edit::SetTensorType(node.inputs[0], ty), Edit::RemoveNode(id)];
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}
