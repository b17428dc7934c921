//! Starting configurations are those that hls4ml 1.3.0 makes.

mod common;

use common::{graph, reference};
use hlsmith_config::{Backend, Granularity, config_from_model, resolve};
use serde_json::Value;

fn check(model: &str, n_calls: usize) {
    let graph = graph(model);
    let calls: Vec<Value> = serde_json::from_str(&reference(&format!("{model}.json"))).expect("a recorded file");
    assert_eq!(calls.len(), n_calls);
    for call in &calls {
        let text = |key: &str| call[key].as_str();
        let granularity = Granularity::read(text("granularity").expect("text")).expect("a granularity");
        let backend = text("backend").map(|name| name.parse::<Backend>().expect("a backend"));
        let precision = text("default_precision").expect("text");
        let reuse_factor = call["default_reuse_factor"].as_u64().expect("a number") as u32;
        let maximum = text("max_precision");
        let config = config_from_model(&graph, granularity, backend, precision, reuse_factor, maximum);
        // Comparing texts also compares the order of keys.
        assert_eq!(config.to_string(), call["config"].to_string());
        let (_, warnings) = resolve(&config, &graph).unwrap_or_else(|findings| panic!("{findings}"));
        assert!(warnings.is_empty(), "{warnings}");
    }
}

#[test]
fn configurations_equal_those_of_the_peer() {
    check("activations", 18);
    check("mlp", 18);
    check("shapes", 18);
}

#[test]
fn unknown_granularity_is_refused() {
    let findings = Granularity::read("layer").expect_err("refused");
    assert_eq!(
        findings.to_string(),
        "error[HS0901]: argument `granularity`: unknown granularity\n  found: layer\n  expected: one of model, type, \
         name\n  remedy: choose one of: model, type, name"
    );
}
