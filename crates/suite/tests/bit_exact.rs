//! Types from trained constants hold the same results as types from widths, in fewer bits, and no more than a maximum.

use std::path::PathBuf;

use hlsmith::{AttributeValue, FixedType, Graph, Model};
use hlsmith_suite::{build_unit, models, references};
use serde_json::{Map, Value, json};

/// Bits of the accumulator of each layer that has one.
fn accumulators(model: &Model) -> Vec<u32> {
    let width = |value| match value {
        AttributeValue::Type(ty) => ty.precision.format().map(|format| format.width),
        _ => None,
    };
    model.graph().nodes().filter_map(|(_, node)| node.op.get("accum_t").and_then(width)).collect()
}

/// Automatic types of all layers.
fn automatic(graph: &Graph) -> Map<String, Value> {
    let variables = |node: &hlsmith::Node| match node.op.get("accum_t") {
        Some(_) => json!({ "result": "auto", "accum": "auto" }),
        None => json!({ "result": "auto" }),
    };
    let layers = graph.nodes().filter(|(_, node)| node.op.class() != "Input");
    layers.map(|(_, node)| (node.name.clone(), json!({ "Precision": variables(node) }))).collect()
}

/// Numbers from -8 to 8.
fn samples(n: usize) -> Vec<f64> {
    (0..n).map(|i| ((i * 7919) % 401) as f64 / 25.0 - 8.0).collect()
}

fn check(name: &str, input: usize) {
    let load = || hlsmith::load_keras(&models().join(name), None).unwrap_or_else(|error| panic!("{name}: {error}"));
    let [plain, exact] = [false, true].map(|bit_exact| {
        let imported = load();
        let model = json!({ "Precision": "fixed<12,4>", "BitExact": bit_exact });
        let config = json!({ "HLSConfig": { "Model": model, "LayerName": automatic(&imported) } });
        Model::convert(imported, &config).unwrap_or_else(|error| panic!("{name}: {error}"))
    });
    let samples = samples(40 * input);
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

/// The types of results and accumulators, but for layers that pass on the type of their input.
fn types(model: &Model) -> Vec<FixedType> {
    let graph = model.graph();
    let accum = |value| match value {
        AttributeValue::Type(ty) => ty.precision.assignment(),
        _ => None,
    };
    let own = |node: &hlsmith::Node| {
        let results = node.outputs.iter().filter_map(|&output| graph.tensor(output).ty.precision.assignment());
        results.chain(node.op.get("accum_t").and_then(accum)).collect::<Vec<_>>()
    };
    let derives = |node: &hlsmith::Node| !["Broadcast", "Input", "Reshape"].contains(&node.op.class());
    graph.nodes().filter(|(_, node)| derives(node)).flat_map(|(_, node)| own(node)).collect()
}

/// A model with derived types under a maximum, which its types without one exceed.
fn bounded(path: PathBuf, maximum: &str) -> Model {
    let load = || hlsmith::load_keras(&path, None).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let convert = |maximum: Option<&str>| {
        let imported = load();
        let mut precision = json!({ "default": "fixed<12,4>" });
        if let Some(maximum) = maximum {
            precision["maximum"] = json!(maximum);
        }
        let model = json!({ "Precision": precision, "BitExact": true });
        let config = json!({ "HLSConfig": { "Model": model, "LayerName": automatic(&imported) } });
        Model::convert(imported, &config).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let limit = match hlsmith::Precision::parse(maximum) {
        Ok(precision) => precision.assignment().expect("a fixed-point type").format,
        Err(error) => panic!("{maximum}: {error}"),
    };
    let [free, bounded] = [convert(None), convert(Some(maximum))];
    let (free, own) = (types(&free), types(&bounded));
    let exceeds = |ty: &FixedType| ty.format.width > limit.width || ty.format.integer > limit.integer;
    assert!(free.iter().any(exceeds), "{}: {free:?} within {maximum}", path.display());
    assert!(!own.is_empty() && !own.iter().any(exceeds), "{}: {own:?} beyond {maximum}", path.display());
    bounded
}

#[test]
fn derived_types_stay_within_a_maximum() {
    let cases = [
        ("dense", models().join("keras3/dense_16x8.keras"), 16, "fixed<14,6>"),
        ("network", models().join("keras3/mlp_linear.keras"), 16, "fixed<18,5>"),
        ("quantised", references().join("hgq/dense_kif_sat_rnd_tensor.keras"), 6, "fixed<9,4>"),
        ("tables", references().join("hgq/table_dense_elements.keras"), 4, "fixed<8,3>"),
    ];
    let models: Vec<(&str, usize, Model)> =
        cases.into_iter().map(|(name, path, width, maximum)| (name, width, bounded(path, maximum))).collect();
    let graphs: Vec<(String, &Graph)> =
        models.iter().map(|(name, _, model)| ((*name).to_owned(), model.graph())).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let unit = build_unit(&graphs, folder.path()).unwrap_or_else(|error| panic!("{error:#}"));
    for (name, width, model) in &models {
        let plan = model.plan().unwrap_or_else(|findings| panic!("{name}: {findings}"));
        let compared = unit.compare(name, plan, &[&samples(40 * width)], 40);
        assert_eq!(compared, Ok(()), "{name}");
    }
}
