//! Settles strategy and reuse factor of dense layers.

use hlsmith_config::{LayerId, Settled, settle_reuse_factor};
use hlsmith_diag::{Result, Subject};
use hlsmith_ir::ops::Dense;
use hlsmith_ir::{Edit, Graph, NodeId, Op, Patch};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InitDense;

impl Pass for InitDense {
    fn name(&self) -> &'static str {
        "init_dense"
    }

    fn doc(&self) -> &'static str {
        "Settles the reuse factor of a dense layer: a resource layout needs one that divides the work, and an unrolled \
         one that is not 1."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Dense(dense) = &node.op else { return Ok(None) };
        let wanted = Settled { strategy: dense.strategy, reuse_factor: dense.reuse_factor };
        let (settled, remarks) = settle_reuse_factor(
            graph.compatibility,
            &Subject::Layer(node.name.clone()),
            wanted,
            context.settings.hls.target_cycles(&LayerId::from(node)),
            dense.n_in,
            dense.n_out,
        )?;
        if settled == wanted {
            return Ok(None);
        }
        let Settled { strategy, reuse_factor } = settled;
        let op = Dense { strategy, reuse_factor, ..dense.clone() };
        Ok(Some(Rewrite { remarks, ..Rewrite::in_place(Patch::one(Edit::SetOp(id, op.into()))) }))
    }
}
