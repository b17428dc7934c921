//! Fuzzing of everything that reads what a user gives.
//!
//! The seeds are made from test files at each start, so that the repository holds no copies. Findings stay under
//! `target/fuzz/<target>/artifacts`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell::{cargo, files, program, read, root, run};
use crate::steps::{Outcome, Steps, say};

/// Seconds that one input may take.
const TIMEOUT: u32 = 1;
/// Memory that a target may take, in MB.
const MEMORY: u32 = 512;
/// How often a run is tried on a busy machine.
const ATTEMPTS: u32 = 3;

/// A fuzz target: its name and what makes its seeds.
struct Target {
    name: &'static str,
    seeds: fn() -> Result<Vec<Vec<u8>>>,
}

const TARGETS: &[Target] = &[
    Target { name: "config", seeds: configs },
    Target { name: "ir_text", seeds: graphs },
    Target { name: "keras", seeds: models },
    Target { name: "onnx", seeds: onnx_models },
    Target { name: "precision", seeds: precisions },
    Target { name: "pt2", seeds: programs },
    Target { name: "reports", seeds: reports },
    Target { name: "samples", seeds: samples },
];

/// One step for each target, or for those named; a fixed number of runs from a fixed seed.
pub(crate) fn fuzz(steps: &mut Steps, runs: u64, only: &[String]) {
    for target in TARGETS {
        if only.is_empty() || only.iter().any(|name| name == target.name) {
            steps.run(&format!("fuzz {}", target.name), || fuzz_one(target, runs));
        }
    }
}

/// Names of all targets.
pub(crate) fn names() -> Vec<&'static str> {
    TARGETS.iter().map(|target| target.name).collect()
}

