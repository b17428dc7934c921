//! `Optimizers` and `SkipOptimizers`.

use hlsmith_ir::Compatibility;

use super::Rule;

pub(super) const RULE: Rule =
    Rule { keys: "`Optimizers`, `SkipOptimizers`", sound: "choose the passes that run", peer: "ignored" };

/// Whether the lists choose passes.
pub(crate) fn are_read(compatibility: Compatibility) -> bool {
    match compatibility {
        Compatibility::Sound => true,
        Compatibility::Hls4ml13 => false,
    }
}
