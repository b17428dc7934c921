//! Handwritten digits: read a trained model, settle its numbers, predict bit by bit, write and check the project.
//!
//!     cargo run --package hlsmith --example digits [FOLDER]

#![allow(clippy::print_stdout, reason = "an example shows its results")]

use std::path::{Path, PathBuf};

use hlsmith::{
    Backend, BuildOptions, Granularity, Model, Result, Samples, config_from_model, load_keras, read_samples,
};
use serde_json::json;

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| std::env::temp_dir().join("hlsmith-digits"), PathBuf::from);
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/models");
    let imported = load_keras(&models.join("digits.keras"), None)?;

    // A starting configuration: automatic precision, one entry a layer. It is a plain dictionary; change what you like.
    let mut hls = config_from_model(&imported, Granularity::Name, Some(Backend::Vitis), "fixed<16,6>", 1, None);
    hls["LayerName"]["dense1"]["Precision"]["weight"] = json!("fixed<8,2>");
    let samples = models.join("digits_x_test.npy");
    let config = json!({ "Backend": "Vitis", "OutputDir": folder, "InputData": samples, "HLSConfig": hls });
    let model = Model::convert(imported, &config)?;
    for row in model.inspect() {
        println!("{:8} {:18} {}", row.name, row.class, row.results.join(", "));
    }

    // The emulator computes what the hardware computes.
    let x = read_samples(&samples)?;
    let outputs = model.predict(&[x.to_f32().as_slice()], x.len(), None)?;
    println!("accuracy {:.4}", accuracy(&outputs[0], &read_samples(&models.join("digits_y_test.npy"))?));

    // The project, compiled with g++ and run on the same samples, must agree in every bit; otherwise this is an error.
    let report = model.build(&BuildOptions::csim_only(), &mut |_| {})?;
    print!("{report}");
    Ok(())
}

/// The share of samples whose largest output is at their label.
fn accuracy(outputs: &[f32], labels: &Samples) -> f64 {
    let labels = labels.to_f64();
    let width = outputs.len() / labels.len();
    let largest = |sample: &[f32]| (0..width).rev().max_by(|&a, &b| sample[a].total_cmp(&sample[b]));
    let right = outputs.chunks(width).zip(&labels).filter(|(sample, label)| largest(sample) == Some(**label as usize));
    right.count() as f64 / labels.len() as f64
}
