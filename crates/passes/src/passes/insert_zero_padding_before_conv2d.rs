//! Zeros around images that convolutions read from streams.

use hlsmith_diag::Result;
use hlsmith_ir::ops::ZeroPadding2d;
use hlsmith_ir::{Graph, NodeId};

use super::insert_zero_padding_before_conv1d::{before, sizes};
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InsertZeroPaddingBeforeConv2d;

impl Pass for InsertZeroPaddingBeforeConv2d {
    fn name(&self) -> &'static str {
        "insert_zero_padding_before_conv2d"
    }

    fn doc(&self) -> &'static str {
        "Puts the zeros around an image that a convolution reads from a stream into a layer of their own."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let names = ["in_height", "in_width", "n_chan", "pad_top", "pad_bottom", "pad_left", "pad_right"];
        let Some(sizes) = sizes(graph, node, 2, names) else { return Ok(None) };
        let [in_height, in_width, n_chan, pad_top, pad_bottom, pad_left, pad_right] = sizes;
        if [pad_top, pad_bottom, pad_left, pad_right] == [0; 4] {
            return Ok(None);
        }
        let zeros = ZeroPadding2d { in_height, in_width, n_chan, pad_top, pad_bottom, pad_left, pad_right };
        let padded = [
            ("in_height", in_height + pad_top + pad_bottom),
            ("in_width", in_width + pad_left + pad_right),
            ("pad_top", 0),
            ("pad_bottom", 0),
            ("pad_left", 0),
            ("pad_right", 0),
        ];
        before(graph, id, node, &format!("zp2d_{}", node.name), zeros.into(), &padded).map(Some)
    }
}
