//! Cases and engines of the exactness suite.
//!
//! A case is a small model, a configuration and inputs, with the outputs hls4ml 1.3.0 gave. The engines are the emulator
//! and the generated C++ built with g++; all three must agree in every bit. A design is an imported model under settings of
//! its own, where there is no peer to compare with.

mod case;
mod compare;
mod coverage;
mod cpp;
mod design;
mod graph;
mod instructions;
mod recorded;

pub use case::{
    Case, Expectation, NamedArray, load_cases, load_cases_from, load_deviations, models, read_npz, references,
};
pub use coverage::{Coverage, Kind, Table, coverage, coverage_markdown};
pub use cpp::{Unit, build_unit, build_unit_with, check_unit};
pub use design::{DESIGN_BACKENDS, Design, N_DESIGN_SAMPLES, design, design_for, design_names};
pub use graph::differences;
pub use instructions::{on_all, predict};
pub use recorded::{Recorded, check_models, recorded_models};
