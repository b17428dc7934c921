//! `TraceOutput` inside `HLSConfig.Model`, where starting configurations put it.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`HLSConfig.Model.TraceOutput`",
    sound: "turns recording on, like `TraceOutput` at the top",
    peer: "ignored; only the key at the top is read",
};

/// Whether the key is read.
pub(crate) fn is_read(compatibility: Compatibility) -> bool {
    match compatibility {
        Compatibility::Sound => true,
        Compatibility::Hls4ml13 => false,
    }
}
