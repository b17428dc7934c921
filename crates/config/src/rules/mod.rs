//! Where the two regimes read a key differently, one file each.
//!
//! Under [`Compatibility::Sound`](hlsmith_ir::Compatibility::Sound) an option does what it says or is refused; under
//! [`Compatibility::Hls4ml13`](hlsmith_ir::Compatibility::Hls4ml13) it does what hls4ml 1.3 does with it.

pub(crate) mod default_types;
pub(crate) mod inert_type_keys;
pub(crate) mod layer_type_match;
pub(crate) mod shadowing;

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
pub const ALL: &[Rule] = &[default_types::RULE, inert_type_keys::RULE, layer_type_match::RULE, shadowing::RULE];
