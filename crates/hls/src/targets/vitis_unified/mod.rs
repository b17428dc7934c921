//! `v++` of Vitis, for a board or card.

use super::{AMD, Dialect, Scripts};

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect { family: &AMD, scripts: Scripts::Unified };
