//! Models trained with QKeras, emulated as the starting configuration says, give the numbers of QKeras in every bit.

use std::path::{Path, PathBuf};

use hlsmith::{Backend, Granularity, Model, config_from_model};
use hlsmith_suite::{models, read_npz};
use serde_json::json;

/// Samples of each model.
const N_SAMPLES: usize = 1000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/qkeras")
}

/// The inputs of `scripts/record_qkeras.py`: multiples of 1/64 from -4 to 4.
fn samples(width: usize) -> Vec<f64> {
    (0..(N_SAMPLES * width) as i64).map(|i| (((i * 7919 + 12345) % 100_003 % 513) - 256) as f64 / 64.0).collect()
}

/// Compares a model with its record under an `IOType` and a `BitExact`.
fn check(record: &Path, io_type: &str, bit_exact: bool) -> Result<(), String> {
    let name = record.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let path = models().join("keras2").join(format!("{name}.h5"));
    let imported = hlsmith::load_keras(&path, None).map_err(|findings| findings.to_string())?;
    let input = imported.inputs()[0];
    let width: usize = imported.tensor(input).shape.iter().product();
    let mut hls = config_from_model(&imported, Granularity::Name, Some(Backend::Vitis), "fixed<16,6>", 1, None);
    hls["Model"]["BitExact"] = json!(bit_exact);
    let config = json!({ "IOType": io_type, "HLSConfig": hls });
    let model = Model::convert(imported, &config).map_err(|findings| findings.to_string())?;
    let outputs = model.predict(&[&samples(width)], N_SAMPLES, None).map_err(|findings| findings.to_string())?;
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

#[test]
fn quantised_models_give_what_qkeras_predicts() {
    let mut records: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder of records")
        .map(|entry| entry.expect("a file of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "npz"))
        .collect();
    records.sort();
    assert!(records.len() >= 14, "{} models", records.len());
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
