//! Convolutions with a window of one pixel.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::{AttributeValue, Edit, Graph, NodeId, Op, Patch};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct OptimizePointwiseConv;

impl Pass for OptimizePointwiseConv {
    fn name(&self) -> &'static str {
        "optimize_pointwise_conv"
    }

    fn doc(&self) -> &'static str {
        "Turns a convolution with a window of one pixel into a layer of its own kind."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let class = if matches!(&node.op, Op::Conv1d(op) if op.filt_width == 1) {
            "PointwiseConv1D"
        } else if matches!(&node.op, Op::Conv2d(op) if [op.filt_height, op.filt_width] == [1, 1]) {
            "PointwiseConv2D"
        } else {
            return Ok(None);
        };
        let values: Vec<(String, AttributeValue)> =
            node.op.values().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let Some(Ok(op)) = Op::from_values(class, &values) else {
            let message = format!("the attributes of a convolution do not fit {class}");
            return Err(Diagnostic::error(Code::Internal, Subject::Layer(node.name.clone()), message).into());
        };
        let edits = vec![Edit::SetOp(id, op), Edit::Renumber(id)];
        Ok(Some(Rewrite::in_place(Patch { edits })))
    }
}
