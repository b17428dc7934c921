//! Letter case of layer names and classes in front of attribute keys.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`Trace`, `ParallelizationFactor` and attribute keys such as `TableSize` below a `LayerName` or `LayerType` \
           key that differs from the layer's in letter case",
    sound: "hold for the layer, like `Precision`, `ReuseFactor` and `Strategy` there",
    peer: "ignored, although `Precision`, `ReuseFactor` and `Strategy` there are read",
};

/// Whether attribute keys below `key` are read for a layer or class called `name`.
pub(crate) fn is_read(compatibility: Compatibility, key: &str, name: &str) -> bool {
    match compatibility {
        Compatibility::Sound => true,
        Compatibility::Hls4ml13 => key == name,
    }
}
