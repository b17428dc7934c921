//! `Lambda`: Python code inside a model, always refused.

use hlsmith_diag::{Code, Diagnostic};

use crate::keras::config::LayerConfig;

pub(super) fn refuse(layer: &LayerConfig) -> Diagnostic {
    Diagnostic::error(Code::ExecutableModel, layer.place.subject(), "the layer is Python code, which is never run")
        .found("Lambda")
        .expected("layers of Keras itself")
        .remedy("replace the Lambda layer by layers that do the same")
}
