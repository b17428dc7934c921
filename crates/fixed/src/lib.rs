//! Exact fixed-point arithmetic as HLS compilers define it.
//!
//! A value is an integer `raw` scaled by `2^-fraction`. Arithmetic between values is exact, the formats grow; the only
//! rounding points are assignments to a [`FixedType`], with its [`Rounding`] and [`Overflow`].
//!
//! [`Value`] carries its format and never overflows. Kernels work on plain integers instead: they prepare a [`Cast`],
//! choose a container ([`RawInt`]) that [`Interval`] analysis proves wide enough, and apply the cast to each element.

mod cast;
mod float;
mod interval;
mod parse;
mod raw;
mod types;
mod value;

pub use cast::Cast;
pub use float::{decimal_round, to_decimal, to_f32, to_f64};
pub use interval::Interval;
pub use raw::{Raw, RawInt};
pub use types::{FixedType, FloatFormat, Format, MAX_WIDTH, Overflow, Precision, Rounding};
pub use value::Value;
