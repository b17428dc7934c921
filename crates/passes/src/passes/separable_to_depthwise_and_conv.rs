//! Separable convolutions.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::{Edit, Graph, NamedType, NewNode, NodeId, Op, Patch};

use super::replace_multidimensional_dense_with_conv::result_type;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct SeparableToDepthwiseAndConv;

impl Pass for SeparableToDepthwiseAndConv {
    fn name(&self) -> &'static str {
        "separable_to_depthwise_and_conv"
    }

    fn doc(&self) -> &'static str {
        "Splits a separable convolution into a depthwise convolution and one with a window of one pixel."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let (first, second) = (graph.next_index(), graph.next_index() + 1);
        let (depthwise, between, pointwise): (Op, &NamedType, Op) = if let Op::SeparableConv1d(op) = &node.op {
            (op.depthwise_step(first).into(), &op.depthwise_result_t, op.pointwise_step(second).into())
        } else if let Op::SeparableConv2d(op) = &node.op {
            (op.depthwise_step(first).into(), &op.depthwise_result_t, op.pointwise_step(second).into())
        } else {
            return Ok(None);
        };
        let mut between = between.clone();
        if between.name.is_empty() || between.precision == Precision::Auto {
            between.name = format!("layer{first}_t");
        }
        let new = |suffix: &str, op: Op, ty: NamedType| NewNode {
            name: format!("{}_{suffix}", node.name),
            origin: node.origin.clone(),
            trace: node.trace,
            op,
            ty,
        };
        let chain =
            vec![new("depthwise", depthwise, between), new("pointwise", pointwise, result_type(graph, node, second))];
        Ok(Some(Rewrite::restarting(Patch::one(Edit::ReplaceByChain(id, chain)))))
    }
}
