//! Spellings of `Strategy`.

use hlsmith_ir::{Compatibility, Strategy, snake_case};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    keys: "`Strategy`",
    sound: "letter case, `_`, `-` and blanks do not matter; `Unrolled` is `Resource_Unrolled`; other words are refused",
    peer: "compared after conversion to snake case; every word that is not known then (`RESOURCE`, `Unrolled`, `DA`, \
           misspellings) means `Latency`, with a warning",
};

/// What a spelling means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A strategy.
    Known(Strategy),
    /// A strategy of the peer that hlsmith does not have.
    DistributedArithmetic,
    /// No strategy; the peer takes it for `Latency`.
    TakenForLatency,
    /// No strategy.
    Unknown,
}

/// Reads a spelling.
pub(crate) fn read(compatibility: Compatibility, text: &str) -> Reading {
    let word = match compatibility {
        Compatibility::Sound => text.to_lowercase().replace(['_', '-', ' '], ""),
        Compatibility::Hls4ml13 => snake_case(text),
    };
    match (compatibility, word.as_str()) {
        (_, "latency") => Reading::Known(Strategy::Latency),
        (_, "resource") => Reading::Known(Strategy::Resource),
        (Compatibility::Sound, "resourceunrolled" | "unrolled") | (Compatibility::Hls4ml13, "resource_unrolled") => {
            Reading::Known(Strategy::ResourceUnrolled)
        }
        (Compatibility::Sound, "distributedarithmetic") | (Compatibility::Hls4ml13, "distributed_arithmetic") => {
            Reading::DistributedArithmetic
        }
        (_, "da") => Reading::DistributedArithmetic,
        (Compatibility::Sound, _) => Reading::Unknown,
        (Compatibility::Hls4ml13, _) => Reading::TakenForLatency,
    }
}
