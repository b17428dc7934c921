//! `TargetCycles` and `ConvImplementation` below `LayerType`.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`TargetCycles` and `ConvImplementation` below `LayerType`",
    sound: "hold for the layers of the type",
    peer: "ignored; those of `LayerName` and `Model` are read",
};

/// Whether the keys are read at the level of a layer type.
pub(crate) fn are_read(compatibility: Compatibility) -> bool {
    match compatibility {
        Compatibility::Sound => true,
        Compatibility::Hls4ml13 => false,
    }
}
