//! Removes normalisations that change nothing.

use hlsmith_diag::Result;
use hlsmith_ir::{Edit, Graph, NodeId, Op, Patch};

use super::can_be_removed;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct RemoveNopBatchNormalization;

impl Pass for RemoveNopBatchNormalization {
    fn name(&self) -> &'static str {
        "remove_nop_batch_normalization"
    }

    fn doc(&self) -> &'static str {
        "Removes a batch normalisation whose scales are all 1 and whose offsets are all 0."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::BatchNormalization(op) = &node.op else { return Ok(None) };
        let is_nop = op.scale.data.all_equal(1.0) && op.bias.data.all_equal(0.0);
        Ok((is_nop && can_be_removed(graph, node)).then(|| Rewrite::restarting(Patch::one(Edit::RemoveNode(id)))))
    }
}
