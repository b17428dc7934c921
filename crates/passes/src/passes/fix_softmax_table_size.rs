//! Keeps softmax tables no larger than their index.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::ops::Softmax;
use hlsmith_ir::{Edit, Graph, NodeId, Op, Patch};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct FixSoftmaxTableSize;

impl Pass for FixSoftmaxTableSize {
    fn name(&self) -> &'static str {
        "fix_softmax_table_size"
    }

    fn doc(&self) -> &'static str {
        "Shrinks the tables of a softmax to two to the power of the width of its input or of its reciprocal type, \
         whichever is narrower."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Softmax(op) = &node.op else { return Ok(None) };
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
