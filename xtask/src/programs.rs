//! Programs of the system that tests run.

use std::process::Stdio;

use anyhow::Result;

use crate::shell::{program, run};
use crate::steps::{Outcome, Steps};

/// A program and the package of Debian that has it.
const PROGRAMS: [(&str, &str); 4] = [("tclsh", "tcl"), ("make", "make"), ("cmake", "cmake"), ("bash", "bash")];

/// What tells tests which programs this machine cannot have.
const WITHOUT: &str = "HLSMITH_WITHOUT";

/// The variable that tells tests which programs they do without, and its value.
pub(crate) type Without = (&'static str, String);

/// Installs the programs that are missing, where this is a Debian and its root; the others are named in what is returned, and
/// shown as skipped.
pub(crate) fn ready(steps: &mut Steps) -> Without {
    let missing = || PROGRAMS.into_iter().filter(|(name, _)| !is_there(name));
    steps.run("programs of tests", || {
        let packages: Vec<&str> = missing().map(|(_, package)| package).collect();
        if !packages.is_empty() {
            // What could not be installed is still missing below.
            _ = install(&packages);
        }
        let names: Vec<&str> = missing().map(|(name, _)| name).collect();
        match names[..] {
            [] => Ok(Outcome::Passed),
            _ => Ok(Outcome::Skipped(format!("no {}: what they read is not checked", names.join(", ")))),
        }
    });
    let names: Vec<&str> = missing().map(|(name, _)| name).collect();
    (WITHOUT, names.join(","))
}

fn install(packages: &[&str]) -> Result<()> {
    run(program("apt-get").args(["update", "--quiet"]))?;
    run(program("apt-get").args(["install", "--quiet", "--yes", "--no-install-recommends"]).args(packages))
}

/// Whether a program can be started; each ends at the end of its input.
fn is_there(name: &str) -> bool {
    program(name).arg("/dev/null").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
