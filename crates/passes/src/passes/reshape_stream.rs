//! Turns reshapes of streams into changes of packets.

use hlsmith_diag::Result;
use hlsmith_ir::ops::Repack;
use hlsmith_ir::{Compatibility, Edit, Graph, IoType, NamedType, NewNode, NodeId, Op, Patch};

use super::inplace_stream_flatten::is_flattening;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct ReshapeStream;

impl Pass for ReshapeStream {
    fn name(&self) -> &'static str {
        "reshape_stream"
    }

    fn doc(&self) -> &'static str {
        "Replaces a reshape in a streaming design that is no view by `repack_<layer>`, which forms packets of the new last axis."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Reshape(op) = &node.op else { return Ok(None) };
        if graph.io_type == IoType::Parallel || is_flattening(graph, id) {
            return Ok(None);
        }
        // The peer keeps the type of the reshape, which a configuration may have made narrower than its input.
        let source = match graph.compatibility {
            Compatibility::Sound => node.inputs[0],
            Compatibility::Hls4ml13 => node.outputs[0],
        };
        let precision = graph.tensor(source).ty.precision;
        let new = NewNode {
            name: format!("repack_{}", node.name),
            origin: "Repack".into(),
            trace: node.trace,
            op: Repack { target_shape: op.target_shape.clone() }.into(),
            ty: NamedType { precision, name: format!("layer{}_t", graph.next_index()) },
        };
        Ok(Some(Rewrite::restarting(Patch::one(Edit::ReplaceByChain(id, vec![new])))))
    }
}
