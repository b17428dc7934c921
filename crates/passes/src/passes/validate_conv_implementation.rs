//! Convolutions that are to read streams through encoded instructions.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::{AttributeValue, ConvImplementation, Edit, Graph, IoType, NodeId, Patch};

use crate::{Context, Pass, Rewrite};

/// See [`Pass::doc`].
#[derive(Debug)]
pub struct ValidateConvImplementation;

impl Pass for ValidateConvImplementation {
    fn name(&self) -> &'static str {
        "validate_conv_implementation"
    }

    fn doc(&self) -> &'static str {
        "Takes `LineBuffer` for the `ConvImplementation` `Encoded`, which gives the same numbers, with a warning."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, _context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let encoded = AttributeValue::Choice(ConvImplementation::Encoded.to_string());
        if node.op.get("conv_implementation") != Some(encoded) {
            return Ok(None);
        }
        let mut op = node.op.clone();
        let line_buffer = AttributeValue::Choice(ConvImplementation::LineBuffer.to_string());
        super::set(&mut op, node, "conv_implementation", &line_buffer)?;
        let rewrite = Rewrite::in_place(Patch::one(Edit::SetOp(id, op)));
        if graph.io_type == IoType::Parallel {
            return Ok(Some(rewrite));
        }
        let message =
            "encoded instructions are not generated; the window comes from a line buffer, with the same numbers";
        let remark = Diagnostic::warning(Code::TargetUnsupported, Subject::Layer(node.name.clone()), message);
        let remark = remark.found(ConvImplementation::Encoded.to_string()).remedy("use `LineBuffer`");
        Ok(Some(rewrite.remark(remark)))
    }
}
