//! Dense layers on lines and images.

use hlsmith_config::LayerId;
use hlsmith_diag::Result;
use hlsmith_ir::ops::{Conv1d, Conv2d, Dense};
use hlsmith_ir::{Array, ConvImplementation, Edit, Graph, NamedType, NewNode, Node, NodeId, Op, Patch, Weight};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct ReplaceMultidimensionalDenseWithConv;

impl Pass for ReplaceMultidimensionalDenseWithConv {
    fn name(&self) -> &'static str {
        "replace_multidimensional_dense_with_conv"
    }

    fn doc(&self) -> &'static str {
        "Turns a dense layer on the pixels of a line or an image into a convolution with a window of one pixel."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::Dense(dense) = &node.op else { return Ok(None) };
        let Some(input) = graph.sole_input(node) else { return Ok(None) };
        let side_by_side = context.settings.hls.parallelization_factor(&LayerId::from(node)).unwrap_or(1);
        let op = match graph.tensor(input).shape[..] {
            [width, _] => over_line(dense, graph.next_index(), side_by_side, width),
            [height, width, _] => over_image(dense, graph.next_index(), side_by_side, [height, width]),
            _ => return Ok(None),
        };
        let Some(op) = op else { return Ok(None) };
        let new = NewNode {
            name: node.name.clone(),
            origin: node.origin.clone(),
            trace: node.trace,
            op,
            ty: result_type(graph, node, graph.next_index()),
        };
        Ok(Some(Rewrite::restarting(Patch::one(Edit::ReplaceByChain(id, vec![new])))))
    }
}

/// The type of the output of a node under the name it has for a layer of another index.
pub(super) fn result_type(graph: &Graph, node: &Node, index: u32) -> NamedType {
    let mut ty = graph.tensor(node.outputs[0]).ty.clone();
    if ty.name == format!("layer{}_t", node.index) {
        ty.name = format!("layer{index}_t");
    }
    ty
}

/// Constants named after the layer of an index; a type named after the old index goes with them.
fn renamed(weight: &Weight, letter: &str, index: u32, data: Array) -> Weight {
    let old = weight.name.strip_prefix(letter).unwrap_or_default();
    let mut ty = weight.ty.clone();
    if !old.is_empty() && ty.name == format!("bias{old}_t") {
        ty.name = format!("bias{index}_t");
    }
    Weight { name: format!("{letter}{index}"), data, ty, quantizer: weight.quantizer.clone() }
}

fn over_line(dense: &Dense, index: u32, parallelization_factor: u32, width: usize) -> Option<Op> {
    let Dense { n_in, n_out, weight, bias, accum_t, reuse_factor, strategy, compression: _ } = dense;
    let kernel = weight.data.reshaped(vec![1, *n_in, *n_out])?;
    let op = Conv1d {
        in_width: width,
        n_chan: *n_in,
        out_width: width,
        n_filt: *n_out,
        filt_width: 1,
        stride_width: 1,
        dilation_width: 1,
        pad_left: 0,
        pad_right: 0,
        n_groups: 1,
        weight: renamed(weight, "w", index, kernel),
        bias: renamed(bias, "b", index, bias.data.clone()),
        accum_t: accum_t.clone(),
        reuse_factor: *reuse_factor,
        parallelization_factor,
        conv_implementation: ConvImplementation::LineBuffer,
        strategy: *strategy,
    };
    Some(op.into())
}

fn over_image(dense: &Dense, index: u32, parallelization_factor: u32, [height, width]: [usize; 2]) -> Option<Op> {
    let Dense { n_in, n_out, weight, bias, accum_t, reuse_factor, strategy, compression: _ } = dense;
    let kernel = weight.data.reshaped(vec![1, 1, *n_in, *n_out])?;
    let op = Conv2d {
        in_width: width,
        n_chan: *n_in,
        out_width: width,
        n_filt: *n_out,
        filt_width: 1,
        stride_width: 1,
        dilation_width: 1,
        in_height: height,
        out_height: height,
        filt_height: 1,
        stride_height: 1,
        dilation_height: 1,
        pad_top: 0,
        pad_bottom: 0,
        pad_left: 0,
        pad_right: 0,
        n_groups: 1,
        weight: renamed(weight, "w", index, kernel),
        bias: renamed(bias, "b", index, bias.data.clone()),
        accum_t: accum_t.clone(),
        reuse_factor: *reuse_factor,
        parallelization_factor,
        conv_implementation: ConvImplementation::LineBuffer,
        strategy: *strategy,
    };
    Some(op.into())
}
