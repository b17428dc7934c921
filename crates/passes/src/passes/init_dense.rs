//! Settles strategy and reuse factor of dense layers.

use hlsmith_config::{LayerId, Settled, settle_reuse_factor};
use hlsmith_diag::{Diagnostics, Result, Subject};
use hlsmith_ir::{AttributeValue, Edit, Geometry, Graph, Node, NodeId, Op, Patch};

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
        let (Op::Dense(_), Some(convolution)) = (&node.op, graph.convolution(node)) else { return Ok(None) };
        let wanted = Settled { strategy: convolution.strategy, reuse_factor: convolution.reuse_factor };
        let (settled, remarks) = settle(node, &convolution.geometry, wanted, context)?;
        if settled == wanted {
            return Ok(None);
        }
        let op = with_settled(node, settled)?;
        Ok(Some(Rewrite { remarks, ..Rewrite::in_place(Patch::one(Edit::SetOp(id, op))) }))
    }
}

/// Strategy and reuse factor that a layer of products really gets.
///
/// # Errors
/// When the reuse factor is not valid and the regime does not replace it.
pub(super) fn settle(
    node: &Node,
    geometry: &Geometry,
    wanted: Settled,
    context: Context<'_>,
) -> Result<(Settled, Diagnostics)> {
    let (subject, cycles) =
        (Subject::Layer(node.name.clone()), context.settings.hls.target_cycles(&LayerId::from(node)));
    settle_reuse_factor(&context.settings.hls, &subject, wanted, cycles, geometry)
}

/// What two results settle, with the warnings of both.
///
/// # Errors
/// What either of them refuses.
pub(super) fn both(
    settled: Result<(Settled, Diagnostics)>,
    factor: Result<(u32, Diagnostics)>,
) -> Result<(Settled, u32, Diagnostics)> {
    let mut findings = Diagnostics::new();
    let (settled, factor) = (findings.take(settled), findings.take(factor));
    let (Some((settled, warnings)), Some((factor, more))) = (settled, factor) else { return Err(findings) };
    findings.extend(warnings);
    findings.extend(more);
    Ok((settled, factor, findings))
}

/// The op of a node with its strategy and reuse factor settled.
///
/// # Errors
/// When the op has none, which is a defect of the pass.
pub(super) fn with_settled(node: &Node, settled: Settled) -> Result<Op> {
    let mut op = node.op.clone();
    super::set(&mut op, node, "strategy", &AttributeValue::Choice(settled.strategy.to_string()))?;
    super::set(&mut op, node, "reuse_factor", &AttributeValue::Int(settled.reuse_factor.into()))?;
    Ok(op)
}
