//! Gives results and accumulators of models with quantizers the bits that their elements need.

use hlsmith_config::HlsSettings;
use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::{Edit, Graph, NamedType, Node, NodeId, Op, TensorId};

use super::fuse_fixed_point_quantizer::fuses;
use super::has_auto_result;
use crate::infer::within_maximum;
use crate::range::{Ranges, Uses};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct BitExact;

impl Pass for BitExact {
    fn name(&self) -> &'static str {
        "bit_exact"
    }

    fn doc(&self) -> &'static str {
        "In a model with quantizers, gives each automatic result and accumulator the bits that its elements can have and \
         the quantizers behind it read, and quantizers types no wider than what they read."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let settings = &context.settings.hls;
        // One look at the graph is for all of its nodes.
        let is_first = graph.nodes().next().is_some_and(|(first, _)| first == id);
        if !is_first || !settings.follows_quantizers || !graph.nodes().any(|(_, node)| has_auto_result(graph, node)) {
            return Ok(None);
        }
        let (ranges, uses) = (Ranges::new(graph), Uses::new(graph));
        let mut change = Change { graph, settings, ranges, uses, types: Vec::new(), edits: Vec::new() };
        graph.nodes().for_each(|(id, node)| change.settle(id, node));
        Ok((!change.edits.is_empty()).then(|| Rewrite::restarting(change.edits)))
    }
}

/// What the pass does to a graph.
struct Change<'a> {
    graph: &'a Graph,
    settings: &'a HlsSettings,
    ranges: Ranges,
    uses: Uses,
    /// The types that results get.
    types: Vec<(TensorId, Precision)>,
    edits: Vec<Edit>,
}

impl Change<'_> {
    /// Settles a node; those before it are.
    fn settle(&mut self, id: NodeId, node: &Node) {
        let op = self.with_types(id, node);
        let changed = op != node.op;
        let is_fused = self.is_fused(id, node);
        if changed {
            self.edits.push(Edit::SetOp(id, op));
        }
        if !has_auto_result(self.graph, node) || is_fused {
            return;
        }
        let output = node.outputs[0];
        // A reshape leaves elements as they are.
        let precision = if matches!(node.op, Op::Reshape(_)) {
            self.precision(node.inputs[0])
        } else {
            self.ranges.used(output, &self.uses).map(|format| within_maximum(format, self.settings))
        };
        if let Some(precision) = precision {
            self.types.push((output, precision));
            self.edits.push(Edit::SetTensorType(output, NamedType::new(format!("{}_t", node.name), precision)));
        }
    }

    /// The op with an accumulator that holds all results exactly, or with narrower types of a quantizer.
    fn with_types(&self, id: NodeId, node: &Node) -> Op {
        if let Some(quantizer) = self.ranges.quantizer(id) {
            return quantizer.clone().into();
        }
        let mut op = node.op.clone();
        let sums =
            self.graph.convolution(node).is_some() || matches!(op, Op::Dot(_) | Op::Einsum(_) | Op::EinsumDense(_));
        let Some(exact) = self.ranges.exact(id).filter(|_| sums) else { return op };
        let accum_t =
            op.types_mut().into_iter().find(|(name, ty)| *name == "accum_t" && ty.precision == Precision::Auto);
        if let Some((_, ty)) = accum_t {
            *ty = NamedType::new(format!("{}_accum_t", node.name), within_maximum(exact, self.settings));
        }
        op
    }

    /// Whether the result of a node gets its type from the quantizer that it is, or that is behind it.
    fn is_fused(&self, id: NodeId, node: &Node) -> bool {
        let fuses = |id: NodeId| {
            let node = self.graph.node(id);
            let Op::FixedPointQuantizer(own) = &node.op else { return false };
            fuses(self.graph, node, self.ranges.quantizer(id).unwrap_or(own)).is_some()
        };
        let readers = node.outputs.first().map(|&output| self.graph.consumers(output)).unwrap_or_default();
        fuses(id) || readers.iter().any(|&(id, _)| fuses(id))
    }

    /// The type of a tensor when the pass is done; `None` while it is automatic.
    fn precision(&self, tensor: TensorId) -> Option<Precision> {
        let settled = self.types.iter().find(|(other, _)| *other == tensor).map(|(_, precision)| *precision);
        settled.or_else(|| Some(self.graph.tensor(tensor).ty.precision).filter(|ty| *ty != Precision::Auto))
    }
}
