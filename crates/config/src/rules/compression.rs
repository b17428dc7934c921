//! Weights stored without their zeros.

use hlsmith_ir::{Compatibility, Strategy};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`Compression` of dense layers",
    sound: "for vectors and the strategy `Resource`, zeros are not stored; refused elsewhere",
    peer: "ignored under the strategy `Latency`, with a warning; as `sound` under the others, where hls4ml fails to convert",
};

/// Whether the key is without effect.
pub(crate) fn is_ignored(compatibility: Compatibility, strategy: Strategy) -> bool {
    match compatibility {
        Compatibility::Sound => false,
        Compatibility::Hls4ml13 => strategy == Strategy::Latency,
    }
}
