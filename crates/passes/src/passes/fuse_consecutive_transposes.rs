//! Makes one transposition of two, or none.

use hlsmith_diag::Result;
use hlsmith_ir::ops::Transpose;
use hlsmith_ir::{Compatibility, Edit, Graph, NodeId, Op, Patch};

use super::{exclusive_producer, has_auto_result};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct FuseConsecutiveTransposes;

impl Pass for FuseConsecutiveTransposes {
    fn name(&self) -> &'static str {
        "fuse_consecutive_transposes"
    }

    fn doc(&self) -> &'static str {
        "Makes one transposition of two of which the first has an automatic result type and no other reader, and removes \
         both where they undo each other. hls4ml 1.3 keeps them."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Transpose(second) = &node.op else { return Ok(None) };
        let Some((first_id, producer)) = exclusive_producer(graph, node) else { return Ok(None) };
        let Op::Transpose(first) = &producer.op else { return Ok(None) };
        if !has_auto_result(graph, producer) || graph.compatibility == Compatibility::Hls4ml13 {
            return Ok(None);
        }
        let Some(perm) = second.perm.iter().map(|&axis| first.perm.get(axis).copied()).collect::<Option<Vec<_>>>()
        else {
            return Ok(None);
        };
        let ([input], [output]) = (&producer.inputs[..], &node.outputs[..]) else { return Ok(None) };
        // A tensor cannot be two ports of the model at once.
        let is_port = graph.inputs().contains(input) || graph.outputs().contains(input);
        let undoes = perm.iter().copied().eq(0..perm.len())
            && has_auto_result(graph, node)
            && !(is_port && graph.outputs().contains(output));
        let edits = match undoes {
            true => vec![Edit::RemoveNode(id), Edit::RemoveNode(first_id)],
            false => vec![Edit::RemoveNode(first_id), Edit::SetOp(id, Transpose { perm }.into())],
        };
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}
