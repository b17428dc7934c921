//! Cases and engines of the exactness suite.
//!
//! A case is a small model, a configuration and inputs, with the outputs hls4ml 1.3.0 gave. The engines are the emulator
//! and the generated C++ built with g++; all three must agree in every bit.

mod case;
mod compare;
mod cpp;
mod graph;

pub use case::{
    Case, Expectation, NamedArray, load_cases, load_cases_from, load_deviations, models, read_npz, references,
};
pub use cpp::{Unit, build_unit, build_unit_with, check_unit};
pub use graph::differences;
