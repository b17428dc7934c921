//! Gives the type of a quantizer to the layer before it.

use hlsmith_diag::Result;
use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::ops::FixedPointQuantizer;
use hlsmith_ir::{Edit, Graph, NamedType, Node, NodeId, Op, Patch};

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
        if !context.settings.hls.follows_quantizers {
            return Ok(None);
        }
        let Some((producer, ty)) = fuses(graph, node, quantizer) else { return Ok(None) };
        let ty = NamedType::new(format!("{}_t", producer.name), Precision::Fixed(ty));
        let edits = vec![Edit::SetTensorType(node.inputs[0], ty), Edit::RemoveNode(id)];
        Ok(Some(Rewrite::in_place(Patch { edits })))
    }
}

/// The layer before a quantizer whose result is to get its type, and the type; `None` where the quantizer stays.
pub(super) fn fuses<'a>(
    graph: &'a Graph,
    node: &Node,
    quantizer: &FixedPointQuantizer,
) -> Option<(&'a Node, FixedType)> {
    let ty = quantizer.homogeneous()?;
    let (_, producer) = exclusive_producer(graph, node)?;
    // The user's word about the quantizer holds.
    let is_open = has_auto_result(graph, producer) && has_auto_result(graph, node) && !quantizer.is_unbounded();
    (is_open && can_be_removed(graph, node) && assigns_exact(&producer.op)).then_some((producer, ty))
}
