//! Fuzzing of everything that reads what a user gives.
//!
//! The seeds are made from test files at each start, so that the repository holds no copies. Findings stay under
//! `target/fuzz/<target>/artifacts`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell::{files, program, read, root, run};
use crate::steps::{Outcome, Steps};

/// Seconds that one input may take.
const TIMEOUT: u32 = 1;
/// Memory that a target may take, in MB.
const MEMORY: u32 = 512;

/// A fuzz target: its name and what makes its seeds.
struct Target {
    name: &'static str,
    seeds: fn() -> Result<Vec<Vec<u8>>>,
}

const TARGETS: &[Target] = &[
    Target { name: "config", seeds: configs },
    Target { name: "ir_text", seeds: graphs },
    Target { name: "keras", seeds: models },
    Target { name: "precision", seeds: precisions },
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
    let mut command = program("cargo");
    // The toolchain that runs this task must not decide for the nightly one.
    command.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
    command.args(["+nightly", "fuzz", "run", "--target-dir", "target/fuzz/build", target.name]);
    command.args([&found, &seeds]).arg("--");
    command.arg(format!("-runs={runs}")).arg(format!("-timeout={TIMEOUT}")).arg(format!("-rss_limit_mb={MEMORY}"));
    command.args(["-seed=1", "-print_final_stats=1"]).arg(format!("-artifact_prefix={}/", artifacts.display()));
    run(&mut command)?;
    Ok(Outcome::Passed)
}

/// What keeps this machine from fuzzing.
fn missing() -> Option<String> {
    let answers = |arguments: &[&str]| {
        let mut command = program("cargo");
        read(command.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO").args(arguments)).is_ok()
    };
    if !answers(&["+nightly", "--version"]) {
        return Some("no nightly toolchain (`rustup toolchain install nightly`)".into());
    }
    if !answers(&["+nightly", "fuzz", "--version"]) {
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
