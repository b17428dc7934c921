//! Types given by attribute key, such as `exp_table_t`.

use hlsmith_ir::Compatibility;

use super::{Rule, default_types};

pub(super) const RULE: Rule = Rule {
    keys: "attribute keys of types, such as `exp_table_t` or `AccumT`",
    sound: "set the type like a `Precision` entry of the same level, and go before it",
    peer: "go before `Precision` entries of any level; `slope_t`, `shift_t` and `param_t` are ignored",
};

/// Variables of [`struct@hlsmith_ir::ops::HardActivation`] whose types are fixed in the peer.
const FIXED: [&str; 2] = ["slope", "shift"];

/// Whether the key of a variable's type is read.
pub(crate) fn are_read(compatibility: Compatibility, class: &str, var: &str) -> bool {
    match compatibility {
        Compatibility::Sound => true,
        Compatibility::Hls4ml13 => {
            var == default_types::ACCUMULATOR || default_types::has_default(class, var) && !FIXED.contains(&var)
        }
    }
}

/// Whether such a key of any level goes before the `Precision` entries of all levels.
pub(crate) fn go_first(compatibility: Compatibility) -> bool {
    match compatibility {
        Compatibility::Sound => false,
        Compatibility::Hls4ml13 => true,
    }
}
