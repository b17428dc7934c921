//! Settles strategy and reuse factor of products along any axes.

use hlsmith_config::Settled;
use hlsmith_diag::Result;
use hlsmith_ir::{Edit, Graph, NodeId, Op, Patch};

use super::init_dense::{settle, with_settled};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InitEinsumDense;

impl Pass for InitEinsumDense {
    fn name(&self) -> &'static str {
        "init_einsum_dense"
    }

    fn doc(&self) -> &'static str {
        "Settles the reuse factor of products along any axes, which under a resource layout has to divide the work of a \
         row."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let (Op::EinsumDense(op), Some(geometry)) = (&node.op, graph.products(node)) else { return Ok(None) };
        let wanted = Settled { strategy: op.strategy, reuse_factor: op.reuse_factor };
        let (settled, remarks) = settle(node, &geometry, wanted, context)?;
        if settled == wanted {
            return Ok(None);
        }
        let op = with_settled(node, settled)?;
        Ok(Some(Rewrite { remarks, ..Rewrite::in_place(Patch::one(Edit::SetOp(id, op))) }))
    }
}
