//! The main job on trained models: predict the test set, write the project, build its C++, compare every bit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use npyz::{Deserialize, NpyFile};
use serde_json::Value;

use crate::shell::{cargo, program, root, run};
use crate::steps::{Outcome, Steps, say};

/// Where the trained models are.
const MODELS: &str = "examples/models";

/// One step for each trained model, or for the named one.
///
/// # Errors
/// When the list of models cannot be read or has no such model.
pub(crate) fn demo(steps: &mut Steps, only: Option<&str>) -> Result<()> {
    let models = models()?;
    if let Some(name) = only {
        let names = models.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        ensure!(models.contains_key(name), "there is no trained model {name}; there are {names}");
    }
    let is_built = steps.run("build hlsmith", || {
        run(cargo().args(["build", "--quiet", "--package", "hlsmith-cli"]))?;
        Ok(Outcome::Passed)
    });
    if !is_built {
        return Ok(());
    }
    for (name, metrics) in &models {
        if only.is_none_or(|only| only == name) {
            steps.run(&format!("demo {name}"), || show(name, metrics));
        }
    }
    Ok(())
}

/// The trained models with what was measured of them in float.
fn models() -> Result<BTreeMap<String, Value>> {
    let path = root().join(MODELS).join("metrics.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let metrics: Value = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))?;
    let models = metrics["models"].as_object().with_context(|| format!("{} lists no models", path.display()))?;
    Ok(models.iter().map(|(name, metrics)| (name.clone(), metrics.clone())).collect())
}

fn show(name: &str, metrics: &Value) -> Result<Outcome> {
    let file = |ending: &str| PathBuf::from(MODELS).join(format!("{name}{ending}"));
    let (samples, truth, expected) = (file("_x_test.npy"), file("_y_test.npy"), file("_expected.npy"));
    let model = [file(".keras"), file(".h5")].into_iter().find(|model| root().join(model).exists());
    let model = model.with_context(|| format!("there is no model {name}"))?;
    let project = Path::new("target/demo").join(name);
    let options = options(name);
    let mut build = hlsmith();
    build.arg("build").arg(&model).args(options).arg("--input-data").arg(&samples);
    run(build.arg("--output-dir").arg(&project).arg("--csim"))?;
    // The samples as the test bench read them; as text they are predicted in double precision, which holds the results
    // exactly.
    let samples = project.join("tb_data/tb_input_features.dat");
    let predicted = project.with_extension("npy");
    let mut predict = hlsmith();
    predict.arg("predict").arg(&model).args(options).arg("--input").arg(&samples).arg("--output").arg(&predicted);
    run(&mut predict)?;
    let predictions = array::<f64>(&predicted)?;
    let simulated = simulated(&root().join(&project).join("tb_data/csim_results.log"))?;
    ensure!(simulated == predictions, "the C++ of {} gives other numbers than the emulator", project.display());
    if root().join(&expected).exists() {
        let expected: Vec<f64> = array::<f32>(&expected)?.into_iter().map(f64::from).collect();
        ensure!(predictions == expected, "the emulator gives other numbers than the framework that trained {name}");
        say(format_args!("  {} values, equal to those of the training framework in every bit", expected.len()));
    }
    let truth = labels(&truth)?;
    let figure = metrics["figure"].as_str().unwrap_or_default();
    let fixed = match figure {
        "accuracy" => accuracy(&predictions, &truth),
        "r2" => r2(&predictions, &truth),
        other => bail!("unknown figure {other}"),
    };
    say(format_args!("  {} samples, {} outputs each", truth.len(), predictions.len() / truth.len().max(1)));
    let trained = if metrics["unquantised"].is_null() { "in float" } else { "with quantisers" };
    say(format_args!("  {figure}: {} as trained {trained}, {fixed:.4} in fixed point", metrics["test"]));
    if let Some(unquantised) = metrics["unquantised"].as_f64() {
        say(format_args!("  {figure}: {unquantised} of the same network trained without quantisers"));
    }
    say(format_args!("  C++ built with g++: {} values, equal to the emulator in every bit", simulated.len()));
    say(format_args!("  project: {}", project.display()));
    Ok(Outcome::Passed)
}

/// What a model needs beyond the defaults.
fn options(name: &str) -> &'static [&'static str] {
    match name {
        // Activations beyond 32 would wrap around in the default `fixed<16,6>`.
        "breast_cancer" => &["--precision", "fixed<18,8>"],
        _ => &[],
    }
}

