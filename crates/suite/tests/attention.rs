//! Models with attention, normalisation, products, activations and images of other layouts, imported and computed with
//! wide types, give what Keras itself predicts.
//!
//! The numbers are close and not equal: exponentials, reciprocals, roots and functions are read from tables, and Keras
//! sums in single precision. Either is far below the effect of a weight, axis or operand in the wrong place.

use std::path::{Path, PathBuf};

use hlsmith::Model;
use hlsmith_suite::read_npz;
use serde_json::json;

/// Entries of the tables.
const TABLE_SIZE: usize = 1 << 14;

/// Most that a result may differ by: table entries of functions are `16 / TABLE_SIZE`, or 1e-3, apart, and the roots of
/// a normalisation are exact to one part in 4 `TABLE_SIZE`.
const TOLERANCE: f64 = 4e-3;

/// The outputs of a model for the inputs of its record under an interface, and those of the record.
type Outputs = [Vec<Vec<f64>>; 2];

/// Computes what a record has.
fn outputs(path: &Path, io_type: &str) -> Result<Outputs, String> {
    let arrays = read_npz(&path.with_extension("npz")).map_err(|error| format!("{error:#}"))?;
    let imported = hlsmith::load_keras(path, None).map_err(|findings| findings.to_string())?;
    let table = json!({ "TableSize": TABLE_SIZE, "table_t": "fixed<32,14>" });
    let wide = "fixed<30,4,RND,SAT>";
    let softmax =
        json!({ "TableSize": TABLE_SIZE, "exp_table_t": wide, "inv_table_t": wide, "accum_t": "fixed<36,10>" });
    let normalisation = json!({ "TableSize": TABLE_SIZE, "table_t": "ufixed<24,2,RND,SAT>" });
    let types = json!({
        "Activation": table, "ParametrizedActivation": table, "Softmax": softmax, "LayerNormalization": normalisation,
    });
    let model = json!({ "Precision": { "default": "fixed<32,12>", "maximum": "fixed<40,16>" }, "ReuseFactor": 1 });
    let config = json!({ "IOType": io_type, "HLSConfig": { "Model": model, "LayerType": types } });
    let model = Model::convert(imported, &config).map_err(|findings| findings.to_string())?;
    let numbered = |prefix: &str| -> Vec<Vec<f64>> {
        let array = |i: usize| arrays.iter().find(|array| array.name == format!("{prefix}{i}"));
        (0..).map_while(|i| array(i).map(|array| array.data.clone())).collect()
    };
    let (inputs, expected) = (numbered("x"), numbered("y"));
    let n_samples = arrays.iter().find(|array| array.name == "x0").map_or(0, |array| array.shape[0]);
    let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
    let outputs = model.predict(&inputs, n_samples, None).map_err(|findings| findings.to_string())?;
    if outputs.len() != expected.len() {
        return Err(format!("{} outputs, expected {}", outputs.len(), expected.len()));
    }
    for (position, (found, expected)) in outputs.iter().zip(&expected).enumerate() {
        if found.len() != expected.len() {
            return Err(format!("output {position} has {} results, expected {}", found.len(), expected.len()));
        }
    }
    Ok([outputs, expected])
}

/// The largest difference of two lists of results of the same length.
fn distance(found: &[f64], expected: &[f64]) -> f64 {
    found.iter().zip(expected).map(|(found, expected)| (found - expected).abs()).fold(0.0, f64::max)
}

/// Compares a model with its record under an interface and gives how many results there are.
fn check(path: &Path, io_type: &str) -> Result<usize, String> {
    let [outputs, expected] = outputs(path, io_type)?;
    let mut n_results = 0;
    for (position, (found, expected)) in outputs.iter().zip(&expected).enumerate() {
        let differs = |(found, expected): &(&f64, &f64)| (*found - *expected).abs() > TOLERANCE;
        if let Some((found, expected)) = found.iter().zip(expected).find(differs) {
            return Err(format!("output {position}: {found}, expected {expected}"));
        }
        n_results += found.len();
    }
    Ok(n_results)
}

/// Compares every model of a folder of records, at least `least` of them, with its record.
fn check_folder(folder: &str, least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference").join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of records")
        .map(|entry| entry.expect("a file of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "npz"))
        .collect();
    paths.sort();
    assert!(paths.len() >= least, "{} models", paths.len());
    let mut failures = Vec::new();
    for path in &paths {
        for io_type in ["io_parallel", "io_stream"] {
            match check(path, io_type) {
                Ok(n_results) => assert!(n_results > 0, "{} has no result", path.display()),
                Err(difference) => failures.push(format!("{} {io_type}: {difference}", path.display())),
            }
        }
    }
    assert!(failures.is_empty(), "{} models differ\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn graph_networks_give_what_keras_predicts() {
    check_folder("garnet", 12);
}

/// hls4ml computes few of these networks, and those less well than they are computed here.
#[test]
fn graph_networks_are_closer_to_keras_than_the_peer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/garnet");
    let text = std::fs::read_to_string(folder.join("peer/outcome.json")).expect("the recorded outcomes");
    let outcomes: std::collections::BTreeMap<String, String> = serde_json::from_str(&text).expect("their format");
    assert_eq!(outcomes.len(), 12);
    let mut n_computed = 0;
    for name in outcomes.iter().filter(|(_, outcome)| *outcome == "computed").map(|(name, _)| name) {
        let of_peer = read_npz(&folder.join(format!("peer/{name}.npz"))).expect("the recorded outputs");
        let path = folder.join(format!("keras2-{name}.h5"));
        let [found, expected] =
            outputs(&path, "io_parallel").unwrap_or_else(|difference| panic!("{name}: {difference}"));
        let (own, peer) = (distance(&found[0], &expected[0]), distance(&of_peer[0].data, &expected[0]));
        assert!(own < peer, "{name}: {own}, and {peer} of the peer");
        n_computed += 1;
    }
    assert_eq!(n_computed, 5);
}

#[test]
fn models_with_attention_give_what_keras_predicts() {
    check_folder("attention", 17);
}

#[test]
fn models_with_images_and_products_give_what_keras_predicts() {
    check_folder("images", 6);
}
