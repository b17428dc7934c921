//! `TimeDistributed`: another name for the same array, or an assignment when the number type changes.

use super::{Kernel, linear};
use crate::design::Layer;

/// Lowers an end of a loop over steps whose types differ; with equal types it needs no kernel.
pub(super) fn lower(layer: &mut Layer<'_, '_>) -> Kernel {
    linear(layer)
}
