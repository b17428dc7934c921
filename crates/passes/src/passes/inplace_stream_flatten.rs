//! Lets the readers of a flattened stream read the packets as they are.

use hlsmith_diag::Result;
use hlsmith_ir::{Graph, IoType, NodeId, Op};

use super::inplace_parallel_reshape::take_input_type;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InplaceStreamFlatten;

impl Pass for InplaceStreamFlatten {
    fn name(&self) -> &'static str {
        "inplace_stream_flatten"
    }

    fn doc(&self) -> &'static str {
        "Makes a flattening inside a streaming design another view of its input, with the input's type and packets."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        if graph.io_type == IoType::Parallel || !is_flattening(graph, id) {
            return Ok(None);
        }
        Ok(take_input_type(graph, node, context))
    }
}

/// Whether a node gives a tensor inside the design one dimension. Behind the end of a loop over steps it is no longer the
/// only one, so that packets are formed before it.
pub(super) fn is_flattening(graph: &Graph, id: NodeId) -> bool {
    let node = graph.node(id);
    let ends_steps = |&(reader, _): &(NodeId, usize)| matches!(graph.node(reader).op, Op::TimeDistributed(_));
    matches!(&node.op, Op::Reshape(op) if op.target_shape.len() == 1)
        && !graph.outputs().contains(&node.outputs[0])
        && !graph.consumers(node.outputs[0]).iter().any(ends_steps)
}
