//! Tests of the Keras importer.

mod common;
mod golden;
mod mutation;
mod parts;
mod peer;
mod refusals;
