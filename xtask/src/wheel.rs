//! The Python wheel: built, tried in an empty environment, installed where the tests need it.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell::{program, root, run};
use crate::steps::{Outcome, Steps};
use crate::venv::{Ready, Venv};

/// Builds the wheel, tries it alone, and installs it in `.venv/test`.
pub(crate) fn wheel(steps: &mut Steps) {
    build(steps);
    steps.run("wheel alone", || with(Venv::Test, |python| run(program(python).arg("scripts/smoke_wheel.py"))));
    steps.run("install wheel in .venv/test", || install(Venv::Test));
}

/// Builds the wheel into `target/wheels`.
pub(crate) fn build(steps: &mut Steps) {
    steps.run("wheel", || with(Venv::Test, |python| run(program(python).arg("scripts/build_wheel.py"))));
}

/// Installs the built wheel in an environment, without touching what it depends on.
pub(crate) fn install(venv: Venv) -> Result<Outcome> {
    with(venv, |python| {
        let mut pip = program(python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]);
        run(pip.arg("--force-reinstall").arg(built()?))
    })
}

/// Does something with the interpreter of an environment; skipped where there can be none.
pub(crate) fn with(venv: Venv, work: impl FnOnce(PathBuf) -> Result<()>) -> Result<Outcome> {
    match venv.ready()? {
        Ready::Python(python) => work(python).map(|()| Outcome::Passed),
        Ready::Missing(why) => Ok(Outcome::Skipped(format!("no environment {}: {why}", venv.name()))),
    }
}

fn built() -> Result<PathBuf> {
    let folder = root().join("target/wheels");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    let wheels: Vec<&PathBuf> = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "whl")).collect();
    match wheels[..] {
        [wheel] => Ok(wheel.clone()),
        _ => bail!("{} holds {} wheels, one is expected", folder.display(), wheels.len()),
    }
}
