//! The examples: all of them run, in a folder that is thrown away.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell::{built_path, cargo, files, program, run};
use crate::steps::{Outcome, Steps};
use crate::venv::Venv;
use crate::wheel;

/// Folders of examples; the others hold what examples use.
const LANGUAGES: [&str; 3] = ["examples/cli", "examples/python", "examples/rust"];

/// One step for each example.
///
/// # Errors
/// When the examples cannot be listed.
pub(crate) fn examples(steps: &mut Steps) -> Result<()> {
    let scratch = tempfile::tempdir().context("cannot make a scratch folder")?;
    for path in listed()? {
        let name = path.display().to_string();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let folder = scratch.path().join(name.replace('/', "-"));
        steps.run(&name, || run_example(&path, &stem, &folder));
    }
    Ok(())
}

fn run_example(path: &Path, stem: &str, folder: &Path) -> Result<Outcome> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("rs") => {
            run(cargo().args(["run", "--quiet", "--package", "hlsmith", "--example", stem, "--"]).arg(folder))?;
        }
        Some("sh") => {
            run(cargo().args(["build", "--quiet", "--package", "hlsmith-cli"]))?;
            run(program("bash").arg(path).arg(folder).env("PATH", built_path()?))?;
        }
        Some("py") => {
            return wheel::with(Venv::Test, |python| run(program(python).arg(path).arg(folder)));
        }
        Some(_) | None => bail!("nothing here can run it"),
    }
    Ok(Outcome::Passed)
}

/// The examples of each language, sorted.
fn listed() -> Result<Vec<PathBuf>> {
    let is_example = |path: &PathBuf| LANGUAGES.iter().any(|folder| path.starts_with(folder));
    Ok(files()?.into_iter().filter(is_example).collect())
}
