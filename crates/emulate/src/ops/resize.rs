//! Another number of pixels: see [`hlsmith_ir::ops::Resize`].

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::ops::{self, ResizeAlgorithm};

use crate::rearrange::Rearrange;

/// Lowers the op.
///
/// # Errors
/// When pixels are made of several ones.
pub(crate) fn lower(op: &ops::Resize) -> Result<Rearrange> {
    let (input, output) = ([op.in_height, op.in_width], [op.out_height, op.out_width]);
    match op.algorithm {
        ResizeAlgorithm::Nearest => {
            let source = |axis: usize, coordinate: usize| Some(coordinate * input[axis] / output[axis]);
            Ok(Rearrange::image(input, output, op.n_chan, source))
        }
        ResizeAlgorithm::Bilinear => {
            let message = "pixels made of their neighbours are not computed";
            let finding = Diagnostic::error(Code::EmulatorUnsupported, Subject::Model, message);
            Err(finding.found(op.algorithm.to_string()).expected(ResizeAlgorithm::Nearest.to_string()).into())
        }
    }
}
