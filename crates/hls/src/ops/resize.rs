//! `Resize`: another number of pixels.

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::ops::{Resize, ResizeAlgorithm};

use super::Kernel;
use crate::design::Layer;
use crate::rearrange;

/// Lowers a change of size.
///
/// # Errors
/// When pixels are made of several ones.
pub(super) fn lower(op: &Resize, layer: &mut Layer<'_, '_>) -> Result<Kernel> {
    match op.algorithm {
        ResizeAlgorithm::Nearest => {}
        ResizeAlgorithm::Bilinear => {
            let message = "pixels made of their neighbours are not computed";
            let finding = Diagnostic::error(Code::TargetUnsupported, Subject::Layer(layer.node.name.clone()), message);
            let finding = finding.found(op.algorithm.to_string()).expected(ResizeAlgorithm::Nearest.to_string());
            return Err(finding.remedy("train the model with interpolation=\"nearest\"").into());
        }
    }
    let sizes = [
        ("in_height", op.in_height),
        ("in_width", op.in_width),
        ("n_chan", op.n_chan),
        ("out_height", op.out_height),
        ("out_width", op.out_width),
    ];
    Ok(rearrange::image(layer, ["nnet::resize_nearest", "nnet::resize_nearest_stream"], &sizes, || {
        rearrange::resized_packets([op.in_height, op.in_width], [op.out_height, op.out_width])
    }))
}
