//! Text form of a graph: printed, read back, a fixed point under both.
//!
//! ```text
//! graph "myproject" compatibility=sound
//! %x = Input "x" origin="InputLayer" index=1 () {shape=[2]} : input_t fixed<16,6,TRN,WRAP,0> [2]
//! %layer2_out = Activation "relu" origin="Activation" index=2 (%x) {function=relu, n_in=2} : layer2_t auto [2]
//! inputs %x
//! outputs %layer2_out
//! ```
//!
//! `io_type=io_stream` may follow the compatibility.
//!
//! A type is `name precision`, with `_` for a type that has no name yet. Weights are
//! `name type element[shape] (values)`.

mod lex;
mod parse;
mod print;

pub use parse::parse;
pub use print::{PrintOptions, print};
