//! What frameworks have recorded for models: inputs, and the outputs that they gave.

use std::path::{Path, PathBuf};

use hlsmith::Model;

use crate::case::{NamedArray, read_npz, references};
use crate::predict;

/// The record of a model.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The inputs, each flat in C order with the samples first.
    pub inputs: Vec<Vec<f64>>,
    /// The outputs in the same way.
    pub outputs: Vec<Vec<f64>>,
    /// How many samples there are.
    pub n_samples: usize,
}

impl Recorded {
    /// Reads the arrays `x0`, `x1`, .. and `y0`, `y1`, .. of the `.npz` file that has the name of a model.
    ///
    /// # Errors
    /// When the file is missing or damaged.
    pub fn load(model: &Path) -> Result<Self, String> {
        let arrays = read_npz(&model.with_extension("npz")).map_err(|error| format!("{error:#}"))?;
        let named = |name: &str| arrays.iter().find(|array| array.name == name);
        let numbered = |prefix: &str| -> Vec<Vec<f64>> {
            let array = |i: usize| named(&format!("{prefix}{i}"));
            (0..).map_while(|i| array(i).map(|array: &NamedArray| array.data.clone())).collect()
        };
        let n_samples = named("x0").map_or(0, |array| array.shape[0]);
        Ok(Self { inputs: numbered("x"), outputs: numbered("y"), n_samples })
    }

    /// What the emulator gives for the inputs: as many outputs and numbers as are recorded.
    ///
    /// # Errors
    /// When the inputs do not fit, or there are more or fewer.
    pub fn predict(&self, model: &Model) -> Result<Vec<Vec<f64>>, String> {
        let inputs: Vec<&[f64]> = self.inputs.iter().map(Vec::as_slice).collect();
        let outputs = predict(model, &inputs, self.n_samples)?;
        if outputs.len() != self.outputs.len() {
            return Err(format!("{} outputs, expected {}", outputs.len(), self.outputs.len()));
        }
        for (position, (found, expected)) in outputs.iter().zip(&self.outputs).enumerate() {
            if found.len() != expected.len() {
                return Err(format!("output {position} has {} results, expected {}", found.len(), expected.len()));
            }
        }
        Ok(outputs)
    }

    /// Compares what the emulator gives with the record and counts the results; each may differ from the recorded number
    /// by what `tolerance` makes of that.
    ///
    /// # Errors
    /// As [`Recorded::predict`], and with the first number that differs by more.
    pub fn compare(&self, model: &Model, tolerance: impl Fn(f64) -> f64) -> Result<usize, String> {
        let outputs = self.predict(model)?;
        for (position, (found, expected)) in outputs.iter().zip(&self.outputs).enumerate() {
            let is_close = |(found, expected): &(&f64, &f64)| (*found - *expected).abs() <= tolerance(**expected);
            if let Some((found, expected)) = found.iter().zip(expected).find(|pair| !is_close(pair)) {
                return Err(format!("output {position}: {found}, expected {expected}"));
            }
        }
        Ok(outputs.iter().map(Vec::len).sum())
    }
}

/// The models of a folder of `tests/reference`, sorted by name: the files with one of some endings, or all but the records
/// where none is given.
///
/// # Panics
/// When there are fewer than `least`.
pub fn recorded_models(folder: &str, endings: &[&str], least: usize) -> Vec<PathBuf> {
    let files = std::fs::read_dir(references().join(folder)).expect("the folder of records");
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.expect("a file of the folder").path()).collect();
    paths.retain(|path| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        if endings.is_empty() { !["", "npz"].contains(&&*ending) } else { endings.contains(&&*ending) }
    });
    paths.sort();
    assert!(paths.len() >= least, "{} models in {folder}", paths.len());
    paths
}

/// Checks every model under each of some interfaces; a check gives how many results it has compared.
///
/// # Panics
/// With every difference, and when a check compares nothing.
pub fn check_models(paths: &[PathBuf], interfaces: &[&str], check: impl Fn(&Path, &str) -> Result<usize, String>) {
    let cases = paths.iter().flat_map(|path| interfaces.iter().map(move |interface| (path, *interface)));
    let mut failures = Vec::new();
    for (path, interface) in cases {
        match check(path, interface) {
            Ok(n_results) => assert!(n_results > 0, "{} has no result", path.display()),
            Err(difference) => {
                let name = path.file_stem().unwrap_or_default();
                failures.push(format!("{} {interface}: {difference}", name.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} models differ\n{}", failures.len(), paths.len(), failures.join("\n"));
}
