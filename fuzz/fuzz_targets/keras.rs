//! Keras model files: archives, HDF5, architectures and weights. An imported graph keeps the rules of the graph.

#![no_main]

use hlsmith_import::keras::{Format, load_bytes};
use hlsmith_ir::verify;
use libfuzzer_sys::fuzz_target;

/// An architecture with its weights; the other of the two comes from the fuzzer.
const ARCHITECTURE: &[u8] = include_bytes!("../../tests/models/keras3/bn_dense.json");
const WEIGHTS: &[u8] = include_bytes!("../../tests/models/keras3/bn_dense.weights.h5");

fuzz_target!(|bytes: &[u8]| {
    match Format::detect(bytes) {
        Some(Format::Keras) => import(bytes, None, Format::Keras),
        Some(Format::H5) => {
            import(bytes, None, Format::H5);
            import(ARCHITECTURE, Some(bytes), Format::Json);
        }
        Some(Format::Json) => import(bytes, Some(WEIGHTS), Format::Json),
        None => {
            for format in [Format::Keras, Format::H5, Format::Json] {
                import(bytes, None, format);
            }
        }
    }
});

fn import(bytes: &[u8], weights: Option<&[u8]>, format: Format) {
    if let Ok(graph) = load_bytes(bytes, weights, format) {
        assert_eq!(verify(&graph), Ok(()));
    }
}
