//! Measurements of speed.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell::{cargo, program, read, run};
use crate::steps::{Outcome, Steps};
use crate::venv::Venv;
use crate::wheel;

/// The comparison with the peer, then one step for each package with benchmarks; criterion compares with the run before.
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
    peer(steps);
    for name in benched {
        steps.run(&format!("bench {name}"), || {
            run(cargo().args(["bench", "--package", name, "--benches"]))?;
            Ok(Outcome::Passed)
        });
    }
    Ok(())
}

/// hlsmith beside hls4ml, in one run on the same model and inputs.
fn peer(steps: &mut Steps) {
    wheel::build(steps);
    steps.run("bench beside the peer", || match wheel::install(Venv::Keras3)? {
        Outcome::Passed => wheel::with(Venv::Keras3, |python| run(program(python).arg("scripts/bench_peer.py"))),
        skipped @ Outcome::Skipped(_) => Ok(skipped),
    });
}

fn has_bench(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    targets.filter_map(|target| target["kind"].as_array()).flatten().any(|kind| kind == "bench")
}
