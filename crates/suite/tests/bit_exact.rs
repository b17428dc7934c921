//! Types from trained constants hold the same results as types from widths, in fewer bits.

use hlsmith::{AttributeValue, Model};
use hlsmith_suite::models;
use serde_json::json;

/// Bits of the accumulator of each layer that has one.
fn accumulators(model: &Model) -> Vec<u32> {
    let width = |value| match value {
        AttributeValue::Type(ty) => ty.precision.format().map(|format| format.width),
        _ => None,
    };
    model.graph().nodes().filter_map(|(_, node)| node.op.get("accum_t").and_then(width)).collect()
}

fn check(name: &str, input: usize) {
    let load = || hlsmith::load_keras(&models().join(name), None).unwrap_or_else(|error| panic!("{name}: {error}"));
    let [plain, exact] = [false, true].map(|bit_exact| {
        let config = json!({ "HLSConfig": { "Model": { "Precision": "fixed<12,4>", "BitExact": bit_exact } } });
        let mut config = config;
        let names = load();
        let layers: serde_json::Map<String, serde_json::Value> = names
            .nodes()
            .filter(|(_, node)| node.op.class() != "Input")
            .map(|(_, node)| (node.name.clone(), json!({ "Precision": { "result": "auto", "accum": "auto" } })))
            .collect();
        config["HLSConfig"]["LayerName"] = layers.into();
        Model::convert(names, &config).unwrap_or_else(|error| panic!("{name}: {error}"))
    });
    let samples: Vec<f64> = (0..40 * input).map(|i| ((i * 7919) % 401) as f64 / 25.0 - 8.0).collect();
    let run = |model: &Model| {
        let outputs = model.predict(&[&samples], 40, Some(1)).unwrap_or_else(|error| panic!("{name}: {error}"));
        outputs.concat()
    };
    assert_eq!(run(&plain), run(&exact), "{name}");
    let (wide, narrow) = (accumulators(&plain), accumulators(&exact));
    assert!(wide.iter().zip(&narrow).all(|(wide, narrow)| narrow < wide), "{name}: {narrow:?} of {wide:?}");
}

#[test]
fn results_are_those_of_wide_types() {
    check("keras3/mlp_linear.keras", 16);
    check("keras3/dense_16x8.keras", 16);
    check("keras3/dense_12x8.keras", 12);
}
