//! Models with attention, normalisation, products, activations and images of other layouts, imported and computed with
//! wide types, give what Keras itself predicts.
//!
//! The numbers are close and not equal: exponentials, reciprocals, roots and functions are read from tables, and Keras
//! sums in single precision. Either is far below the effect of a weight, axis or operand in the wrong place.

use std::path::{Path, PathBuf};

use hlsmith::Model;
use hlsmith_suite::{build_unit, read_npz};
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
    let paths = records(folder, &["keras"]);
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

/// The records of a folder whose names have one of the given words.
fn records(folder: &str, words: &[&str]) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference").join(folder);
    let entries = std::fs::read_dir(folder).expect("the folder of records");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a file of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "npz"))
        .filter(|path| words.iter().any(|word| path.to_string_lossy().contains(word)))
        .collect();
    paths.sort();
    paths
}

/// Compares the emulator with its definitions and with the generated C++, for models in both interfaces.
fn check_code(paths: &[PathBuf], least: usize) {
    let cases: Vec<(String, Model, Vec<Vec<f64>>, usize)> = paths
        .iter()
        .flat_map(|path| ["io_parallel", "io_stream"].map(|io_type| (path, io_type)))
        .zip(["fixed<16,6>", "fixed<18,7,RND,SAT>", "fixed<13,5>"].into_iter().cycle())
        .map(|((path, io_type), precision)| {
            let name = path.file_stem().expect("the name of a record").to_string_lossy();
            let arrays = read_npz(&path.with_extension("npz")).unwrap_or_else(|error| panic!("{name}: {error:#}"));
            let inputs: Vec<_> = arrays.iter().filter(|array| array.name.starts_with('x')).collect();
            let imported = hlsmith::load_keras(path, None).unwrap_or_else(|findings| panic!("{name}: {findings}"));
            let model = json!({ "Precision": precision, "ReuseFactor": 1 });
            let config = json!({ "IOType": io_type, "HLSConfig": { "Model": model } });
            let model = Model::convert(imported, &config).unwrap_or_else(|findings| panic!("{name}: {findings}"));
            let n_samples = inputs[0].shape[0];
            let inputs = inputs.iter().map(|array| array.data.clone()).collect();
            (format!("{name}_{io_type}"), model, inputs, n_samples)
        })
        .collect();
    assert!(cases.len() >= least, "{} cases", cases.len());
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (index, unit) in cases.chunks(9).enumerate() {
        let folder = folder.path().join(index.to_string());
        std::fs::create_dir_all(&folder).expect("a folder for the program");
        let graphs: Vec<_> = unit.iter().map(|(name, model, _, _)| (name.clone(), model.graph())).collect();
        let program = build_unit(&graphs, &folder).unwrap_or_else(|error| panic!("{error:#}"));
        for (name, model, inputs, n_samples) in unit {
            let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
            let plan = model.plan().unwrap_or_else(|findings| panic!("{name}: {findings}"));
            let found = plan.run_raw(&inputs, *n_samples).expect("the inputs fit");
            assert_eq!(found, plan.run_reference(&inputs, *n_samples).expect("the inputs fit"), "{name}");
            assert!(found.iter().any(|output| output.raw.iter().any(|raw| *raw != output.raw[0])), "{name}");
            assert_eq!(program.compare(name, plan, &inputs, *n_samples), Ok(()), "{name}");
        }
    }
}

#[test]
fn generated_code_for_graph_networks_gives_the_same_bits() {
    check_code(&records("garnet", &["keras"]), 18);
}

#[test]
fn generated_code_for_masks_and_groups_gives_the_same_bits() {
    check_code(&records("attention", &["causal", "group", "keras2"]), 12);
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
