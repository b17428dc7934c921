//! Settles strategy, reuse factor and parallelization factor of convolutions.

use hlsmith_config::{Settled, settle_parallelization_factor};
use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::{AttributeValue, Compatibility, Edit, Graph, IoType, NodeId, Op, Patch, Strategy};

use super::init_dense;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InitConv;

impl Pass for InitConv {
    fn name(&self) -> &'static str {
        "init_conv"
    }

    fn doc(&self) -> &'static str {
        "Settles the reuse factor of a convolution, which under a resource layout has to divide the work of a pixel, and \
         its parallelization factor, which has to divide the pixels."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Some(convolution) = graph.convolution(node).filter(|_| !matches!(node.op, Op::Dense(_))) else {
            return Ok(None);
        };
        let present = Settled { strategy: convolution.strategy, reuse_factor: convolution.reuse_factor };
        let is_peer = graph.compatibility == Compatibility::Hls4ml13;
        let is_unrolled = present.strategy == Strategy::ResourceUnrolled;
        let strategy = match graph.io_type {
            IoType::Parallel if is_peer && is_unrolled => Strategy::Resource,
            IoType::Parallel | IoType::Stream => present.strategy,
        };
        let (geometry, side_by_side) = (&convolution.geometry, convolution.parallelization_factor);
        let settled = init_dense::settle(node, geometry, Settled { strategy, ..present }, context);
        let factor = settle_parallelization_factor(&context.settings.hls, node, geometry, side_by_side);
        let (mut settled, factor, mut remarks) = init_dense::both(settled, factor)?;
        // The peer chooses the factor of an unrolled layout and then drops the layout.
        let is_depthwise = matches!(node.op, Op::DepthwiseConv1d(_) | Op::DepthwiseConv2d(_));
        if is_peer && is_unrolled && is_depthwise {
            settled.strategy = Strategy::Latency;
        }
        let subject = Subject::Layer(node.name.clone());
        if settled == present && factor == side_by_side {
            return Ok(None);
        }
        if is_peer && is_unrolled && is_depthwise {
            let message = "hls4ml 1.3 unrolls no depthwise convolution; the strategy becomes `latency`";
            remarks.push(Diagnostic::warning(Code::ConfigConflict, subject, message));
        } else if strategy != present.strategy {
            let message = "hls4ml 1.3 unrolls no convolution with arrays; the strategy becomes `resource`";
            remarks.push(Diagnostic::warning(Code::ConfigConflict, subject, message));
        }
        let mut op = init_dense::with_settled(node, settled)?;
        super::set(&mut op, node, "parallelization_factor", &AttributeValue::Int(factor.into()))?;
        Ok(Some(Rewrite { remarks, ..Rewrite::in_place(Patch::one(Edit::SetOp(id, op))) }))
    }
}
