//! The generated C++, built with g++, many cases in one program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use hlsmith::{Graph, Model, Settings};
use hlsmith_hls::{Project, generate_suite_unit};

use crate::Case;

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

impl Unit {
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
    let unit = match build_unit(&graphs, folder) {
        Ok(unit) => unit,
        Err(error) => return vec![format!("{}..: {error:#}", cases[0].0.name)],
    };
    cases
        .iter()
        .filter_map(|(case, model)| {
            let simulated = unit.run(&case.name, &case.samples()).map_err(|error| format!("{error:#}"));
            let difference = simulated.and_then(|simulated| first_difference(case, model, &simulated));
            difference.err().map(|difference| format!("{}: {difference}", case.name))
        })
        .collect()
}

fn first_difference(case: &Case, model: &Model, simulated: &[Vec<String>]) -> Result<(), String> {
    let plan = model.plan().map_err(|findings| findings.to_string())?;
    let inputs: Vec<&[f64]> = case.inputs.iter().map(Vec::as_slice).collect();
    let outputs = plan.run_raw(&inputs, case.n_samples).map_err(|findings| findings.to_string())?;
    if simulated.len() != case.n_samples {
        return Err(format!("{} samples simulated, {} given", simulated.len(), case.n_samples));
    }
    for (sample, found) in simulated.iter().enumerate() {
        let expected: Vec<String> = outputs
            .iter()
            .flat_map(|output| {
                let width = output.raw.len() / case.n_samples;
                output.raw[sample * width..][..width].iter().map(|raw| raw.to_pattern(output.format.width))
            })
            .collect();
        if *found != expected {
            return Err(format!("sample {sample}: C++ {} emulator {}", found.join(" "), expected.join(" ")));
        }
    }
    Ok(())
}
