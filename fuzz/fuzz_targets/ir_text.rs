//! Text form of graphs: what is read prints as a text that is a fixed point.

#![no_main]

use hlsmith_ir::{PrintOptions, parse, print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(graph) = parse(text) {
        let printed = print(&graph, PrintOptions::default());
        let again = parse(&printed).map(|graph| print(&graph, PrintOptions::default()));
        assert_eq!(again.as_ref(), Ok(&printed), "{text:?}");
    }
});
