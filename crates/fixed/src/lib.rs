//! Exact fixed-point arithmetic as HLS compilers define it.
//!
//! A value is an integer `raw` scaled by `2^-fraction`. Arithmetic between values is exact, the formats grow; the only
//! rounding points are assignments to a [`FixedType`], with its [`Rounding`] and [`Overflow`].
//!
//! [`Value`] carries its format and never overflows. Kernels work on plain integers instead: they prepare a [`Cast`],
//! choose a container ([`RawInt`]) that [`Interval`] analysis proves wide enough, and apply the cast to each element.
//!
//! ```
//! use hlsmith_fixed::{Cast, FixedType, Overflow, Precision, Rounding, Value};
//!
//! # fn main() -> hlsmith_diag::Result<()> {
//! let Precision::Fixed(weight) = Precision::parse("ap_fixed<8,2,AP_RND,AP_SAT>")? else { unreachable!() };
//! assert_eq!(weight, FixedType::new(8, 2, true).with_modes(Rounding::Rnd, Overflow::Sat));
//! let product: Value = &weight.from_f64(0.3) * &weight.from_f64(7.0);
//! assert_eq!(product.to_decimal(), "0.589111328125");
//!
//! let cast = Cast::new(12, &weight);
//! assert!(cast.fits_i64(product.format()));
//! assert_eq!(cast.apply(2413_i64), 38);
//! # Ok(())
//! # }
//! ```

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
