//! Removes reshapes at the outputs.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::{Compatibility, Edit, Graph, IoType, NodeId, Op, Patch};

use super::can_be_removed;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct RemoveFinalReshape;

impl Pass for RemoveFinalReshape {
    fn name(&self) -> &'static str {
        "remove_final_reshape"
    }

    fn doc(&self) -> &'static str {
        "Removes a reshape that makes a model output in parallel designs, under `hls4ml-1.3` only; the elements keep their \
         order."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let is_final = matches!(node.op, Op::Reshape(_))
            && graph.outputs().contains(&node.outputs[0])
            && graph.consumers(node.outputs[0]).is_empty();
        let is_removed = graph.compatibility == Compatibility::Hls4ml13 && is_final;
        match graph.io_type {
            IoType::Parallel if is_removed && can_be_removed(graph, node) => {
                let message = "the reshape at the output is left out; the elements keep their order";
                let remark = Diagnostic::warning(Code::PassFailed, Subject::Layer(node.name.clone()), message);
                Ok(Some(Rewrite::restarting(Patch::one(Edit::RemoveNode(id))).remark(remark)))
            }
            IoType::Parallel | IoType::Stream => Ok(None),
        }
    }
}
