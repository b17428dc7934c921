//! The generated C++, built with g++, many cases in one program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use hlsmith::{Graph, Model, Settings};
use hlsmith_emulate::Plan;
use hlsmith_hls::{Project, generate_suite_unit};

use crate::{Case, on_all};

/// A program of several cases.
pub struct Unit {
    program: PathBuf,
}

/// Builds one program of the given cases in a folder.
///
/// # Errors
/// When a case cannot be generated or g++ refuses the program; the error holds g++'s own words.
pub fn build_unit(cases: &[(String, &Graph)], folder: &Path) -> Result<Unit> {
    build_unit_with(cases, &Settings::default(), folder)
}

/// As [`build_unit`], with other settings than the default ones.
///
/// # Errors
/// As [`build_unit`].
pub fn build_unit_with(cases: &[(String, &Graph)], settings: &Settings, folder: &Path) -> Result<Unit> {
    let project = generate_suite_unit(cases, settings)?;
    write(&project, folder)?;
    let program = folder.join("suite");
    let output = Command::new("g++")
        .args(["-std=c++17", "-O1", "-w", "-Iap_types", "suite.cpp", "-o", "suite"])
        .current_dir(folder)
        .output()
        .context("g++ cannot be started")?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        bail!("g++ failed\n{}", text.lines().take(20).collect::<Vec<_>>().join("\n"));
    }
    Ok(Unit { program })
}

fn write(project: &Project, folder: &Path) -> Result<()> {
    for (path, file) in &project.files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().context("a file in a folder")?)?;
        std::fs::write(path, &file.bytes)?;
    }
    Ok(())
}

/// The samples one after the other, each with all inputs.
fn interleaved(inputs: &[&[f64]], n_samples: usize) -> Vec<f64> {
    let sample = |sample: usize| {
        inputs.iter().flat_map(move |data| {
            let width = data.len() / n_samples.max(1);
            data[sample * width..][..width].iter().copied()
        })
    };
    (0..n_samples).flat_map(sample).collect()
}

impl Unit {
    /// Compares the outputs of a case with those of the emulator, on inputs that are each flat in C order.
    ///
    /// # Errors
    /// The first sample that differs, or why a program does not run.
    pub fn compare(&self, case: &str, plan: &Plan, inputs: &[&[f64]], n_samples: usize) -> Result<(), String> {
        let outputs = on_all(plan, |plan| plan.run_raw(inputs, n_samples))?;
        let simulated = self.run(case, &interleaved(inputs, n_samples)).map_err(|error| format!("{error:#}"))?;
        if simulated.len() != n_samples {
            return Err(format!("{} samples simulated, {n_samples} given", simulated.len()));
        }
        for (sample, found) in simulated.iter().enumerate() {
            let expected: Vec<String> = outputs
                .iter()
                .flat_map(|output| {
                    let width = output.raw.len() / n_samples;
                    output.raw[sample * width..][..width].iter().map(|raw| raw.to_pattern(output.format.width))
                })
                .collect();
            if *found != expected {
                return Err(format!("sample {sample}: C++ {} emulator {}", found.join(" "), expected.join(" ")));
            }
        }
        Ok(())
    }

    /// Runs a case on samples, each all inputs one after the other; gives the bit patterns of the outputs, a vector for
    /// each sample.
    ///
    /// # Errors
    /// When the program fails.
    pub fn run(&self, case: &str, samples: &[f64]) -> Result<Vec<Vec<String>>> {
        let mut child = Command::new(&self.program).arg(case).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let bytes: Vec<u8> = samples.iter().flat_map(|value| value.to_ne_bytes()).collect();
        let mut stdin = child.stdin.take().context("a pipe to the program")?;
        let writer = std::thread::spawn(move || stdin.write_all(&bytes));
        let output = child.wait_with_output()?;
        writer.join().map_err(|_| anyhow::anyhow!("the writer failed"))??;
        if !output.status.success() {
            bail!("the program failed with {}", output.status);
        }
        let text = String::from_utf8(output.stdout)?;
        Ok(text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect())
    }
}

/// Builds one program of cases and compares it with the emulator in every bit; gives what differs, by case.
pub fn check_unit(cases: &[(Case, Model)], folder: &Path) -> Vec<String> {
    if let Err(error) = std::fs::create_dir_all(folder) {
        return vec![format!("{}: {error}", folder.display())];
    }
    let graphs: Vec<(String, &hlsmith::Graph)> =
        cases.iter().map(|(case, model)| (case.name.clone(), model.graph())).collect();
    // The cases of one program are for one target.
    let settings =
        cases.first().map(|(_, model)| Settings { backend: model.settings().backend, ..Settings::default() });
    let unit = match build_unit_with(&graphs, &settings.unwrap_or_default(), folder) {
        Ok(unit) => unit,
        Err(error) => return vec![format!("{}..: {error:#}", cases[0].0.name)],
    };
    cases
        .iter()
        .filter_map(|(case, model)| {
            let inputs: Vec<&[f64]> = case.inputs.iter().map(Vec::as_slice).collect();
            let plan = model.plan().map_err(|findings| findings.to_string());
            let difference = plan.and_then(|plan| unit.compare(&case.name, plan, &inputs, case.n_samples));
            difference.err().map(|difference| format!("{}: {difference}", case.name))
        })
        .collect()
}
