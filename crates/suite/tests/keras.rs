//! Recurrent models of Keras, imported and computed with wide types, give what Keras itself predicts.
//!
//! The numbers are close and not equal, for two reasons that the types cannot remove: functions are read from tables,
//! whose entries are `16 / TABLE_SIZE` apart and end at 8 or 4 from 0, where `tanh` is still 7e-4 below 1; and Keras sums
//! in single precision. Either is far below the effect of a weight, gate or step in the wrong place.

use std::path::{Path, PathBuf};

use hlsmith::Model;
use hlsmith_suite::read_npz;
use serde_json::json;

/// Entries of the tables.
const TABLE_SIZE: usize = 1 << 17;

/// Most that a result may differ by. Table entries are exact to `16 / TABLE_SIZE`, or 1.2e-4, per step and function;
/// the recurrent weights pass on an error over the steps, and the ends of the tables add up to 7e-4 to it.
const TOLERANCE: f64 = 4e-3;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/keras")
}

/// Compares a model with its record and gives how many results there are.
fn check(path: &Path) -> Result<usize, String> {
    let arrays = read_npz(&path.with_extension("npz")).map_err(|error| format!("{error:#}"))?;
    let imported = hlsmith::load_keras(path, None).map_err(|findings| findings.to_string())?;
    let wide = json!({ "TableSize": TABLE_SIZE, "table_t": "fixed<36,8>" });
    let types: serde_json::Map<String, serde_json::Value> = ["Activation", "Bidirectional", "GRU", "LSTM", "SimpleRNN"]
        .into_iter()
        .map(|class| (class.to_owned(), wide.clone()))
        .collect();
    let model = json!({ "Precision": "fixed<40,12>", "ReuseFactor": 1 });
    let config = json!({ "HLSConfig": { "Model": model, "LayerType": types } });
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

#[test]
fn recurrent_models_give_what_keras_predicts() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder of records")
        .map(|entry| entry.expect("a file of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "npz"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 24, "{} models", paths.len());
    let mut failures = Vec::new();
    for path in &paths {
        match check(path) {
            Ok(n_results) => assert!(n_results > 0, "{} has no result", path.display()),
            Err(difference) => failures.push(format!("{}: {difference}", path.display())),
        }
    }
    assert!(failures.is_empty(), "{} of {} models differ\n{}", failures.len(), paths.len(), failures.join("\n"));
}
