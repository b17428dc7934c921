//! Graph passes, the flows that order them, and precision inference.
//!
//! A pass looks at one node and returns a [`Rewrite`]: a patch and whether the scan starts again. The driver
//! ([`optimize`]) applies it. Passes and flows carry the names users know from configurations (`Flows`, `Optimizers`,
//! `SkipOptimizers`).

mod apply_settings;
mod driver;
mod flow;
mod infer;
pub mod passes;
mod peer_passes;
mod random_quantizers;
mod range;
mod selection;

pub use apply_settings::apply_settings;
pub use driver::{Context, Converter, Pass, Rewrite, Step, optimize};
pub use flow::{Flow, FlowKind};
pub use passes::ALL;
pub use peer_passes::PEER_PASSES;
