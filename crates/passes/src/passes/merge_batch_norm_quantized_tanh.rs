//! Normalisations whose result becomes two or three levels.

use hlsmith_diag::Result;
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{BatchNormalizationQuantizedTanh, Function};
use hlsmith_ir::{Array, Compatibility, Edit, Graph, NamedType, NewNode, Node, NodeId, Op, Patch, Weight};

use super::exclusive_producer;
use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct MergeBatchNormQuantizedTanh;

impl Pass for MergeBatchNormQuantizedTanh {
    fn name(&self) -> &'static str {
        "merge_batch_norm_quantized_tanh"
    }

    fn doc(&self) -> &'static str {
        "Replaces a normalisation and the two or three levels behind it by comparisons with thresholds, under \
         `hls4ml-1.3` only: the thresholds are rounded and take no notice of the sign of a scale."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let (Compatibility::Hls4ml13, Some(is_ternary)) = (graph.compatibility, is_ternary(node)) else {
            return Ok(None);
        };
        let Some((producer_id, producer)) = exclusive_producer(graph, node) else { return Ok(None) };
        let Op::BatchNormalization(normalization) = &producer.op else { return Ok(None) };
        let Some(input) = graph.sole_input(producer).filter(|_| normalization.n_inner == 1) else { return Ok(None) };
        let input = graph.tensor(input).ty.precision;
        let Some(format) = input.format() else { return Ok(None) };
        let (scale, bias) = (&normalization.scale.data, &normalization.bias.data);
        let grid = 2.0_f64.powi(format.fraction());
        let floored = |threshold: f64| {
            let offset = scale.zip(bias, |s, b| -b / s, |s, b| -b / s);
            let moved =
                offset.and_then(|offset| offset.zip(scale, |t, s| t + threshold as f32 / s, |t, s| t + threshold / s));
            let values: Option<Vec<f64>> = moved.map(|moved| moved.iter().map(|t| (t * grid).floor() / grid).collect());
            values.and_then(|values| Array::from_f64(scale.shape().to_vec(), values))
        };
        let index = graph.next_index();
        let weight = |letter: &str, role: &str, data: Array| Weight {
            ty: NamedType::new(format!("threshold_{role}_{index}_t"), input),
            ..Weight::new(format!("{letter}{index}"), data)
        };
        let threshold = if is_ternary { 0.5 } else { 0.0 };
        let (Some(upper), Some(lower)) = (floored(threshold), floored(-threshold)) else { return Ok(None) };
        if upper.iter().chain(lower.iter()).any(|threshold| !threshold.is_finite()) {
            return Ok(None);
        }
        let op = BatchNormalizationQuantizedTanh {
            n_in: normalization.n_in,
            n_filt: normalization.n_filt,
            is_ternary,
            threshold_hi: weight(if is_ternary { "th" } else { "t" }, "hi", upper),
            threshold_lo: weight("tl", "lo", lower),
            reuse_factor: 1,
        };
        let precision = if is_ternary { Precision::Integer { width: 2, signed: true } } else { Precision::Xnor };
        let is_sole_output = node.outputs[..] == *graph.outputs();
        let name = if is_sole_output { "result_t".to_owned() } else { format!("layer{index}_t") };
        let new = NewNode {
            name: format!("bnbt_{}", producer.name),
            origin: "BatchNormalizationQuantizedTanh".into(),
            trace: producer.trace,
            op: op.into(),
            ty: NamedType::new(name, precision),
        };
        let edits = vec![Edit::ReplaceByChain(id, vec![new]), Edit::RemoveNode(producer_id)];
        Ok(Some(Rewrite::restarting(Patch { edits })))
    }
}

/// Whether a layer gives three levels; `None` where it gives neither two nor three.
fn is_ternary(node: &Node) -> Option<bool> {
    let function = if let Op::Activation(activation) = &node.op { Some(activation.function) } else { None };
    let is_ternary = matches!(node.op, Op::TernaryTanh(_)) || function == Some(Function::TernaryTanh);
    (is_ternary || function == Some(Function::BinaryTanh)).then_some(is_ternary)
}
