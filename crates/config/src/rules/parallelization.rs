//! Parallelization factors that do not divide the pixels of a layer.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`ParallelizationFactor` of convolutions",
    sound: "one that does not divide the pixels of the output is refused, with the valid ones",
    peer: "replaced by the closest valid one, the smaller of two, with a warning",
};

/// Whether the closest valid factor takes the place of an invalid one.
pub(crate) fn is_replaced(compatibility: Compatibility) -> bool {
    match compatibility {
        Compatibility::Sound => false,
        Compatibility::Hls4ml13 => true,
    }
}
