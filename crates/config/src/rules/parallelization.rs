//! Parallelization factors that do not divide the pixels or rows of a layer.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`ParallelizationFactor`",
    sound: "one that does not divide the pixels of a convolution or the rows of an `EinsumDense` is refused, with the valid ones; where it is that of the \
        whole model, the closest valid one takes its place, with a warning",
    peer: "always replaced by the closest valid one, the smaller of two, with a warning",
};

/// Whether the closest valid factor takes the place of an invalid one.
///
/// A factor for the whole model cannot divide the pixels or rows of every layer; a layer's own should.
pub(crate) fn is_replaced(compatibility: Compatibility, is_common: bool) -> bool {
    match compatibility {
        Compatibility::Sound => is_common,
        Compatibility::Hls4ml13 => true,
    }
}
