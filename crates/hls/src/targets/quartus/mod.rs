//! Intel HLS, which is part of Quartus.

pub(crate) mod numbers;

use super::{Dialect, INTEL, Scripts};

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect { family: &INTEL, scripts: Scripts::Make };
