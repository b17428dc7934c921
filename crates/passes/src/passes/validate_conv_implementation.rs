//! Convolutions that are to read streams through encoded instructions.

use hlsmith_config::Backend;
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
        "Takes `LineBuffer` for the `ConvImplementation` `Encoded`, which gives the same numbers, with a warning where \
         the target has no encoded instructions or the convolution is transposed."
    }

    fn rewrite(&self, graph: &Graph, id: NodeId, context: Context<'_>) -> Result<Option<Rewrite>> {
        let node = graph.node(id);
        let encoded = AttributeValue::Choice(ConvImplementation::Encoded.to_string());
        if node.op.get("conv_implementation") != Some(encoded) {
            return Ok(None);
        }
        let backend = context.settings.backend;
        let is_transposed = graph.convolution(node).is_some_and(|convolution| convolution.geometry.is_transposed);
        if graph.io_type == IoType::Stream && has_instructions(backend) && !is_transposed {
            return Ok(None);
        }
        let mut op = node.op.clone();
        let line_buffer = AttributeValue::Choice(ConvImplementation::LineBuffer.to_string());
        super::set(&mut op, node, "conv_implementation", &line_buffer)?;
        let rewrite = Rewrite::in_place(Patch::one(Edit::SetOp(id, op)));
        if graph.io_type == IoType::Parallel {
            return Ok(Some(rewrite));
        }
        let message = match has_instructions(backend) {
            true => "a transposed convolution takes its whole input instead of encoded instructions".to_owned(),
            false => format!("{backend} has no encoded instructions; the window comes from a line buffer"),
        };
        let message = format!("{message}, with the same numbers");
        let remark = Diagnostic::warning(Code::TargetUnsupported, Subject::Layer(node.name.clone()), message);
        let remark = remark.found(ConvImplementation::Encoded.to_string()).remedy("use `LineBuffer`");
        Ok(Some(rewrite.remark(remark)))
    }
}

/// Whether a target has the kernel of encoded instructions.
fn has_instructions(backend: Backend) -> bool {
    match backend {
        Backend::Vivado | Backend::VivadoAccelerator => true,
        Backend::Catapult
        | Backend::Libero
        | Backend::OneApi
        | Backend::Quartus
        | Backend::Vitis
        | Backend::VitisUnified => false,
    }
}
