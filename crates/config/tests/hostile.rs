//! Texts that try to leave the place where they stand: no option takes one that scripts could read as more than a word.

use hlsmith_config::keys::{KEYS, Key, Scope, ValueKind};
use hlsmith_config::{Settings, resolve};
use hlsmith_ir::Graph;
use hlsmith_ir::ops::Input;
use serde_json::{Value, json};

const NAMES: &[&str] = &include!("../../../tests/hostile_names.rs");

/// A graph whose layer has a hostile name itself.
fn graph(layer: &str) -> Graph {
    let mut graph = Graph::new("hostile");
    let x = graph.add_layer(layer, "InputLayer", Input { shape: vec![2] }, Vec::new(), vec![2]);
    graph.set_inputs(vec![x]);
    graph.set_outputs(vec![x]);
    graph
}

/// A configuration with a value at a key, for a backend that has it.
fn config(key: &Key, layer: &str, value: Value) -> Value {
    let entry = json!({ key.name: value });
    let hls = |model: Value| json!({ "HLSConfig": { "Model": model } });
    match key.scope {
        Scope::Top => entry,
        Scope::Accelerator => json!({ "Backend": "VivadoAccelerator", "AcceleratorConfig": entry }),
        Scope::AcceleratorPrecision => {
            json!({ "Backend": "VivadoAccelerator", "AcceleratorConfig": { "Precision": entry } })
        }
        Scope::Writer => json!({ "WriterConfig": entry }),
        Scope::Hls => json!({ "HLSConfig": entry }),
        Scope::Model => hls(entry),
        Scope::Layer => json!({ "HLSConfig": { "Model": {}, "LayerName": { layer: entry } } }),
    }
}

/// Whether a text is a word to every tool.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':'))
}

/// What settings say that reaches scripts as text.
fn texts(settings: &Settings) -> Vec<&str> {
    let namespace = settings.writer.namespace.as_deref();
    [&settings.project_name, &settings.version, &settings.part]
        .into_iter()
        .map(String::as_str)
        .chain(namespace)
        .collect()
}

#[test]
fn no_option_takes_a_text_that_is_more_than_a_word() {
    let (mut n_refused, mut n_taken) = (0, 0);
    for key in KEYS {
        for &name in NAMES {
            let result = resolve(&config(key, "layer", json!(name)), &graph("layer"));
            // A path may be anything: the file system decides.
            let may_be_taken = is_plain(name) || matches!(key.kind, ValueKind::Path | ValueKind::Ignored);
            match result {
                Ok((settings, _)) => {
                    assert!(may_be_taken, "{} takes {name:?}", key.name);
                    assert!(texts(&settings).into_iter().all(is_plain), "{} takes {name:?}", key.name);
                    n_taken += 1;
                }
                Err(findings) => {
                    assert!(findings.has_errors(), "{} {name:?}", key.name);
                    n_refused += 1;
                }
            }
        }
    }
    assert!(n_refused > 20 * KEYS.len() && n_taken > 0, "{n_refused} refused, {n_taken} taken");
}

#[test]
fn layers_may_have_any_name_and_entries_find_them() {
    for &name in NAMES {
        let config = json!({ "HLSConfig": { "Model": {}, "LayerName": { name: { "Precision": "fixed<12,4>" } } } });
        let (settings, _) = resolve(&config, &graph(name)).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        assert!(texts(&settings).into_iter().all(is_plain));
    }
}
