//! Keeps softmax tables no larger than their index.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::ops::{Softmax, SoftmaxImplementation};
use hlsmith_ir::{Compatibility, Edit, Graph, IoType, Node, NodeId, Op, Patch};

use crate::{Context, Pass, Rewrite};

/// Entries of the tables of the peer's legacy softmax in streams.
const PEER_ENTRIES: usize = 1024;

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct FixSoftmaxTableSize;

impl Pass for FixSoftmaxTableSize {
    fn name(&self) -> &'static str {
        "fix_softmax_table_size"
    }

    fn doc(&self) -> &'static str {
        "Shrinks the tables of a softmax to two to the power of the width of its input or of its reciprocal type, \
         whichever is narrower; those of a legacy softmax in streams always have 1024 entries with `hls4ml-1.3`."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Softmax(op) = &node.op else { return Ok(None) };
        if graph.compatibility == Compatibility::Hls4ml13
            && graph.io_type == IoType::Stream
            && op.implementation == SoftmaxImplementation::Legacy
        {
            return Ok(as_the_peer(op, node, id));
        }
        let input = graph.tensor(node.inputs[0]).ty.precision.format();
        let (Some(input), Some(inverse)) = (input, op.inv_table_t.precision.format()) else { return Ok(None) };
        let largest = 1usize.checked_shl(input.width.min(inverse.width)).unwrap_or(usize::MAX);
        if op.inv_table_size != 0 || largest >= op.table_size {
            return Ok(None);
        }
        let message = "the tables are larger than their index; they shrink";
        let remark = Diagnostic::warning(Code::PassFailed, Subject::Layer(node.name.clone()), message)
            .found(op.table_size.to_string())
            .expected(format!("at most {largest}"));
        let shrunk = Softmax { table_size: largest, ..op.clone() };
        Ok(Some(Rewrite::in_place(Patch::one(Edit::SetOp(id, shrunk.into()))).remark(remark)))
    }
}

/// The change to tables of the size that the peer's legacy softmax has in streams, where it reads no setting.
fn as_the_peer(op: &Softmax, node: &Node, id: NodeId) -> Option<Rewrite> {
    let size = |own: usize| if own == 0 { op.table_size } else { own };
    if [op.exp_table_size, op.inv_table_size].map(size) == [PEER_ENTRIES; 2] {
        return None;
    }
    let message = "hls4ml 1.3 gives the tables of a legacy softmax in streams 1024 entries, whatever is configured";
    let remark = Diagnostic::warning(Code::ConfigConflict, Subject::Layer(node.name.clone()), message);
    let fixed = Softmax { exp_table_size: PEER_ENTRIES, inv_table_size: PEER_ENTRIES, ..op.clone() };
    Some(Rewrite::in_place(Patch::one(Edit::SetOp(id, fixed.into()))).remark(remark))
}
