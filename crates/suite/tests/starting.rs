//! A starting configuration changes nothing of what a model says of its layers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hlsmith::{Backend, Granularity, Model, config_from_model};
use hlsmith_ir::AttributeValue;
use serde_json::{Value, json};

/// The attributes of each layer that are numbers and words.
fn attributes(model: &Model) -> BTreeMap<(String, &'static str), AttributeValue> {
    let mut attributes = BTreeMap::new();
    for (_, node) in model.graph().nodes() {
        for attribute in node.op.declaration() {
            match node.op.get(attribute.name) {
                Some(
                    value @ (AttributeValue::Int(_)
                    | AttributeValue::Float(_)
                    | AttributeValue::Bool(_)
                    | AttributeValue::Choice(_)
                    | AttributeValue::Ints(_)),
                ) => drop(attributes.insert((node.name.clone(), attribute.name), value)),
                Some(
                    AttributeValue::Type(_)
                    | AttributeValue::Weight(_)
                    | AttributeValue::Extension(_)
                    | AttributeValue::Values(_)
                    | AttributeValue::Weights(_),
                )
                | None => {}
            }
        }
    }
    attributes
}

/// The differences between a model with a starting configuration and without one.
fn check(path: &Path, granularity: Granularity) -> Result<(), String> {
    let graph = hlsmith::load_keras(path, None).map_err(|findings| findings.to_string())?;
    let convert = |hls: Value| {
        let config = json!({ "Backend": "Vitis", "IOType": "io_parallel", "HLSConfig": hls });
        Model::convert(graph.clone(), &config).map_err(|findings| findings.to_string())
    };
    let starting = config_from_model(&graph, granularity, Some(Backend::Vitis), "fixed<24,10>", 1, None);
    let model = json!({ "Model": starting["Model"] });
    let (found, expected) = (attributes(&convert(starting)?), attributes(&convert(model)?));
    // Layers that can be folded into others depend on types, and so on the configuration.
    let differs =
        |(key, value): &(&(String, &str), &AttributeValue)| expected.get(*key).is_some_and(|other| other != *value);
    match found.iter().find(differs) {
        Some((key, value)) => Err(format!("{key:?} is {value:?}, without the configuration {:?}", expected[key])),
        None => Ok(()),
    }
}

#[test]
fn a_starting_configuration_says_what_the_model_says() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let folders = ["models/keras2", "models/keras3", "reference/attention", "reference/images", "reference/keras"];
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let entries = std::fs::read_dir(tests.join(folder)).expect("a folder of models");
        paths.extend(entries.map(|entry| entry.expect("a file").path()));
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "keras" || extension == "h5"));
    paths.sort();
    let (mut failures, mut n_checked) = (Vec::new(), 0);
    for path in &paths {
        // What cannot be imported or converted is the business of other tests.
        let is_converted = hlsmith::load_keras(path, None).is_ok_and(|graph| {
            let config = json!({ "HLSConfig": { "Model": { "Precision": "fixed<24,10>" } } });
            Model::convert(graph, &config).is_ok()
        });
        if !is_converted {
            continue;
        }
        n_checked += 1;
        for granularity in [Granularity::Name, Granularity::Type] {
            if let Err(difference) = check(path, granularity) {
                failures.push(format!("{} {granularity}: {difference}", path.display()));
            }
        }
    }
    assert!(n_checked > 150, "{n_checked} models");
    assert!(failures.is_empty(), "{} models differ\n{}", failures.len(), failures.join("\n"));
}
