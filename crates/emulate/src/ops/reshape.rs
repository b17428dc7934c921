//! Another shape for the same elements: see [`hlsmith_ir::ops::Reshape`].

use hlsmith_diag::{Code, Diagnostic, Result, Subject};

use super::Context;

/// The same elements; nothing is copied or assigned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reshape;

impl Reshape {
    pub(crate) fn lower(context: &Context) -> Result<Self> {
        let (input, output) = (context.input, context.output);
        if input == output {
            return Ok(Reshape);
        }
        let message = "a reshape copies nothing, so that its result has the type of its input";
        Err(Diagnostic::error(Code::IrInvalid, Subject::Model, message)
            .found(output.to_string())
            .expected(input.to_string())
            .into())
    }
}
