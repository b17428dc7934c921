//! Python environments below `.venv`, with the requirements pinned under `scripts/requirements`.
//!
//! Those files name every package, also what packages need: nothing is resolved, so that a release made after they were
//! written cannot change an environment, and packages that name more than they import get what they import.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::shell::{program, read, root, run};
use crate::steps::say;

/// A Python environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Venv {
    /// Keras 3, TensorFlow and the peer.
    Keras3,
    /// Keras 2, TensorFlow 2.14 and the peer.
    Keras2,
    /// Keras 3 with the package of QKeras for it.
    Qkeras3,
    /// NumPy, pytest and maturin.
    Test,
}

/// An environment that is there, or why it cannot be.
pub(crate) enum Ready {
    /// The interpreter.
    Python(PathBuf),
    /// What is missing on this machine.
    Missing(String),
}

impl Venv {
    /// Name of its folder and of its requirements.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Venv::Keras3 => "keras3",
            Venv::Keras2 => "keras2",
            Venv::Qkeras3 => "qkeras3",
            Venv::Test => "test",
        }
    }

    /// The newest Python 3 that has all the pinned packages, by its minor version.
    fn newest_python(self) -> Option<u32> {
        match self {
            Venv::Keras2 => Some(11),
            Venv::Keras3 | Venv::Qkeras3 | Venv::Test => None,
        }
    }

    fn folder(self) -> PathBuf {
        root().join(".venv").join(self.name())
    }

    /// The interpreter, whether or not it is there.
    pub(crate) fn python(self) -> PathBuf {
        self.folder().join("bin/python")
    }

    /// Makes the environment, or brings it to its requirements.
    ///
    /// # Errors
    /// When an installation fails although the package registry answers.
    pub(crate) fn ready(self) -> Result<Ready> {
        let requirements = root().join("scripts/requirements").join(self.name()).with_extension("txt");
        let wanted =
            fs::read_to_string(&requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
        let stamp = self.folder().join("requirements.txt");
        if self.python().exists() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(Ready::Python(self.python()));
        }
        if !self.python().exists() {
            let base = match base_python(self.newest_python()) {
                Ok(base) => base,
                Err(why) => return Ok(Ready::Missing(why)),
            };
            run(program(base).args(["-m", "venv"]).arg(self.folder()))?;
        }
        let mut install = program(self.python());
        install
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"])
            .arg(&requirements);
        if let Err(error) = run(&mut install) {
            if let Some(why) = registry_missing(&self.python()) {
                return Ok(Ready::Missing(why));
            }
            return Err(error.context(format!("environment {}", self.name())));
        }
        fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
        say(format_args!("environment .venv/{} is ready", self.name()));
        Ok(Ready::Python(self.python()))
    }
}

/// A Python of 3.11 or later, and no newer than wanted.
fn base_python(newest: Option<u32>) -> Result<PathBuf, String> {
    let range = newest.map_or_else(|| "3.11 or later".to_owned(), |newest| format!("3.11 to 3.{newest}"));
    let candidates = ["python3.11", "python3.12", "python3.13", "python3"];
    for name in candidates {
        let version = read(program(name).args(["-c", "import sys; print(sys.version_info.minor)"]));
        let minor = version.ok().and_then(|text| text.trim().parse::<u32>().ok());
        if minor.is_some_and(|minor| minor >= 11 && newest.is_none_or(|newest| minor <= newest)) {
            return Ok(PathBuf::from(name));
        }
    }
    Err(format!("no Python {range} among {}", candidates.join(", ")))
}

/// Why the package registry cannot be asked; `None` when it answers.
fn registry_missing(python: &Path) -> Option<String> {
    let mut ask = program(python);
    ask.args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--disable-pip-version-check"]);
    let folder = tempfile::tempdir().ok()?;
    let error = read(ask.arg("--dest").arg(folder.path()).arg("iniconfig==2.3.1")).err()?;
    let text = error.to_string();
    Some(format!("the Python package registry does not answer: {}", text.lines().last().unwrap_or_default()))
}
