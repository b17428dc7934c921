//! Which programs of others are there, and what each is for.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::tools::Tool;

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The program.
    pub tool: Tool,
    /// Where it is, when it is on `PATH`.
    pub path: Option<PathBuf>,
    /// What it says of its version.
    pub version: Option<String>,
}

/// What is known of every program that hlsmith may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// The programs, in the order of [`Tool::ALL`].
    pub findings: Vec<Finding>,
}

/// Looks for every program that hlsmith may call and asks each for its version.
pub fn doctor() -> Findings {
    let of = |&tool: &Tool| {
        let path = tool.find().ok();
        let version = path.as_deref().and_then(|path| version(path, tool.version_argument()));
        Finding { tool, path, version }
    };
    Findings { findings: Tool::ALL.iter().map(of).collect() }
}

/// The first line that a program says of its version and that has a digit; `None` when it says none in time.
fn version(program: &Path, argument: &str) -> Option<String> {
    let mut child = Command::new(program)
        .arg(argument)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let start = Instant::now();
    while child.try_wait().ok()?.is_none() {
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(str::trim).find(|line| line.contains(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

impl Findings {
    /// The findings as a JSON object.
    pub fn to_json(&self) -> Value {
        let finding = |finding: &Finding| {
            json!({
                "program": finding.tool.program(),
                "path": finding.path,
                "version": finding.version,
                "enables": finding.tool.enables(),
            })
        };
        json!({ "tools": self.findings.iter().map(finding).collect::<Vec<_>>() })
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { tool, path, version } in &self.findings {
            let program = tool.program();
            match (path, version) {
                (Some(path), Some(version)) => writeln!(f, "{program}: {} ({version})", path.display())?,
                (Some(path), None) => writeln!(f, "{program}: {} (says no version)", path.display())?,
                (None, _) => writeln!(f, "{program}: not found; it would allow {}", tool.enables())?,
            }
        }
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::version;

    fn check(script: &str, expected: Option<&str>) {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("program");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("executable");
        assert_eq!(version(&program, "--version").as_deref(), expected);
    }

    #[test]
    fn programs_say_their_version_or_nothing() {
        check("echo; echo A tool; echo '  Version 2023.2 of it'", Some("Version 2023.2 of it"));
        check("echo \"asked for $1, 1\"", Some("asked for --version, 1"));
        check("exit 3", None);
    }
}
