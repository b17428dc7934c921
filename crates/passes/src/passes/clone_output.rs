//! Gives every reader of a stream a copy of its own.

use hlsmith_diag::Result;
use hlsmith_ir::ops::StreamClone;
use hlsmith_ir::{Edit, Graph, IoType, NewNode, NodeId, Op, Patch};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct CloneOutput;

impl Pass for CloneOutput {
    fn name(&self) -> &'static str {
        "clone_output"
    }

    fn doc(&self) -> &'static str {
        "Puts `clone_<layer>` behind a stream that several layers or model outputs read: a stream can be read once."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        if graph.io_type == IoType::Parallel || matches!(node.op, Op::StreamClone(_)) {
            return Ok(None);
        }
        let shared = node.outputs.iter().enumerate().find(|(_, output)| graph.n_uses(**output) > 1);
        let Some((position, &output)) = shared else { return Ok(None) };
        let name = match position {
            0 => format!("clone_{}", node.name),
            _ => format!("clone_{}_{}", node.name, node.op.output_suffix(position)),
        };
        let new = NewNode {
            name,
            origin: "Clone".into(),
            trace: false,
            op: StreamClone { n_copies: graph.n_uses(output) }.into(),
            ty: graph.tensor(output).ty.clone(),
        };
        Ok(Some(Rewrite::restarting(Patch::one(Edit::Distribute(output, new)))))
    }
}
