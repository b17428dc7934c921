//! Settles strategy, reuse factor and parallelization factor of products along any axes.

use hlsmith_config::{Settled, settle_parallelization_factor};
use hlsmith_diag::{Diagnostics, Result};
use hlsmith_ir::{AttributeValue, Edit, Graph, NodeId, Op, Patch};

use super::init_dense::{both, settle, with_settled};
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
         row, and their parallelization factor, which has to divide the rows."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let (Op::EinsumDense(op), Some(geometry)) = (&node.op, graph.products(node)) else { return Ok(None) };
        let wanted = Settled { strategy: op.strategy, reuse_factor: op.reuse_factor };
        let settled = settle(node, &geometry, wanted, context);
        let factor = match op.parallelization_factor {
            0 => Ok((0, Diagnostics::new())),
            factor => settle_parallelization_factor(&context.settings.hls, node, &geometry, factor),
        };
        let (settled, factor, remarks) = both(settled, factor)?;
        if settled == wanted && factor == op.parallelization_factor {
            return Ok(None);
        }
        let mut op = with_settled(node, settled)?;
        super::set(&mut op, node, "parallelization_factor", &AttributeValue::Int(factor.into()))?;
        Ok(Some(Rewrite { remarks, ..Rewrite::in_place(Patch::one(Edit::SetOp(id, op))) }))
    }
}
