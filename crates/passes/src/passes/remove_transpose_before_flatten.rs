//! Removes transpositions in front of flattened dense layers.

use hlsmith_diag::Result;
use hlsmith_ir::ops::{Dense, Transpose};
use hlsmith_ir::{Compatibility, Edit, Graph, IoType, NodeId, Op, Patch, Weight};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct RemoveTransposeBeforeFlatten;

impl Pass for RemoveTransposeBeforeFlatten {
    fn name(&self) -> &'static str {
        "remove_transpose_before_flatten"
    }

    fn doc(&self) -> &'static str {
        "Removes a transposition in a parallel design that only a flattening in front of a dense layer reads, and brings \
         the weights of the dense layer into the order of the elements instead."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Transpose(transpose) = &node.op else { return Ok(None) };
        let shape = &graph.tensor(node.inputs[0]).shape;
        if graph.io_type == IoType::Stream || !(2..=3).contains(&shape.len()) {
            return Ok(None);
        }
        let Some(flatten) = sole_reader(graph, id) else { return Ok(None) };
        let Op::Reshape(reshape) = &graph.node(flatten).op else { return Ok(None) };
        let Some(reader) = sole_reader(graph, flatten) else { return Ok(None) };
        let Op::Dense(dense) = &graph.node(reader).op else { return Ok(None) };
        if reshape.target_shape.len() != 1 {
            return Ok(None);
        }
        let (columns, weight) = (dense.n_out, &dense.weight.data);
        let rows = rows(transpose, shape, graph.compatibility);
        let place = |index: usize| rows[index / columns] * columns + index % columns;
        let Some(data) = weight.permuted(weight.shape().to_vec(), place) else { return Ok(None) };
        let dense = Dense { weight: Weight { data, ..dense.weight.clone() }, ..dense.clone() };
        let edits = vec![Edit::SetOp(reader, dense.into()), Edit::RemoveNode(id)];
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}

/// The node that alone reads the output of a node.
fn sole_reader(graph: &Graph, id: NodeId) -> Option<NodeId> {
    let [output] = graph.node(id).outputs[..] else { return None };
    match graph.consumers(output)[..] {
        [(reader, _)] if graph.n_uses(output) == 1 => Some(reader),
        _ => None,
    }
}

/// For each element of the input of a transposition the element of its output, and with it the row of weights.
///
/// The peer takes every transposition for the one that moves the last axis to the front.
fn rows(transpose: &Transpose, shape: &[usize], compatibility: Compatibility) -> Vec<usize> {
    let outer: Vec<usize> = transpose.perm.iter().map(|&axis| shape[axis]).collect();
    let stride = |axis: usize| -> usize { outer[axis + 1..].iter().product() };
    // The axes of the output in the order of those of the input.
    let axes: Vec<usize> = match compatibility {
        Compatibility::Sound => {
            (0..outer.len()).filter_map(|axis| transpose.perm.iter().position(|&from| from == axis)).collect()
        }
        Compatibility::Hls4ml13 => (1..outer.len()).chain([0]).collect(),
    };
    axes.iter().fold(vec![0], |rows, &axis| {
        rows.into_iter().flat_map(|row| (0..outer[axis]).map(move |i| row + i * stride(axis))).collect()
    })
}
