//! Models with attention, normalisation, products, activations and images of other layouts, imported and computed with
//! wide types, give what Keras itself predicts.
//!
//! The numbers are close and not equal: exponentials, reciprocals, roots and functions are read from tables, and Keras
//! sums in single precision. Either is far below the effect of a weight, axis or operand in the wrong place.

use std::path::Path;

use hlsmith::Model;
use hlsmith_suite::{Recorded, check_models, read_npz, recorded_models, references};
use serde_json::json;

/// Entries of the tables.
const TABLE_SIZE: usize = 1 << 14;

/// Most that a result may differ by: table entries of functions are `16 / TABLE_SIZE`, or 1e-3, apart, and the roots of
/// a normalisation are exact to one part in 4 `TABLE_SIZE`.
const TOLERANCE: f64 = 4e-3;

/// The record of a model, and the model with wide types under an interface.
fn convert(path: &Path, io_type: &str) -> Result<(Recorded, Model), String> {
    let recorded = Recorded::load(path)?;
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
    Ok((recorded, model))
}

/// The largest difference of two lists of results of the same length.
fn distance(found: &[f64], expected: &[f64]) -> f64 {
    found.iter().zip(expected).map(|(found, expected)| (found - expected).abs()).fold(0.0, f64::max)
}

/// Compares a model with its record under an interface and gives how many results there are.
fn check(path: &Path, io_type: &str) -> Result<usize, String> {
    let (recorded, model) = convert(path, io_type)?;
    recorded.compare(&model, |_| TOLERANCE)
}

/// Compares every model of a folder of records, at least `least` of them, with its record.
fn check_folder(folder: &str, least: usize) {
    check_models(&recorded_models(folder, &[], least), &["io_parallel", "io_stream"], check);
}

#[test]
fn graph_networks_give_what_keras_predicts() {
    check_folder("garnet", 12);
}

/// hls4ml computes few of these networks, and those less well than they are computed here.
#[test]
fn graph_networks_are_closer_to_keras_than_the_peer() {
    let folder = references().join("garnet");
    let text = std::fs::read_to_string(folder.join("peer/outcome.json")).expect("the recorded outcomes");
    let outcomes: std::collections::BTreeMap<String, String> = serde_json::from_str(&text).expect("their format");
    assert_eq!(outcomes.len(), 12);
    let mut n_computed = 0;
    for name in outcomes.iter().filter(|(_, outcome)| *outcome == "computed").map(|(name, _)| name) {
        let of_peer = read_npz(&folder.join(format!("peer/{name}.npz"))).expect("the recorded outputs");
        let path = folder.join(format!("keras2-{name}.h5"));
        let computed =
            convert(&path, "io_parallel").and_then(|(recorded, model)| Ok((recorded.predict(&model)?, recorded)));
        let (found, recorded) = computed.unwrap_or_else(|difference| panic!("{name}: {difference}"));
        let expected = &recorded.outputs[0];
        let (own, peer) = (distance(&found[0], expected), distance(&of_peer[0].data, expected));
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
    check_folder("images", 9);
}
