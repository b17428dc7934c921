//! Removes linear activations that change no type.

use hlsmith_diag::Result;
use hlsmith_ir::{Edit, Graph, NodeId, Patch};

use super::{can_be_removed, is_linear};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct EliminateLinearActivation;

impl Pass for EliminateLinearActivation {
    fn name(&self) -> &'static str {
        "eliminate_linear_activation"
    }

    fn doc(&self) -> &'static str {
        "Removes a linear activation whose result type is that of its input."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        if !is_linear(node) || !can_be_removed(graph, node) {
            return Ok(None);
        }
        let [input, output] = [node.inputs[0], node.outputs[0]].map(|tensor| graph.tensor(tensor).ty.precision);
        Ok((input == output).then(|| Rewrite::restarting(Patch::one(Edit::RemoveNode(id)))))
    }
}
