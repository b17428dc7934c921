//! Reuse factors that do not divide the work of a layer.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`ReuseFactor` of dense layers and convolutions under the resource strategies",
    sound: "one that does not divide the work of the layer is refused, with the valid ones",
    peer: "replaced by the closest valid one, the smaller of two, with a warning",
};

/// Whether the closest valid factor takes the place of an invalid one.
pub(crate) fn is_replaced(compatibility: Compatibility) -> bool {
    match compatibility {
        Compatibility::Sound => false,
        Compatibility::Hls4ml13 => true,
    }
}
