//! Running programs in the repository.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::steps::say;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// A program to run in the root of the repository.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo that runs this task.
pub(crate) fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The path on which the program of the debug build comes first.
///
/// # Errors
/// When a folder on the path cannot be part of one.
pub(crate) fn built_path() -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(root().join("target/debug")).chain(std::env::split_paths(&path)))?)
}

/// Runs a command to its end, its output shown.
///
/// # Errors
/// When it cannot be started or fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    say(format_args!("$ {shown}"));
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if status.success() {
        return Ok(());
    }
    bail!("`{shown}` ended with {status}")
}

/// Runs a command to its end, its output shown; its error repeats the lines that name a failure, so that the end of a
/// long log tells what went wrong.
///
/// # Errors
/// When it cannot be started or fails.
pub(crate) fn run_noting_failures(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    say(format_args!("$ {shown}"));
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{shown}`"))?;
    let mut failures = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.with_context(|| format!("cannot read what `{shown}` prints"))?;
            let line = String::from_utf8_lossy(&line);
            say(&line);
            failures.extend(names_failure(&line).then(|| line.into_owned()));
        }
    }
    let status = child.wait().with_context(|| format!("cannot wait for `{shown}`"))?;
    if status.success() {
        return Ok(());
    }
    failures.truncate(MOST_FAILURES);
    bail!("`{shown}` ended with {status}\n{}", failures.join("\n"))
}

/// Failures repeated at the end; more of them say no more.
const MOST_FAILURES: usize = 20;

/// Whether a line of the test harness names a failed test or where it failed.
fn names_failure(line: &str) -> bool {
    line.contains("--- FAILED") || line.contains(" panicked at ")
}

/// Runs a command to its end and returns what it printed.
///
/// # Errors
/// When it cannot be started or fails; the message carries the end of its error output.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = errors.lines().filter(|line| !line.trim().is_empty()).collect();
        let last = lines[lines.len().saturating_sub(5)..].join("\n");
        bail!("`{shown}` ended with {}\n{last}", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` printed text that is not UTF-8"))
}

/// The command as one types it, paths below the root relative.
fn shown(command: &Command) -> String {
    let root = root();
    let relative = |word: &OsStr| {
        let path = Path::new(word);
        path.strip_prefix(&root).unwrap_or(path).display().to_string()
    };
    let program = if Path::new(command.get_program()).file_name() == Some(OsStr::new("cargo")) {
        "cargo".to_owned()
    } else {
        relative(command.get_program())
    };
    std::iter::once(program).chain(command.get_args().map(relative)).collect::<Vec<_>>().join(" ")
}

/// The files that belong to the repository, tracked or about to be, relative to the root and sorted.
///
/// # Errors
/// When git cannot tell.
pub(crate) fn files() -> Result<Vec<PathBuf>> {
    let listed = read(program("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    let mut files: Vec<PathBuf> = listed
        .split('\0')
        .filter(|file| !file.is_empty())
        .map(PathBuf::from)
        .filter(|file| root().join(file).is_file())
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}
