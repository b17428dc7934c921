//! Finding and reading the files of a project folder.

use std::fs;
use std::path::{Path, PathBuf};

/// Longest report that is read, in bytes.
const LIMIT: u64 = 256 << 20;

/// The text of a file, with replacement characters where it is none; `None` when it is missing or too long.
pub(crate) fn text(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > LIMIT {
        return None;
    }
    Some(String::from_utf8_lossy(&fs::read(path).ok()?).into_owned())
}

/// The entries of a folder, sorted by name; none when it cannot be listed.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    entries
}

/// The folders in a folder whose name passes, sorted by name.
pub(crate) fn folders(folder: &Path, passes: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir() && passes(&name(path))).collect()
}

/// The folders at most `depth` levels below a folder that `passes` takes, the upper ones first. Links are not followed.
pub(crate) fn below(folder: &Path, depth: usize, passes: &impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut level = vec![folder.to_owned()];
    for _ in 0..depth {
        level = level.iter().flat_map(|folder| folders(folder, |_| true)).filter(|path| !path.is_symlink()).collect();
        found.extend(level.iter().filter(|path| passes(path)).cloned());
    }
    found
}

/// The last part of a path.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Numbers in a name, for ordering `v9` before `v10`.
pub(crate) fn natural(path: &Path) -> Vec<(String, u64)> {
    let name = name(path);
    let mut parts = Vec::new();
    let mut rest = name.as_str();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(digits);
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (number, tail) = tail.split_at(end);
        parts.push((word.to_owned(), number.parse().unwrap_or(0)));
        rest = tail;
    }
    parts
}

/// What a line `set NAME VALUE` of a Tcl script gives to a variable, without quotes and braces.
pub(crate) fn tcl_variable<'a>(script: &'a str, variable: &str) -> Option<&'a str> {
    script.lines().find_map(|line| {
        let rest = line.trim().strip_prefix("set ")?.trim_start();
        let value = rest.strip_prefix(variable)?;
        value.starts_with(char::is_whitespace).then(|| bare(value))
    })
}

/// A value of a YAML file with one `KEY: VALUE` a line.
pub(crate) fn yaml_value<'a>(document: &'a str, key: &str) -> Option<&'a str> {
    document.lines().find_map(|line| Some(bare(line.strip_prefix(key)?.strip_prefix(':')?)))
}

/// A word without blanks, quotes or braces around it.
fn bare(value: &str) -> &str {
    value.trim().trim_matches(|c| matches!(c, '"' | '\'' | '{' | '}'))
}
