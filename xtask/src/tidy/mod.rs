//! House rules that no compiler checks, one file each.
//!
//! A rule reads the [`Tree`] and returns its findings, so that it can be tested on small made-up trees.

mod dependencies;
mod doc_paths;
mod duplicates;
mod file_length;
mod levels;
mod module_docs;
mod op_names;
mod orphans;
mod panics;
mod target_cost;
mod words;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, files, read, root};
use crate::steps::{Outcome, say};

/// The files of the repository, by their path from the root with forward slashes.
#[derive(Default)]
pub(crate) struct Tree {
    /// Contents; `None` for files that are not text.
    files: BTreeMap<String, Option<String>>,
}

/// What a rule found, as one line that names the file.
type Findings = Vec<String>;

/// A rule with its name.
type Rule = (&'static str, fn(&Tree) -> Findings);

const RULES: &[Rule] = &[
    ("dependencies", dependencies::check),
    ("doc paths", doc_paths::check),
    ("duplicates", duplicates::check),
    ("file length", file_length::check),
    ("module docs", module_docs::check),
    ("op names", op_names::check),
    ("orphans", orphans::check),
    ("panics", panics::check),
    ("target cost", target_cost::check),
    ("words", words::check),
];

impl Tree {
    /// The files of the working copy.
    fn read() -> Result<Tree> {
        let mut tree = Tree::default();
        for path in files()? {
            let bytes = std::fs::read(root().join(&path)).with_context(|| format!("cannot read {}", path.display()))?;
            tree.files.insert(path.to_string_lossy().replace('\\', "/"), String::from_utf8(bytes).ok());
        }
        Ok(tree)
    }

    /// A tree of made-up text files.
    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Tree {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned())));
        Tree { files: files.collect() }
    }

    /// Every path.
    fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Text files with their contents.
    fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// The contents of a text file.
    fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Rust sources of the crates, tests beside the sources included.
    fn crate_sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| crate_of(path).is_some() && path.ends_with(".rs"))
    }
}

/// The crate folder of a path such as `crates/<crate>/src/...`.
fn crate_of(path: &str) -> Option<&str> {
    let (name, rest) = path.strip_prefix("crates/")?.split_once('/')?;
    rest.starts_with("src/").then_some(name)
}

/// Applies every rule to the working copy.
///
/// # Errors
/// Names every finding.
pub(crate) fn tidy() -> Result<Outcome> {
    let tree = Tree::read()?;
    let metadata = read(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata = serde_json::from_str(&metadata).context("cargo metadata is no JSON")?;
    let architecture = tree.text(levels::PAGE).unwrap_or_default();
    let mut findings: Vec<String> =
        levels::check(&metadata, architecture).into_iter().map(|finding| format!("levels: {finding}")).collect();
    for (name, rule) in RULES {
        findings.extend(rule(&tree).into_iter().map(|finding| format!("{name}: {finding}")));
    }
    for finding in &findings {
        say(finding);
    }
    if findings.is_empty() {
        return Ok(Outcome::Passed);
    }
    bail!("{} findings", findings.len())
}

/// Applies a rule to a made-up tree and compares what it finds.
#[cfg(test)]
fn check(rule: fn(&Tree) -> Findings, files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(rule(&Tree::of(files)), expected);
}
