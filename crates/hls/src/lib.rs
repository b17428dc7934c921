//! HLS C++ project generator of hlsmith.
//!
//! A typed graph is lowered to a design: number types, constants, layer configurations and the steps of the top
//! function. Every file of a project is a view of the design, printed from a syntax tree. What a target cannot do is
//! found while lowering, so that [`validate`] and [`generate`] refuse the same things.
//!
//! The kernels of `hls/nnet` are the same for all vendors; [`names`] is the only way from a name of a model to generated
//! code.

mod cmake;
mod convolution;
mod cpp;
mod design;
mod directives;
mod make;
pub mod names;
mod ops;
mod pooling;
mod project;
mod rearrange;
mod shell;
mod targets;
mod tcl;
mod types;

pub use project::{
    File, Project, TestBench, WiredPart, arithmetic_folder, fifo_depths, generate, generate_suite_unit, stitch,
    validate,
};