fn fuzz_one(target: &Target, runs: u64) -> Result<Outcome> {
    if let Some(missing) = missing() {
        return Ok(Outcome::Skipped(missing));
    }
    let folder = root().join("target/fuzz").join(target.name);
    let (seeds, found, artifacts) = (folder.join("seeds"), folder.join("corpus"), folder.join("artifacts"));
    for scratch in [&seeds, &found] {
        if scratch.exists() {
            fs::remove_dir_all(scratch).with_context(|| format!("cannot empty {}", scratch.display()))?;
        }
    }
    for scratch in [&seeds, &found, &artifacts] {
        fs::create_dir_all(scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
    }
    for (index, seed) in (target.seeds)()?.iter().enumerate() {
        write(&seeds.join(format!("{index:04}")), seed)?;
    }
    let limits = [format!("-timeout={TIMEOUT}"), format!("-rss_limit_mb={MEMORY}")];
    let fuzz = |inputs: &[&Path]| {
        let mut command = with_sanitizers();
        command.args(["fuzz", "run", "--target-dir", "target/fuzz/build", target.name]).args(inputs);
        command.arg("--").args(&limits).arg(format!("-artifact_prefix={}/", artifacts.display()));
        command
    };
    let known = files_in(&artifacts)?;
    for seed in 1..=ATTEMPTS {
        let mut command = fuzz(&[&found, &seeds]);
        command.args([format!("-runs={runs}"), format!("-seed={seed}"), "-print_final_stats=1".into()]);
        let Err(error) = run(&mut command) else { return Ok(Outcome::Passed) };
        // Time is that of the wall, so on a busy machine any input may seem slow; one that is fast alone is no finding.
        let new: Vec<PathBuf> = files_in(&artifacts)?.into_iter().filter(|path| !known.contains(path)).collect();
        if new.is_empty() || !new.iter().all(|path| is_timeout(path)) {
            return Err(error);
        }
        for slow in &new {
            run(&mut fuzz(&[slow]))?;
            fs::remove_file(slow).with_context(|| format!("cannot remove {}", slow.display()))?;
        }
        say("the slow inputs are fast alone; the machine was busy");
    }
    bail!("the machine is too busy to fuzz with a limit of {TIMEOUT} s an input")
}

/// Cargo of a toolchain that has sanitizers: nightly, where the toolchain that runs this task must not decide for it; where
/// there is none, this one, told to take the flags that are not stable.
fn with_sanitizers() -> Command {
    let mut nightly = program("cargo");
    nightly.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO").arg("+nightly");
    if read(nightly.arg("--version")).is_ok() {
        let mut command = program("cargo");
        command.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO").arg("+nightly");
        return command;
    }
    let mut command = cargo();
    command.env("RUSTC_BOOTSTRAP", "1");
    command
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

fn is_timeout(artifact: &Path) -> bool {
    artifact.file_name().is_some_and(|name| name.to_string_lossy().starts_with("timeout-"))
}

/// What keeps this machine from fuzzing.
fn missing() -> Option<String> {
    if read(with_sanitizers().args(["fuzz", "--version"])).is_err() {
        return Some("no cargo-fuzz (`cargo install cargo-fuzz`)".into());
    }
    None
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// The contents of the repository's files below a folder with one of these endings.
fn contents(folder: &str, endings: &[&str]) -> Result<Vec<Vec<u8>>> {
    let mut contents = Vec::new();
    for path in files()? {
        let name = path.to_string_lossy();
        if name.starts_with(folder) && endings.iter().any(|ending| name.ends_with(ending)) {
            contents.push(fs::read(root().join(&path)).with_context(|| format!("cannot read {name}"))?);
        }
    }
    Ok(contents)
}

fn models() -> Result<Vec<Vec<u8>>> {
    contents("tests/models/", &[".keras", ".h5", ".json"])
}

fn onnx_models() -> Result<Vec<Vec<u8>>> {
    contents("tests/reference/onnx/", &[".onnx"])
}

fn programs() -> Result<Vec<Vec<u8>>> {
    contents("tests/reference/torch/", &[".pt2"])
}

fn reports() -> Result<Vec<Vec<u8>>> {
    contents("tests/reports/", &[".app", ".js", ".log", ".ndjson", ".rpt", ".tcl", ".xml"])
}

/// Labels of the trained examples, which are small, and a text.
fn samples() -> Result<Vec<Vec<u8>>> {
    let mut seeds = contents("examples/models/", &["_y_test.npy"])?;
    seeds.extend([b"1 -2.5e3 0x1\n".to_vec(), b"0.5 1 -inf\n\n3 nan 4\n".to_vec()]);
    Ok(seeds)
}

/// The graphs of the pass tests, before and after.
fn graphs() -> Result<Vec<Vec<u8>>> {
    let tests = contents("tests/passes/", &[".txt"])?;
    let tests = tests.iter().map(|test| String::from_utf8_lossy(test));
    Ok(tests
        .flat_map(|test| test.split("---\n").skip(1).map(|part| part.as_bytes().to_vec()).collect::<Vec<_>>())
        .collect())
}

/// What the peer was configured with in the recorded cases.
fn records() -> Result<Vec<Value>> {
    let records = contents("tests/reference/peer/", &[".json"])?;
    let records = records.iter().filter_map(|record| serde_json::from_slice::<Value>(record).ok());
    Ok(records.filter(|record| record["hls_config"].is_object()).collect())
}

fn configs() -> Result<Vec<Vec<u8>>> {
    let as_yaml = |record: &Value| format!("{:#}", record["hls_config"]).into_bytes();
    let distinct: BTreeSet<Vec<u8>> = records()?.iter().map(as_yaml).collect();
    Ok(distinct.into_iter().collect())
}

fn precisions() -> Result<Vec<Vec<u8>>> {
    let mut texts = BTreeSet::new();
    for record in records()? {
        collect_precisions(&record["hls_config"], &mut texts);
    }
    Ok(texts.into_iter().map(String::into_bytes).collect())
}

fn collect_precisions(value: &Value, texts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.contains('<') || text == "auto" => {
            texts.insert(text.clone());
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::Array(values) => values.iter().for_each(|value| collect_precisions(value, texts)),
        Value::Object(entries) => entries.values().for_each(|value| collect_precisions(value, texts)),
    }
}

#[cfg(test)]
mod tests {
    use super::{TARGETS, names};
    use crate::shell::root;

    #[test]
    fn every_target_has_a_program_and_seeds() {
        let programs = std::fs::read_dir(root().join("fuzz/fuzz_targets")).expect("the folder of fuzz targets");
        let mut programs: Vec<String> = programs
            .map(|entry| entry.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned())
            .collect();
        programs.sort();
        assert_eq!(programs, names());
        for target in TARGETS {
            assert!((target.seeds)().is_ok_and(|seeds| seeds.len() > 5), "{}", target.name);
        }
    }
}
