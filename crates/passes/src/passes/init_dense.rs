//! Settles strategy and reuse factor of dense layers.

use hlsmith_config::{closest_reuse_factor, valid_reuse_factors};
use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::ops::Dense;
use hlsmith_ir::{Compatibility, Edit, Graph, NodeId, Op, Patch, Strategy};

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

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Dense(dense) = &node.op else { return Ok(None) };
        match dense.strategy {
            Strategy::Latency => Ok(None),
            Strategy::ResourceUnrolled if dense.reuse_factor == 1 => {
                let message = "a reuse factor of 1 leaves nothing to unroll; the strategy becomes `resource`";
                let remark = Diagnostic::warning(Code::ReuseFactor, Subject::Layer(node.name.clone()), message);
                let settled = Dense { strategy: Strategy::Resource, ..dense.clone() };
                Ok(Some(Rewrite::in_place(Patch::one(Edit::SetOp(id, settled.into()))).remark(remark)))
            }
            Strategy::Resource | Strategy::ResourceUnrolled => settle_reuse_factor(graph, id, dense),
        }
    }
}

fn settle_reuse_factor(graph: &Graph, id: NodeId, dense: &Dense) -> Result<Option<Rewrite>> {
    let mut valid = valid_reuse_factors(dense.n_in, dense.n_out);
    if dense.strategy == Strategy::ResourceUnrolled && valid.len() > 1 {
        valid.pop();
    }
    if valid.contains(&dense.reuse_factor) {
        return Ok(None);
    }
    let Some(closest) = closest_reuse_factor(&valid, dense.reuse_factor.into()) else { return Ok(None) };
    let subject = Subject::Layer(graph.node(id).name.clone());
    let choices = valid.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    match graph.compatibility {
        Compatibility::Sound => {
            Err(Diagnostic::error(Code::ReuseFactor, subject, "the reuse factor does not divide the work of the layer")
                .found(dense.reuse_factor.to_string())
                .expected(format!("one of {choices}"))
                .remedy(format!("use {closest}"))
                .into())
        }
        Compatibility::Hls4ml13 => {
            let message = "the reuse factor does not divide the work of the layer; the closest valid one is used";
            let remark = Diagnostic::warning(Code::ReuseFactor, subject, message)
                .found(dense.reuse_factor.to_string())
                .expected(format!("one of {choices}"))
                .remedy(format!("use {closest}"));
            let settled = Dense { reuse_factor: closest, ..dense.clone() };
            Ok(Some(Rewrite::in_place(Patch::one(Edit::SetOp(id, settled.into()))).remark(remark)))
        }
    }
}
