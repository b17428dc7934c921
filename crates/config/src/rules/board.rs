//! `Board` without `Part`.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`Board` of the backends Vivado and Vitis",
    sound: "decides the part; a board that is not known or contradicts `Part` is refused",
    peer: "ignored",
};

/// Boards and their parts.
pub(crate) const BOARDS: &[(&str, &str)] = &[
    ("alveo-u200", "xcu200-fsgd2104-2-e"),
    ("alveo-u250", "xcu250-figd2104-2L-e"),
    ("alveo-u280", "xcu280-fsvh2892-2L-e"),
    ("alveo-u50", "xcu50-fsvh2104-2-e"),
    ("pynq-z2", "xc7z020clg400-1"),
    ("zcu102", "xczu9eg-ffvb1156-2-e"),
];

/// Whether the board decides the part.
pub(crate) fn decides_part(compatibility: Compatibility) -> bool {
    match compatibility {
        Compatibility::Sound => true,
        Compatibility::Hls4ml13 => false,
    }
}
