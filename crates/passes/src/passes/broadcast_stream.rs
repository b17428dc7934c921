//! Repeats the elements of streams that a merge reads with fewer elements.

use hlsmith_diag::Result;
use hlsmith_ir::ops::{Broadcast, broadcast_shape};
use hlsmith_ir::{Edit, Graph, IoType, NamedType, NewNode, NodeId, Op, Patch, TensorId};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct BroadcastStream;

impl Pass for BroadcastStream {
    fn name(&self) -> &'static str {
        "broadcast_stream"
    }

    fn doc(&self) -> &'static str {
        "Puts `broadcast_<input>` before a merge in a streaming design whose inputs have different shapes, so that packet \
         meets packet."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        if graph.io_type == IoType::Parallel || !matches!(node.op, Op::Merge(_)) {
            return Ok(None);
        }
        let shapes: Vec<&[usize]> = node.inputs.iter().map(|&input| graph.tensor(input).shape.as_slice()).collect();
        let [left, right] = shapes[..] else { return Ok(None) };
        let Some(target) = broadcast_shape(left, right) else { return Ok(None) };
        let Some(position) = shapes.iter().position(|shape| *shape != target) else { return Ok(None) };
        let input = node.inputs[position];
        let new = NewNode {
            name: unique(graph, format!("broadcast_{}", source_name(graph, input))),
            origin: "Broadcast".into(),
            trace: false,
            op: Broadcast { target_shape: target }.into(),
            ty: NamedType {
                name: format!("layer{}_t", graph.next_index()),
                precision: graph.tensor(input).ty.precision,
            },
        };
        Ok(Some(Rewrite::restarting(Patch::one(Edit::InsertBefore(id, position, new)))))
    }
}

/// The name of the layer that makes a tensor; of a copy, that of the layer that made what is copied, and the number of
/// the copy.
fn source_name(graph: &Graph, tensor: TensorId) -> String {
    let Some(producer) = graph.producer(tensor).map(|id| graph.node(id)) else { return String::new() };
    let position = producer.outputs.iter().position(|&output| output == tensor).unwrap_or(0);
    match (&producer.op, producer.name.strip_prefix("clone_")) {
        (Op::StreamClone(_), Some(copied)) => format!("{copied}_{}", producer.op.output_suffix(position)),
        _ => producer.name.clone(),
    }
}

/// A name that no layer has yet: one tensor may be repeated for several readers.
fn unique(graph: &Graph, name: String) -> String {
    let is_free = |name: &String| graph.find(name).is_none();
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    [name.clone()].into_iter().chain(numbered).find(is_free).unwrap_or(name)
}
