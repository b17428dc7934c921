//! `Board` without `Part`.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`Board` of the backends Vivado and Vitis",
    sound: "decides the part; a board that is not known or contradicts `Part` is refused",
    peer: "ignored",
};

/// Whether the board decides the part.
pub(crate) fn decides_part(compatibility: Compatibility) -> bool {
    match compatibility {
        Compatibility::Sound => true,
        Compatibility::Hls4ml13 => false,
    }
}
