//! ONNX model files. An imported graph keeps the rules of the graph.

#![no_main]

use hlsmith_import::onnx::load_bytes;
use hlsmith_ir::verify;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(graph) = load_bytes(bytes) {
        assert_eq!(verify(&graph), Ok(()));
    }
});
