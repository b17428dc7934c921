//! ONNX models give what ONNX Runtime computes, and their generated C++ gives what the emulator gives.
//!
//! The emulator computes with integers, so that numbers are compared of types so wide that little is rounded. Without
//! tables what is left is that ONNX Runtime sums in single precision in an order of its own, and that quotients and
//! trained constants are cut off at 2^-28.

use std::path::{Path, PathBuf};

use hlsmith::{Backend, Granularity, Model, config_from_model};
use hlsmith_suite::{Case, Expectation, Recorded, check_models, check_unit, predict, recorded_models};
use serde_json::{Map, Value, json};

/// Entries of the tables of functions.
const TABLE_SIZE: usize = 1 << 17;

/// Most that a result may differ by when no function is read from a table, beside as much of its size.
const TOLERANCE: f64 = 1e-5;

/// Most that a result may differ by when functions are read from tables, whose entries are `16 / TABLE_SIZE` apart and
/// whose ends, at 4 and 8, are up to 7e-4 off.
const TABLE_TOLERANCE: f64 = 4e-3;

/// One case in this many is built with g++ unless `HLSMITH_FULL=1`.
const PART: usize = 8;

/// Cases in one program.
const CASES_PER_UNIT: usize = 20;

/// The recorded inputs and outputs of a model.
fn record(path: &Path) -> Result<Case, String> {
    let Recorded { inputs, outputs, n_samples } = Recorded::load(path)?;
    Ok(Case {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        family: "onnx".into(),
        record: Value::Null,
        inputs,
        is_double: true,
        n_samples,
        traces: Vec::new(),
        expectation: Expectation::Outputs(outputs),
    })
}

/// The model under types so wide that nothing is rounded away that counts.
fn wide(path: &Path) -> hlsmith::Result<Model> {
    let tables = json!({ "TableSize": TABLE_SIZE, "table_t": "fixed<36,8>" });
    let softmax = json!({
        "TableSize": TABLE_SIZE, "exp_table_t": "ufixed<34,2>", "inv_table_t": "ufixed<34,2>", "inv_inp_t": "ufixed<24,7>",
        "accum_t": "ufixed<40,8>",
    });
    let norm = json!({ "table_t": "ufixed<30,8>", "accum_t": "fixed<40,12>", "TableSize": TABLE_SIZE });
    let classes = ["Activation", "Bidirectional", "GRU", "LSTM", "ParametrizedActivation", "SimpleRNN"];
    let mut types: Map<String, Value> = classes.into_iter().map(|class| (class.to_owned(), tables.clone())).collect();
    types.insert("Softmax".into(), softmax);
    types.insert("LayerNormalization".into(), norm);
    let model = json!({ "Precision": "fixed<40,12>", "ReuseFactor": 1 });
    Model::convert(hlsmith::load_onnx(path)?, &json!({ "HLSConfig": { "Model": model, "LayerType": types } }))
}

/// Whether some layer reads a function from a table.
fn has_tables(model: &Model) -> bool {
    model.graph().nodes().any(|(_, node)| node.op.get("table_size").is_some() || node.op.class() == "HardActivation")
}

/// Compares a model with its record and gives how many results there are.
fn check(path: &Path) -> Result<usize, String> {
    let model = wide(path).map_err(|findings| findings.to_string())?;
    let tolerance = if has_tables(&model) { TABLE_TOLERANCE } else { TOLERANCE };
    Recorded::load(path)?.compare(&model, |expected| tolerance * expected.abs().max(1.0))
}

#[test]
fn onnx_models_give_what_onnx_runtime_computes() {
    check_models(&recorded_models("onnx", &["onnx"], 257), &["io_parallel"], |path, _| check(path));
}

/// The model under the types that follow from it alone.
fn derived(path: &Path, io_type: &str) -> hlsmith::Result<Model> {
    let imported = hlsmith::load_onnx(path)?;
    let hls = config_from_model(&imported, Granularity::Name, Some(Backend::Vitis), "fixed<16,6>", 1, None);
    Model::convert(imported, &json!({ "IOType": io_type, "HLSConfig": hls }))
}

/// Compares a quantised model with what QONNX computes, in every bit.
fn check_quantized(path: &Path, io_type: &str) -> Result<usize, String> {
    compare_quantized(path, &record(path)?, io_type)
}

