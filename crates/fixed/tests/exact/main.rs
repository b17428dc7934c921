//! Property tests of the fixed-point library against a reference that follows the defining formulas.

mod cast;
mod float;
mod interval;
mod parse;
mod reference;
mod sample;
mod value;
