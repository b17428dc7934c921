//! `Repack`: each element in its place, assigned to the result type.

use super::{Kernel, linear};
use crate::design::Layer;

/// Lowers a change of packets.
pub(super) fn lower(layer: &mut Layer<'_, '_>) -> Kernel {
    linear(layer)
}