/// The built program.
fn hlsmith() -> Command {
    program(root().join("target/debug/hlsmith"))
}

/// The numbers that the C++ test bench wrote; decimal text of a fixed-point number of up to 53 bits is exact.
fn simulated(log: &Path) -> Result<Vec<f64>> {
    let text = std::fs::read_to_string(log).with_context(|| format!("cannot read {}", log.display()))?;
    text.split_whitespace().map(|word| word.parse().with_context(|| format!("{word} is no number"))).collect()
}

/// Class numbers, or values of a regression.
fn labels(path: &Path) -> Result<Vec<f64>> {
    match array::<i64>(path) {
        Ok(classes) => Ok(classes.into_iter().map(|class| class as f64).collect()),
        Err(_) => Ok(array::<f32>(path)?.into_iter().map(f64::from).collect()),
    }
}

/// The elements of an array file below the root.
fn array<T: Deserialize>(path: &Path) -> Result<Vec<T>> {
    let shown = path.display();
    let bytes = std::fs::read(root().join(path)).with_context(|| format!("cannot read {shown}"))?;
    let file = NpyFile::new(&bytes[..]).with_context(|| format!("{shown} is no array"))?;
    file.into_vec().with_context(|| format!("{shown} holds other elements than expected"))
}

/// The share of samples whose largest output, the first of equal ones, is the class; of a single output, whether it is
/// above one half.
fn accuracy(predictions: &[f64], truth: &[f64]) -> f64 {
    let width = predictions.len() / truth.len().max(1);
    let class = |sample: &[f64]| match sample {
        [value] => usize::from(*value > 0.5),
        sample => (0..sample.len()).rev().max_by(|&a, &b| sample[a].total_cmp(&sample[b])).unwrap_or(0),
    };
    let samples = predictions.chunks(width.max(1)).zip(truth);
    samples.filter(|(sample, truth)| class(sample) as f64 == **truth).count() as f64 / truth.len().max(1) as f64
}

/// The share of the variance that the predictions explain.
fn r2(predictions: &[f64], truth: &[f64]) -> f64 {
    let mean = truth.iter().sum::<f64>() / truth.len() as f64;
    let around = |centre: &dyn Fn(usize) -> f64| -> f64 {
        truth.iter().enumerate().map(|(index, value)| (value - centre(index)).powi(2)).sum()
    };
    1.0 - around(&|index| predictions[index]) / around(&|_| mean)
}

#[cfg(test)]
mod tests {
    use super::{accuracy, r2};

    #[test]
    fn accuracy_counts_the_first_of_equal_outputs() {
        assert_eq!(accuracy(&[0.5, 0.5, 0.1, 0.9, 0.0, 0.0], &[0.0, 1.0, 1.0]), 2.0 / 3.0);
        assert_eq!(accuracy(&[0.4, 0.6, 0.5], &[0.0, 1.0, 1.0]), 2.0 / 3.0);
    }

    #[test]
    fn the_mean_explains_nothing() {
        assert_eq!(r2(&[2.0, 2.0, 2.0], &[1.0, 2.0, 3.0]), 0.0);
        assert_eq!(r2(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), 1.0);
        assert_eq!(r2(&[1.0, 2.0, 2.0], &[1.0, 2.0, 3.0]), 0.5);
    }
}
