//! Zeros around lines that convolutions read from streams.

use hlsmith_diag::Result;
use hlsmith_ir::ops::ZeroPadding1d;
use hlsmith_ir::{AttributeValue, Edit, Graph, IoType, NewNode, Node, NodeId, Op, Patch};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InsertZeroPaddingBeforeConv1d;

impl Pass for InsertZeroPaddingBeforeConv1d {
    fn name(&self) -> &'static str {
        "insert_zero_padding_before_conv1d"
    }

    fn doc(&self) -> &'static str {
        "Puts the zeros around a line that a convolution reads from a stream into a layer of their own."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let names = ["in_width", "n_chan", "pad_left", "pad_right"];
        let Some([in_width, n_chan, pad_left, pad_right]) = sizes(graph, node, 1, names) else { return Ok(None) };
        if [pad_left, pad_right] == [0, 0] {
            return Ok(None);
        }
        let zeros = ZeroPadding1d { in_width, n_chan, pad_left, pad_right };
        let padded = [("in_width", in_width + pad_left + pad_right), ("pad_left", 0), ("pad_right", 0)];
        before(graph, id, node, &format!("zp1d_{}", node.name), zeros.into(), &padded).map(Some)
    }
}

/// Sizes of a convolution over a number of axes that reads a stream; `None` for other layers.
pub(super) fn sizes<const N: usize>(graph: &Graph, node: &Node, n_axes: usize, names: [&str; N]) -> Option<[usize; N]> {
    let is_transposed = graph.convolution(node)?.geometry.is_transposed;
    let rank = graph.tensor(*node.inputs.first()?).shape.len();
    if graph.io_type == IoType::Parallel || is_transposed || rank != n_axes + 1 {
        return None;
    }
    let size = |name: &str| {
        let Some(AttributeValue::Int(size)) = node.op.get(name) else { return None };
        usize::try_from(size).ok()
    };
    names.iter().map(|name| size(name)).collect::<Option<Vec<usize>>>()?.try_into().ok()
}

/// Puts a layer of zeros in front of a convolution and gives the convolution the sizes of its new input.
///
/// # Errors
/// When the convolution has no such sizes, which is a defect of the pass.
pub(super) fn before(
    graph: &Graph,
    id: NodeId,
    node: &Node,
    name: &str,
    zeros: Op,
    sizes: &[(&str, usize)],
) -> Result<Rewrite> {
    let mut op = node.op.clone();
    for (name, size) in sizes {
        let size = i64::try_from(*size).unwrap_or(i64::MAX);
        super::set(&mut op, node, name, &AttributeValue::Int(size))?;
    }
    let new = NewNode {
        name: name.to_owned(),
        origin: zeros.class().to_owned(),
        trace: false,
        op: zeros,
        ty: graph.tensor(node.inputs[0]).ty.clone(),
    };
    Ok(Rewrite::restarting(Patch { edits: vec![Edit::InsertBefore(id, 0, new), Edit::SetOp(id, op)] }))
}
