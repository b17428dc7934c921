//! Recurrent models of Keras, imported and computed with wide types, give what Keras itself predicts.
//!
//! The numbers are close and not equal, for two reasons that the types cannot remove: functions are read from tables,
//! whose entries are `16 / TABLE_SIZE` apart and end at 8 or 4 from 0, where `tanh` is still 7e-4 below 1; and Keras sums
//! in single precision. Either is far below the effect of a weight, gate or step in the wrong place.

use std::path::Path;

use hlsmith::Model;
use hlsmith_suite::{Recorded, check_models, recorded_models};
use serde_json::json;

/// Entries of the tables.
const TABLE_SIZE: usize = 1 << 17;

/// Most that a result may differ by. Table entries are exact to `16 / TABLE_SIZE`, or 1.2e-4, per step and function;
/// the recurrent weights pass on an error over the steps, and the ends of the tables add up to 7e-4 to it.
const TOLERANCE: f64 = 4e-3;

/// Compares a model with its record and gives how many results there are.
fn check(path: &Path) -> Result<usize, String> {
    let recorded = Recorded::load(path)?;
    let imported = hlsmith::load_keras(path, None).map_err(|findings| findings.to_string())?;
    let wide = json!({ "TableSize": TABLE_SIZE, "table_t": "fixed<36,8>" });
    let types: serde_json::Map<String, serde_json::Value> = ["Activation", "Bidirectional", "GRU", "LSTM", "SimpleRNN"]
        .into_iter()
        .map(|class| (class.to_owned(), wide.clone()))
        .collect();
    let model = json!({ "Precision": "fixed<40,12>", "ReuseFactor": 1 });
    let config = json!({ "HLSConfig": { "Model": model, "LayerType": types } });
    let model = Model::convert(imported, &config).map_err(|findings| findings.to_string())?;
    recorded.compare(&model, |_| TOLERANCE)
}

#[test]
fn recurrent_models_give_what_keras_predicts() {
    check_models(&recorded_models("keras", &[], 24), &["io_parallel"], |path, _| check(path));
}
