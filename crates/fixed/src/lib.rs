//! Exact fixed-point arithmetic as HLS compilers define it.
//!
//! A value is an integer `raw` scaled by `2^-fraction`. Arithmetic between values is exact, the formats grow; the only
//! rounding points are assignments to a [`FixedType`], with its [`Rounding`] and [`Overflow`].

mod types;

pub use types::{FixedType, FloatFormat, Format, MAX_WIDTH, Overflow, Precision, Rounding};
