//! Where the numbers of hls4ml for Catapult are others than those for the tools of AMD.

use hlsmith_ir::Op;

use crate::targets::numbers::{Source, source};

/// What hls4ml computes in another way for a layer; `None` where the numbers are the same.
pub(crate) fn difference(op: &Op) -> Option<&'static str> {
    match source(op) {
        Source::Table | Source::Softmax => Some("straight lines instead of tables"),
        Source::Thresholds => Some("the thresholds"),
        Source::Windows => Some("the type of the sum and its division"),
        Source::States => Some("the order of sums and roundings"),
        Source::Same => None,
    }
}
