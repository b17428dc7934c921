//! Removes transpositions of vectors.

use hlsmith_diag::Result;
use hlsmith_ir::{Edit, Graph, NodeId, Op, Patch};

use super::can_be_removed;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct RemoveNopTranspose;

impl Pass for RemoveNopTranspose {
    fn name(&self) -> &'static str {
        "remove_nop_transpose"
    }

    fn doc(&self) -> &'static str {
        "Removes a transposition of a vector, which has one axis only."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let is_nop = matches!(&node.op, Op::Transpose(op) if op.perm == [0]);
        if !is_nop || !can_be_removed(graph, node) {
            return Ok(None);
        }
        Ok(Some(Rewrite::restarting(Patch::one(Edit::RemoveNode(id)))))
    }
}
