//! Tests of the Keras importer.

mod common;
mod golden;
mod peer;