fn compare_quantized(path: &Path, case: &Case, io_type: &str) -> Result<usize, String> {
    let model = derived(path, io_type).map_err(|findings| findings.to_string())?;
    let inputs: Vec<&[f64]> = case.inputs.iter().map(Vec::as_slice).collect();
    let outputs = predict(&model, &inputs, case.n_samples)?;
    let Expectation::Outputs(expected) = &case.expectation else { return Err("nothing is recorded".into()) };
    let ([found], [expected]) = (&outputs[..], &expected[..]) else { return Err("not one output".into()) };
    if found.len() != expected.len() {
        return Err(format!("{} results, expected {}", found.len(), expected.len()));
    }
    // Sums of products with factors that are no powers of two are rounded to single precision by QONNX.
    let is_scaled = path.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("scaled"));
    let equal = |found: f64, expected: f64| {
        if is_scaled { (found - expected).abs() <= TOLERANCE * expected.abs().max(1.0) } else { found == expected }
    };
    match found.iter().zip(expected).position(|(&found, &expected)| !equal(found, expected)) {
        Some(i) => Err(format!("result {i}: {} expected {}", found[i], expected[i])),
        None => Ok(found.len()),
    }
}

#[test]
fn quantized_models_give_what_qonnx_computes() {
    check_models(&recorded_models("qonnx", &["onnx"], 39), &["io_parallel", "io_stream"], check_quantized);
}

/// The example networks of both forms of quantisers, and their common record.
fn examples() -> Vec<(PathBuf, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/models");
    let recorded = record(&folder.join("digits_qonnx.onnx")).unwrap_or_else(|error| panic!("{error}"));
    let named = |name: &str| (folder.join(format!("{name}.onnx")), Case { name: name.into(), ..recorded.clone() });
    ["digits_qcdq", "digits_qonnx"].map(named).into()
}

#[test]
fn trained_networks_give_what_qonnx_computes() {
    let mut failures = Vec::new();
    for (path, case) in examples() {
        assert!(case.n_samples >= 1000, "{} samples", case.n_samples);
        for io_type in ["io_parallel", "io_stream"] {
            if let Err(difference) = compare_quantized(&path, &case, io_type) {
                failures.push(format!("{} under {io_type}: {difference}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn generated_code_of_quantized_models_equals_the_emulator() {
    let mut cases = Vec::new();
    let of_folder = recorded_models("qonnx", &["onnx"], 39).into_iter().map(|path| {
        let case = record(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, case)
    });
    for (position, (path, case)) in of_folder.chain(examples()).enumerate() {
        let io_type = if position % 2 == 0 { "io_parallel" } else { "io_stream" };
        let model = derived(&path, io_type).unwrap_or_else(|findings| panic!("{}: {findings}", path.display()));
        // Few samples are enough, as the emulator has been compared on all of them.
        let inputs = case.inputs.iter().map(|data| data[..data.len() / case.n_samples * 20].to_vec()).collect();
        cases.push((Case { inputs, n_samples: 20, ..case }, model));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let units = cases.chunks(CASES_PER_UNIT).enumerate();
    let failures: Vec<String> =
        units.flat_map(|(index, unit)| check_unit(unit, &folder.path().join(index.to_string()))).collect();
    assert!(failures.is_empty(), "{} of {} cases differ\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn generated_code_of_onnx_models_equals_the_emulator() {
    let is_full = std::env::var_os("HLSMITH_FULL").is_some();
    let mut cases = Vec::new();
    let mut failures = Vec::new();
    for (position, path) in recorded_models("onnx", &["onnx"], 257).into_iter().enumerate() {
        let case = record(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (index, io_type) in ["io_parallel", "io_stream"].into_iter().enumerate() {
            if !is_full && (2 * position + index) % PART != 0 && (2 * position + index) % PART != 3 {
                continue;
            }
            let config = json!({ "IOType": io_type, "HLSConfig": { "Model": { "Precision": "fixed<20,8>", "ReuseFactor": 1 } } });
            let name = format!("{}_{index}", case.name);
            match hlsmith::load_onnx(&path).and_then(|imported| Model::convert(imported, &config)) {
                Ok(model) => cases.push((Case { name, ..case.clone() }, model)),
                Err(findings) => failures.push(format!("{name} under {io_type}: {findings}")),
            }
        }
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (index, unit) in cases.chunks(CASES_PER_UNIT).enumerate() {
        failures.extend(check_unit(unit, &folder.path().join(index.to_string())));
    }
    assert!(failures.is_empty(), "{} of {} cases differ\n{}", failures.len(), cases.len(), failures.join("\n"));
}
