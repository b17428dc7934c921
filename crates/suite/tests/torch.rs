//! Programs of PyTorch, imported and computed with wide types, give what PyTorch itself computes; and where they are
//! quantised, the generated C++ gives what the emulator gives.
//!
//! Without tables the numbers differ by the rounding of single precision only. Functions that are read from tables, roots
//! and reciprocals add the distance of their entries.

use std::path::{Path, PathBuf};

use hlsmith::{ChannelsLast, Graph, Layouts, Model};
use hlsmith_suite::{build_unit, read_npz};
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/torch");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of records")
        .map(|entry| entry.expect("a file of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pt2"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 220, "{} models", paths.len());
    paths
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
    let arrays = read_npz(&path.with_extension("npz")).map_err(|error| format!("{error:#}"))?;
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
        let is_close =
            |(found, expected): &(&f64, &f64)| (*found - *expected).abs() <= tolerance * expected.abs().max(1.0);
        if let Some((found, expected)) = found.iter().zip(expected).find(|pair| !is_close(pair)) {
            return Err(format!("output {position}: {found}, expected {expected}"));
        }
        n_results += found.len();
    }
    Ok(n_results)
}

/// Checks every model under an interface.
fn check_all(io_type: &str) {
    let paths = paths();
    let mut failures = Vec::new();
    for path in &paths {
        match check(path, io_type) {
            Ok(n_results) => assert!(n_results > 0, "{} has no result", path.display()),
            Err(difference) => {
                failures.push(format!("{}: {difference}", path.file_stem().unwrap_or_default().display()));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} models differ\n{}", failures.len(), paths.len(), failures.join("\n"));
}

#[test]
fn programs_give_what_pytorch_computes() {
    check_all("io_parallel");
}

#[test]
fn programs_on_streams_give_what_pytorch_computes() {
    check_all("io_stream");
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
        let arrays = read_npz(&path.with_extension("npz")).expect("a record");
        let inputs: Vec<_> = arrays.into_iter().filter(|array| array.name.starts_with('x')).collect();
        models.push((name, model, inputs));
    }
    assert!(models.len() >= 25, "{} models", models.len());
    let mut failures = Vec::new();
    for (index, chunk) in models.chunks(10).enumerate() {
        let graphs: Vec<(String, &Graph)> =
            chunk.iter().map(|(name, model, _)| (name.clone(), model.graph())).collect();
        let folder = folder.path().join(index.to_string());
        std::fs::create_dir_all(&folder).expect("a folder for the program");
        let unit = build_unit(&graphs, &folder).expect("C++ that compiles");
        for (name, model, inputs) in chunk {
            let n_samples = inputs.first().map_or(0, |array| array.shape[0]);
            let sample = |sample: usize| {
                inputs.iter().flat_map(move |array| {
                    let width = array.data.len() / n_samples;
                    array.data[sample * width..][..width].iter().copied()
                })
            };
            let samples: Vec<f64> = (0..n_samples).flat_map(sample).collect();
            let simulated = unit.run(name, &samples).expect("a program that runs");
            let slices: Vec<&[f64]> = inputs.iter().map(|array| array.data.as_slice()).collect();
            let outputs = model.plan().expect("a plan").run_raw(&slices, n_samples).expect("results");
            for (sample, found) in simulated.iter().enumerate() {
                let expected: Vec<String> = outputs
                    .iter()
                    .flat_map(|output| {
                        let width = output.raw.len() / n_samples;
                        output.raw[sample * width..][..width].iter().map(|raw| raw.to_pattern(output.format.width))
                    })
                    .collect();
                if *found != expected {
                    failures.push(format!(
                        "{name}, sample {sample}: C++ {} emulator {}",
                        found.join(" "),
                        expected.join(" ")
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
}
