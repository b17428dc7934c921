//! PyTorch programs: archives, programs and weights. An imported graph keeps the rules of the graph.

#![no_main]

use hlsmith_import::torch::load_bytes;
use hlsmith_ir::{Layouts, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok((graph, _)) = load_bytes(bytes, Layouts::default()) {
        assert_eq!(verify(&graph), Ok(()));
    }
});
