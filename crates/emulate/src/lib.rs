//! Bit-exact emulator of hlsmith.
//!
//! [`Plan::compile`] turns a fully typed graph into a plan of integer kernels; running it gives the numbers of the
//! generated hardware, bit for bit. [`tables`] and [`weights`] hold the constants as exact integers; code generators
//! write the same ones.

mod chain;
mod constants;
mod contraction;
mod execute;
mod from_float;
mod kernel;
mod libm;
mod lower;
mod numbers;
mod ops;
mod pages;
mod plan;
mod pooling;
mod product;
mod program;
pub mod quartus;
mod rearrange;
mod record;
mod reference;
mod sample;
mod sums;
mod table_index;
pub mod tables;
mod total;
mod types;
pub mod weights;

pub use chain::{Chain, Link};
pub use from_float::FromFloat;
pub use kernel::simd::Instructions;
pub use ops::ternary_tanh::thresholds;
pub use pages::zeros;
pub use plan::{Plan, Profile, RawOutput, Trace, Traced};
pub use sample::Sample;
