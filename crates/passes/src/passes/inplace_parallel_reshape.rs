//! Gives reshapes the type of what they reshape.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::Precision;
use hlsmith_ir::{Edit, Graph, IoType, Node, NodeId, Op, Patch};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct InplaceParallelReshape;

impl Pass for InplaceParallelReshape {
    fn name(&self) -> &'static str {
        "inplace_parallel_reshape"
    }

    fn doc(&self) -> &'static str {
        "Makes a reshape in parallel designs another view of its input, with the input's type."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        if !matches!(node.op, Op::Reshape(_)) || graph.io_type == IoType::Stream {
            return Ok(None);
        }
        Ok(take_input_type(graph, node, context))
    }
}

/// Gives a layer that moves no data the type of its input; a precision of its own has no place in the hardware.
pub(super) fn take_input_type(graph: &Graph, node: &Node, context: Context<'_>) -> Option<Rewrite> {
    let [input, output] = [node.inputs[0], node.outputs[0]].map(|tensor| &graph.tensor(tensor).ty);
    if input.precision == output.precision {
        return None;
    }
    let patch = Patch::one(Edit::SetTensorType(node.outputs[0], input.clone()));
    let rewrite = Rewrite::in_place(patch);
    let is_own = output.precision != Precision::Auto && output.precision != context.settings.hls.default_precision();
    Some(if is_own {
        let message = "a reshape has the precision of its input";
        let remark = Diagnostic::warning(Code::PassFailed, Subject::Layer(node.name.clone()), message)
            .found(output.precision.to_string())
            .expected(input.precision.to_string())
            .remedy("set the precision of the layer before it");
        rewrite.remark(remark)
    } else {
        rewrite
    })
}
