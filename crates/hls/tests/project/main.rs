//! Tests of generated projects.

mod compile;
mod golden;
mod hostile;
mod kernels;
mod refused;
mod scripts;
mod support;
