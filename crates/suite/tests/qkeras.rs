//! Models trained with QKeras, emulated as the starting configuration says, give the numbers of QKeras in every bit.
//! The generated C++ gives those of the emulator.

use std::path::{Path, PathBuf};

use hlsmith::{Backend, Granularity, Model, config_from_model};
use hlsmith_suite::{build_unit, models, predict, read_npz};
use serde_json::json;

/// Samples of each model.
const N_SAMPLES: usize = 1000;

/// Models whose results are real numbers, which no type of a starting configuration holds.
const REAL: &[&str] = &["qkeras_acts_ulaw"];

/// Models in one program.
const CASES_PER_UNIT: usize = 10;

/// Without `HLSMITH_FULL`, one model in this many is built with g++.
const PART: usize = 3;

/// What quantising frameworks predict: a file of arrays for each model.
fn records_in(framework: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference").join(framework);
    let files = std::fs::read_dir(folder).expect("the folder of records");
    let mut records: Vec<PathBuf> = files
        .map(|entry| entry.expect("a file of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "npz"))
        .collect();
    records.sort();
    records
}

/// The inputs of `scripts/record_qkeras.py`: multiples of 1/64 from -4 to 4.
fn samples(width: usize) -> Vec<f64> {
    (0..(N_SAMPLES * width) as i64).map(|i| (((i * 7919 + 12345) % 100_003 % 513) - 256) as f64 / 64.0).collect()
}

fn name(record: &Path) -> String {
    record.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The model of a record under an `IOType` and a `BitExact`, and the elements of a sample.
fn convert(record: &Path, io_type: &str, bit_exact: bool) -> Result<(Model, usize), String> {
    // Those of Keras 3 stand beside their records.
    let beside = record.with_extension("keras");
    let of_keras2 = || models().join("keras2").join(format!("{}.h5", name(record)));
    let path = if beside.exists() { beside } else { of_keras2() };
    let imported = hlsmith::load_keras(&path, None).map_err(|findings| findings.to_string())?;
    let input = imported.inputs()[0];
    let width: usize = imported.tensor(input).shape.iter().product();
    let mut hls = config_from_model(&imported, Granularity::Name, Some(Backend::Vitis), "fixed<16,6>", 1, None);
    hls["Model"]["BitExact"] = json!(bit_exact);
    let config = json!({ "IOType": io_type, "HLSConfig": hls });
    let model = Model::convert(imported, &config).map_err(|findings| findings.to_string())?;
    Ok((model, width))
}

/// Compares a model with its record under an `IOType` and a `BitExact`.
fn check(record: &Path, io_type: &str, bit_exact: bool) -> Result<(), String> {
    let (model, width) = convert(record, io_type, bit_exact)?;
    let outputs = predict(&model, &[&samples(width)], N_SAMPLES)?;
    let recorded = read_npz(record).map_err(|error| format!("{error:#}"))?;
    if outputs.len() != recorded.len() {
        return Err(format!("{} outputs, expected {}", outputs.len(), recorded.len()));
    }
    for (position, found) in outputs.iter().enumerate() {
        let expected = recorded.iter().find(|array| array.name == format!("y{position}"));
        let expected = &expected.ok_or_else(|| format!("output {position} is not recorded"))?.data;
        if found.len() != expected.len() || found.is_empty() {
            return Err(format!("output {position} has {} results, expected {}", found.len(), expected.len()));
        }
        if let Some(i) = (0..found.len()).find(|&i| found[i] != expected[i]) {
            let sample = i / (found.len() / N_SAMPLES);
            return Err(format!("output {position} sample {sample}: {}, expected {}", found[i], expected[i]));
        }
    }
    Ok(())
}

/// The records of both packages of QKeras, that of Keras 2 and that of Keras 3.
fn records() -> Vec<PathBuf> {
    let all = ["qkeras", "qkeras3"].into_iter().flat_map(records_in);
    all.filter(|record| REAL.iter().all(|real| name(record) != *real)).collect()
}

#[test]
fn real_results_are_those_of_qkeras_to_the_last_bits_of_single_precision() {
    for real in REAL {
        let folder = records_in("qkeras");
        let record = folder.iter().find(|record| name(record) == *real).expect("the record");
        // The types of exact models hold the numbers as they are.
        let (model, width) = convert(record, "io_parallel", true).unwrap_or_else(|error| panic!("{real}: {error}"));
        let outputs = model.predict(&[&samples(width)], N_SAMPLES, None).expect("a prediction");
        let recorded = read_npz(record).expect("the arrays of the record");
        assert_eq!(outputs.len(), recorded.len(), "{real}");
        for (position, found) in outputs.iter().enumerate() {
            let expected = recorded.iter().find(|array| array.name == format!("y{position}")).expect("an output");
            assert_eq!(found.len(), expected.data.len(), "{real}");
            for (found, expected) in found.iter().zip(&expected.data) {
                // Logarithms and quotients in single precision may differ by a few units in the last place.
                let tolerance = 4.0 * expected.abs() * f64::from(f32::EPSILON);
                assert!((found - expected).abs() <= tolerance, "{real}: {found}, expected {expected}");
            }
        }
    }
}

#[test]
fn quantised_models_give_what_qkeras_predicts() {
    let records = records();
    assert!(records.len() >= 100, "{} models", records.len());
    let mut failures = Vec::new();
    for record in &records {
        for (io_type, bit_exact) in [("io_parallel", false), ("io_stream", false), ("io_parallel", true)] {
            if let Err(difference) = check(record, io_type, bit_exact) {
                failures.push(format!("{} {io_type} BitExact={bit_exact}: {difference}", record.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{} differ\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn generated_code_of_quantised_models_equals_the_emulator() {
    let is_full = std::env::var_os("HLSMITH_FULL").is_some();
    let chosen: Vec<(String, Model, usize)> = records()
        .iter()
        .enumerate()
        .filter(|(position, _)| is_full || position % PART == 0)
        .map(|(position, record)| {
            let converted = convert(record, ["io_parallel", "io_stream"][position / PART % 2], false);
            let (model, width) = converted.unwrap_or_else(|error| panic!("{}: {error}", record.display()));
            // Models of both packages have the same names.
            let package = record.parent().map(name).unwrap_or_default();
            (format!("{package}_{}", name(record)), model, width)
        })
        .collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut failures = Vec::new();
    for (index, unit) in chosen.chunks(CASES_PER_UNIT).enumerate() {
        let folder = folder.path().join(index.to_string());
        std::fs::create_dir_all(&folder).expect("a folder for the program");
        let graphs: Vec<_> = unit.iter().map(|(name, model, _)| (name.clone(), model.graph())).collect();
        let program = build_unit(&graphs, &folder).unwrap_or_else(|error| panic!("{error:#}"));
        for (name, model, width) in unit {
            let plan = model.plan().unwrap_or_else(|findings| panic!("{name}: {findings}"));
            let compared = program.compare(name, plan, &[&samples(*width)], N_SAMPLES);
            failures.extend(compared.err().map(|difference| format!("{name}: {difference}")));
        }
    }
    assert!(!chosen.is_empty() && failures.is_empty(), "{} differ\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn random_quantisers_are_remarked_and_have_no_numbers_of_the_peer() {
    let path = models().join("keras2/qkeras_bernoulli.h5");
    let imported = || hlsmith::load_keras(&path, None).expect("a model");
    let config =
        |compatibility: &str| json!({ "Model": { "Precision": "fixed<16,6>", "Compatibility": compatibility } });
    let model = Model::convert(imported(), &config("sound")).unwrap_or_else(|findings| panic!("{findings}"));
    let is_random = |finding: &&hlsmith::Diagnostic| finding.code == hlsmith::Code::RandomQuantizer;
    assert_eq!(model.remarks().iter().filter(is_random).count(), 4, "{}", model.remarks());
    let refused = Model::convert(imported(), &config("hls4ml-1.3")).err().expect("a refusal");
    assert_eq!(refused.iter().filter(is_random).count(), 4, "{refused}");
}

/// Each record is compared in every bit with what hlsmith gives: here and in the tests of the other frameworks.
#[test]
fn there_are_150_models_of_quantising_frameworks() {
    let counts = ["hgq", "qkeras", "qkeras3", "qonnx"].map(|framework| records_in(framework).len());
    assert!(counts.iter().sum::<usize>() >= 150, "{counts:?}");
}
