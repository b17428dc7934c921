//! Catapult.

pub(crate) mod libraries;
pub(crate) mod numbers;

use super::{Dialect, SIEMENS, Scripts};

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect { family: &SIEMENS, scripts: Scripts::Catapult };
