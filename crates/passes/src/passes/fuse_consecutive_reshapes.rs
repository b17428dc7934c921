//! Makes one reshape of two.

use hlsmith_diag::Result;
use hlsmith_ir::{Compatibility, Edit, Graph, NodeId, Op, Patch};

use super::{exclusive_producer, has_auto_result};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct FuseConsecutiveReshapes;

impl Pass for FuseConsecutiveReshapes {
    fn name(&self) -> &'static str {
        "fuse_consecutive_reshapes"
    }

    fn doc(&self) -> &'static str {
        "Removes a reshape of an automatic result type that nothing but another reshape reads. hls4ml 1.3 keeps it."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Some((first, producer)) = exclusive_producer(graph, node) else { return Ok(None) };
        let are_reshapes = matches!((&producer.op, &node.op), (Op::Reshape(_), Op::Reshape(_)));
        if !are_reshapes || !has_auto_result(graph, producer) || graph.compatibility == Compatibility::Hls4ml13 {
            return Ok(None);
        }
        Ok(Some(Rewrite::restarting(Patch::one(Edit::RemoveNode(first)))))
    }
}
