//! Where the numbers of hls4ml for Quartus are others than those for the tools of AMD.

use hlsmith_ir::Op;

use crate::targets::numbers::{Source, source};

/// What hls4ml computes in another way for a layer; `None` where the numbers are the same.
pub(crate) fn difference(op: &Op) -> Option<&'static str> {
    match source(op) {
        Source::Table => Some("the table and its index"),
        Source::Thresholds => Some("the thresholds"),
        Source::Softmax => Some("the tables and their types"),
        Source::Windows => Some("the type of the sum and its division"),
        Source::States => Some("the order of sums and roundings"),
        Source::Same => None,
    }
}
