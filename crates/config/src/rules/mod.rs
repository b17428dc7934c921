//! Where the two regimes read a key differently, one file each.
//!
//! Under [`Compatibility::Sound`](hlsmith_ir::Compatibility::Sound) an option does what it says or is refused; under
//! [`Compatibility::Hls4ml13`](hlsmith_ir::Compatibility::Hls4ml13) it does what hls4ml 1.3 does with it.

use hlsmith_diag::{Code, Diagnostic, Subject};

pub(crate) mod attribute_case;
pub(crate) mod board;
pub(crate) mod compression;
pub(crate) mod default_types;
pub(crate) mod inert_type_keys;
pub(crate) mod invalid_reuse_factor;
pub(crate) mod layer_type_match;
pub(crate) mod only_strategy;
pub(crate) mod optimizer_lists;
pub(crate) mod parallelization;
pub(crate) mod shadowing;
pub(crate) mod strategy_spelling;
pub(crate) mod trace_output;
pub(crate) mod type_keys;

/// One difference, as `docs/compatibility.md` shows it.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The keys it is about.
    pub keys: &'static str,
    /// What happens by default.
    pub sound: &'static str,
    /// What happens under `Compatibility: hls4ml-1.3`.
    pub peer: &'static str,
}

/// Every difference, sorted by file name.
pub const ALL: &[Rule] = &[
    attribute_case::RULE,
    board::RULE,
    compression::RULE,
    default_types::RULE,
    inert_type_keys::RULE,
    invalid_reuse_factor::RULE,
    layer_type_match::RULE,
    only_strategy::RULE,
    optimizer_lists::RULE,
    parallelization::RULE,
    shadowing::RULE,
    strategy_spelling::RULE,
    trace_output::RULE,
    type_keys::RULE,
];

/// What hls4ml takes or ignores and both regimes refuse: the option and what hls4ml does with it.
pub const REFUSED: &[(&str, &str)] = &[
    ("Unknown keys at any level, and attributes that the layer's op does not have", "ignored"),
    ("`LayerName` entries of layers that the model does not have", "ignored"),
    ("`LayerType` entries of classes that do not exist", "ignored"),
    ("`Precision` entries of variables that the layer does not have", "ignored"),
    ("`weight_t`, `bias_t`, `scale_t` and `result_t` as attribute keys", "ignored, with a warning"),
    ("attributes that the model decides, such as `n_in`", "overwritten, with a warning"),
    ("two keys of one mapping that differ in letter case only and mean the same layer or class", "merged"),
    ("`auto` as the default precision of the model", "never returns"),
    ("other words for `PipelineStyle`", "taken for `auto`, with a warning"),
    (
        "names that are no C++ identifier, parts with blanks or other special characters",
        "written into scripts as they are",
    ),
];

/// The warning that an entry is without effect because of the regime.
pub(crate) fn without_effect(subject: Subject) -> Diagnostic {
    Diagnostic::warning(Code::ConfigValue, subject, "this has no effect under `Compatibility: hls4ml-1.3`")
        .remedy("remove the entry, or write `Compatibility: sound` below `HLSConfig.Model`")
}
