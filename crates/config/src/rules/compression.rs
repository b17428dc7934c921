//! Weights stored without their zeros.

use hlsmith_ir::{Compatibility, Strategy};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`Compression` of dense layers",
    sound: "refused: weights are stored with their zeros; `Resource_Unrolled` leaves out products with zeros",
    peer: "ignored under the strategy `Latency`, with a warning; refused under the others, where hls4ml fails to convert",
};

/// Whether the key is without effect.
pub(crate) fn is_ignored(compatibility: Compatibility, strategy: Strategy) -> bool {
    match compatibility {
        Compatibility::Sound => false,
        Compatibility::Hls4ml13 => strategy == Strategy::Latency,
    }
}
