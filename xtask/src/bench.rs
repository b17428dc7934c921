//! Measurements of speed.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell::{cargo, read, run};
use crate::steps::{Outcome, Steps};

/// One step for each package with benchmarks; criterion compares with the run before.
///
/// # Errors
/// When cargo cannot list the packages, or none has benchmarks.
pub(crate) fn bench(steps: &mut Steps) -> Result<()> {
    let metadata = read(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata is no JSON")?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let benched: Vec<&str> =
        packages.filter(|package| has_bench(package)).filter_map(|package| package["name"].as_str()).collect();
    if benched.is_empty() {
        bail!("no package has benchmarks");
    }
    for name in benched {
        steps.run(&format!("bench {name}"), || {
            run(cargo().args(["bench", "--package", name, "--benches"]))?;
            Ok(Outcome::Passed)
        });
    }
    Ok(())
}

fn has_bench(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    targets.filter_map(|target| target["kind"].as_array()).flatten().any(|kind| kind == "bench")
}
