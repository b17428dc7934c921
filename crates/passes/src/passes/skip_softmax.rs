//! Leaves out softmax layers on demand.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::{Edit, Graph, NodeId, Op, Patch};

use super::can_be_removed;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct SkipSoftmax;

impl Pass for SkipSoftmax {
    fn name(&self) -> &'static str {
        "skip_softmax"
    }

    fn doc(&self) -> &'static str {
        "Removes a softmax whose setting `Skip` is true; its input becomes the output."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Softmax(op) = &node.op else { return Ok(None) };
        if !op.skip {
            return Ok(None);
        }
        if !can_be_removed(graph, node) {
            let message = "this softmax cannot be left out: its input is a model input or output already";
            return Err(Diagnostic::error(Code::PassFailed, Subject::Layer(node.name.clone()), message)
                .remedy("set `Skip` to false for this layer")
                .into());
        }
        Ok(Some(Rewrite::restarting(Patch::one(Edit::RemoveNode(id)))))
    }
}
