//! `ParallelizationFactor` at several levels.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`ParallelizationFactor` of `Model` or `LayerType`",
    sound: "holds for each layer whose more specific entries do not set it",
    peer: "ignored for a layer that has any more specific entry, even one that does not set it",
};

/// Whether the most specific entry of a layer hides all others.
pub(crate) fn first_entry_hides_others(compatibility: Compatibility) -> bool {
    match compatibility {
        Compatibility::Sound => false,
        Compatibility::Hls4ml13 => true,
    }
}
