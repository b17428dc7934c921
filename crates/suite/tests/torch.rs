//! Programs of PyTorch, imported and computed with wide types, give what PyTorch itself computes; and where they are
//! quantised, the generated C++ gives what the emulator gives.
//!
//! Without tables the numbers differ by the rounding of single precision only. Functions that are read from tables, roots
//! and reciprocals add the distance of their entries.

use std::path::{Path, PathBuf};

use hlsmith::{ChannelsLast, Graph, Layouts, Model};
use hlsmith_suite::{Recorded, build_unit, check_models, recorded_models};
use serde_json::{Value, json};

/// Entries of the tables.
const TABLE_SIZE: usize = 1 << 14;

/// Most that a result may differ by without tables.
const EXACT: f64 = 1e-5;

/// Most that a result may differ by with tables: entries of functions are `16 / TABLE_SIZE`, or 1e-3, apart, their ends
/// are 7e-4 beside the limits, and weights pass that on.
const WITH_TABLES: f64 = 6e-3;

/// One model in this many is built with g++.
const PART: usize = 6;

/// The models, sorted by name.
fn paths() -> Vec<PathBuf> {
    recorded_models("torch", &["pt2"], 285)
}

/// Whether a layer of the graph is read from tables.
fn has_tables(graph: &Graph) -> bool {
    graph.nodes().any(|(_, node)| {
        let function =
            node.op.values().into_iter().find(|(name, _)| *name == "function").map(|(_, value)| format!("{value:?}"));
        let is_plain = |function: &str| {
            ["relu", "linear", "shrink"].iter().any(|plain| function.contains(plain)) && !function.contains("tanh")
        };
        match node.op.class() {
            "Activation" | "ParametrizedActivation" => !is_plain(&function.unwrap_or_default()),
            "HardActivation" => false,
            "Softmax" | "LayerNormalization" | "GRU" | "LSTM" | "SimpleRNN" | "Bidirectional" => true,
            _ => false,
        }
    })
}

/// Types so wide that their rounding does not count.
fn wide() -> Value {
    let table = json!({ "TableSize": TABLE_SIZE, "table_t": "fixed<32,8>" });
    let entries = "fixed<30,4,RND,SAT>";
    let softmax = json!({
        "TableSize": TABLE_SIZE, "exp_table_t": entries, "inv_table_t": entries, "accum_t": "fixed<36,10>",
    });
    let normalisation = json!({ "TableSize": TABLE_SIZE, "table_t": "ufixed<24,2,RND,SAT>" });
    let hard = json!({ "slope_t": "ufixed<32,0>" });
    json!({
        "Activation": table, "ParametrizedActivation": table, "Softmax": softmax, "HardActivation": hard,
        "LayerNormalization": normalisation, "GRU": table, "LSTM": table, "SimpleRNN": table, "Bidirectional": table,
    })
}

/// Compares a model with its record and gives how many results there are.
fn check(path: &Path, io_type: &str) -> Result<usize, String> {
    let recorded = Recorded::load(path)?;
    let layouts = Layouts { channels_last: ChannelsLast::Full, transpose_outputs: true };
    let (imported, _) = hlsmith::load_torch(path, layouts).map_err(|findings| findings.to_string())?;
    let tolerance = if has_tables(&imported) { WITH_TABLES } else { EXACT };
    let classes: Vec<String> = imported.nodes().map(|(_, node)| node.op.class().to_owned()).collect();
    let mut types = wide();
    if let Value::Object(types) = &mut types {
        types.retain(|class, _| classes.contains(class));
    }
    let model = json!({ "Precision": { "default": "fixed<40,12>", "maximum": "fixed<48,16>" }, "ReuseFactor": 1 });
    let config = json!({ "IOType": io_type, "HLSConfig": { "Model": model, "LayerType": types } });
    let model = Model::convert(imported, &config).map_err(|findings| findings.to_string())?;
    recorded.compare(&model, |expected| tolerance * expected.abs().max(1.0))
}

#[test]
fn programs_give_what_pytorch_computes() {
    check_models(&paths(), &["io_parallel"], check);
}

#[test]
fn programs_on_streams_give_what_pytorch_computes() {
    check_models(&paths(), &["io_stream"], check);
}

#[test]
fn generated_code_of_programs_equals_the_emulator() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut models = Vec::new();
    for (position, path) in paths().iter().enumerate().filter(|(position, _)| position % PART == 0) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let io_type = if position % (2 * PART) == 0 { "io_parallel" } else { "io_stream" };
        let (imported, _) = hlsmith::load_torch(path, Layouts::default()).expect("a model that can be imported");
        let config =
            json!({ "IOType": io_type, "HLSConfig": { "Model": { "Precision": "fixed<14,5>", "ReuseFactor": 1 } } });
        let model = Model::convert(imported, &config).expect("a model that can be converted");
        let recorded = Recorded::load(path).expect("a record");
        models.push((name, model, recorded));
    }
    assert!(models.len() >= 25, "{} models", models.len());
    let mut failures = Vec::new();
    for (index, chunk) in models.chunks(10).enumerate() {
        let graphs: Vec<(String, &Graph)> =
            chunk.iter().map(|(name, model, _)| (name.clone(), model.graph())).collect();
        let folder = folder.path().join(index.to_string());
        std::fs::create_dir_all(&folder).expect("a folder for the program");
        let unit = build_unit(&graphs, &folder).expect("C++ that compiles");
        for (name, model, recorded) in chunk {
            let inputs: Vec<&[f64]> = recorded.inputs.iter().map(Vec::as_slice).collect();
            let compared = unit.compare(name, model.plan().expect("a plan"), &inputs, recorded.n_samples);
            failures.extend(compared.err().map(|difference| format!("{name}, {difference}")));
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
}
