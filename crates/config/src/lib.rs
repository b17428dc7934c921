//! User options of hlsmith, validated and resolved to typed settings.
//!
//! Options come as a dictionary of the peer hls4ml's form, from Python or from YAML. [`resolve`] reads it against the
//! graph, reports every problem at once, each with its key path, and returns [`Settings`]: nothing downstream sees
//! strings. Where the peer's reading of a key differs from what the key says, one file below `rules` decides by the
//! [`hlsmith_ir::Compatibility`] regime.

mod entry;
mod options;
mod reuse;
pub mod rules;
mod settings;

pub use options::ConvertOptions;
pub use reuse::{closest_reuse_factor, valid_reuse_factors};
pub use settings::{
    Backend, ConvImplementation, HlsSettings, IoType, LayerId, ModelSource, PipelineStyle, Settings, TbOutputStream,
    WriterSettings,
};
