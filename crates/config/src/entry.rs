//! What one level of the configuration says: the model, one layer type or one layer.

use std::collections::BTreeMap;

use hlsmith_fixed::Precision;
use hlsmith_ir::{AttributeValue, Strategy};

use hlsmith_ir::ConvImplementation;

/// The settings of `Model`, of one `LayerType` key or of one `LayerName` key; `None` where it is silent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Entry {
    /// The key as the user wrote it; empty for `Model`.
    pub(crate) key: String,
    /// `Precision` as one string, or its `default`.
    pub(crate) default: Option<Precision>,
    /// `Precision` by variable, such as `weight`.
    pub(crate) by_variable: BTreeMap<String, Precision>,
    /// Types given by attribute key, such as `exp_table_t`, by variable without the `_t`.
    pub(crate) type_keys: BTreeMap<String, Precision>,
    /// `ReuseFactor`, at least 1.
    pub(crate) reuse_factor: Option<u32>,
    /// `Strategy`.
    pub(crate) strategy: Option<Strategy>,
    /// `Trace`.
    pub(crate) trace: Option<bool>,
    /// `TargetCycles`, at least 1.
    pub(crate) target_cycles: Option<u32>,
    /// `Compression`.
    pub(crate) compression: Option<bool>,
    /// `ConvImplementation`.
    pub(crate) conv_implementation: Option<ConvImplementation>,
    /// `ParallelizationFactor`, at least 1.
    pub(crate) parallelization_factor: Option<u32>,
    /// Every other attribute, by its `snake_case` name.
    pub(crate) attributes: BTreeMap<String, AttributeValue>,
}
