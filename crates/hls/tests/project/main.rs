//! Tests of generated projects.

mod accelerator;
mod cmake;
mod compile;
mod golden;
mod hostile;
mod kernels;
mod kernels_of_shapes;
mod refused;
mod scripts;
mod stitched;
mod support;
mod syntax;
