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

/// Compares a model with its record under an interface and gives how many results there are.
fn check(path: &Path, io_type: &str) -> Result<usize, String> {
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
    let mut n_results = 0;
    for (position, (found, expected)) in outputs.iter().zip(&expected).enumerate() {
        if found.len() != expected.len() {
            return Err(format!("output {position} has {} results, expected {}", found.len(), expected.len()));
        }
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
    check_folder("garnet", 9);
}

#[test]
fn models_with_attention_give_what_keras_predicts() {
    check_folder("attention", 15);
}

#[test]
fn models_with_images_and_products_give_what_keras_predicts() {
    check_folder("images", 6);
}
