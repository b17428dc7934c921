//! Poolings of signs.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::{Edit, Graph, NamedType, NodeId, Op, Patch, PoolFunction};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct XnorPooling;

impl Pass for XnorPooling {
    fn name(&self) -> &'static str {
        "xnor_pooling"
    }

    fn doc(&self) -> &'static str {
        "Gives the largest of some signs, which is a sign, the type of one."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let function = if let Op::Pooling1d(op) = &node.op {
            op.pool_op
        } else if let Op::Pooling2d(op) = &node.op {
            op.pool_op
        } else if let Op::GlobalPooling1d(op) = &node.op {
            op.pool_op
        } else if let Op::GlobalPooling2d(op) = &node.op {
            op.pool_op
        } else {
            return Ok(None);
        };
        let (Some(input), [output]) = (graph.sole_input(node), &node.outputs[..]) else { return Ok(None) };
        let own = &graph.tensor(*output).ty;
        let is_sign = graph.tensor(input).ty.precision == Precision::Xnor;
        if function != PoolFunction::Max || !is_sign || own.precision == Precision::Xnor {
            return Ok(None);
        }
        let ty = NamedType { name: format!("layer{}_t", node.index), precision: Precision::Xnor };
        Ok(Some(Rewrite::in_place(Patch::one(Edit::SetTensorType(*output, ty)))))
    }
}
