//! User options of hlsmith, validated and resolved to typed settings.
//!
//! Options come as a dictionary of the peer hls4ml's form, from Python or from YAML. [`resolve`] reads it against the
//! graph, reports every problem at once, each with its key path, and returns [`Settings`]: nothing downstream sees
//! strings. Where the peer's reading of a key differs from what the key says, one file below `rules` decides by the
//! [`hlsmith_ir::Compatibility`] regime.

mod accelerator;
mod catapult;
mod docs;
mod document;
mod entry;
mod hls;
pub mod keys;
mod layers;
mod libero;
mod names;
mod options;
mod precision;
mod resolve;
mod reuse;
pub mod rules;
mod section;
mod settings;
mod start;
mod yaml;

pub use accelerator::{Accelerator, BOARDS, Board, Driver, Interface, System, Word};
pub use catapult::{Catapult, Technology};
pub use docs::{compatibility_markdown, configuration_markdown};
pub use hlsmith_ir::IoType;
pub use libero::Libero;
pub use options::ConvertOptions;
pub use resolve::{layouts, model_source, resolve, resolve_parts};
pub use reuse::{
    Settled, closest_reuse_factor, settle_parallelization_factor, settle_reuse_factor, valid_reuse_factors,
    valid_reuse_factors_of,
};
pub use settings::{
    Backend, HlsSettings, LayerId, ModelSource, PipelineStyle, Settings, TbOutputStream, Wiring, WriterSettings,
};
pub use start::{Granularity, config_from_model};
pub use yaml::{parse_yaml, to_yaml};
