//! Configuration files: read, written as YAML, read again, and resolved against a small graph.

#![no_main]

use std::sync::LazyLock;

use hlsmith_config::{model_source, parse_yaml, resolve, to_yaml};
use hlsmith_ir::{Graph, parse};
use libfuzzer_sys::fuzz_target;

/// The graph that a pass test starts from: an input, a dense layer and a batch normalisation.
static GRAPH: LazyLock<Graph> = LazyLock::new(|| {
    let test = include_str!("../../tests/passes/fuse-batch-normalization.txt");
    let text = test.split("---\n").nth(1).expect("a pass test has an input");
    parse(text).expect("the input of a pass test is a valid graph")
});

fuzz_target!(|text: &str| {
    let Ok(value) = parse_yaml(text) else { return };
    let written = to_yaml(&value);
    assert_eq!(parse_yaml(&written).as_ref(), Ok(&value), "{written:?}");
    let _ = model_source(&value);
    let _ = resolve(&value, &GRAPH);
});
