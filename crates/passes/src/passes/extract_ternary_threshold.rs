//! Thresholds of three levels.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{BatchNormalization, TernaryTanh};
use hlsmith_ir::{Array, Compatibility, Edit, Graph, NamedType, NewNode, NodeId, Op, Patch, Weight};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct ExtractTernaryThreshold;

impl Pass for ExtractTernaryThreshold {
    fn name(&self) -> &'static str {
        "extract_ternary_threshold"
    }

    fn doc(&self) -> &'static str {
        "Scales the input of a layer of three levels so that its threshold becomes 1/2, under `hls4ml-1.3` only."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let Op::TernaryTanh(levels) = &node.op else { return Ok(None) };
        if graph.compatibility != Compatibility::Hls4ml13 || levels.threshold == 0.5 {
            return Ok(None);
        }
        let Some(n_filt) = graph.sole_input(node).and_then(|input| graph.tensor(input).shape.last().copied()) else {
            return Ok(None);
        };
        let index = graph.next_index();
        let Some(factors) = Array::from_f64(vec![n_filt], vec![0.5 / levels.threshold; n_filt]) else {
            return Ok(None);
        };
        let scale = BatchNormalization {
            n_in: levels.n_in,
            n_filt,
            scale: Weight::new(format!("s{index}"), factors),
            bias: Weight::new(format!("b{index}"), Array::zeros(vec![n_filt])),
            reuse_factor: 1,
            n_inner: 1,
        };
        let new = NewNode {
            name: format!("{}_scale", node.name),
            origin: "ApplyAlpha".into(),
            trace: false,
            op: scale.into(),
            ty: NamedType::new(format!("layer{index}_t"), Precision::Auto),
        };
        let settled = TernaryTanh { threshold: 0.5, ..levels.clone() };
        let edits = vec![Edit::SetOp(id, settled.into()), Edit::InsertBefore(id, 0, new)];
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}
