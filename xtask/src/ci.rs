//! What a change must pass: format, lints, documentation of the code, licences, and the test command.

use anyhow::Result;

use crate::shell::{cargo, read, run};
use crate::steps::{Outcome, Steps};
use crate::test;

/// Runs every check in order.
///
/// # Errors
/// As [`test::test`].
pub(crate) fn ci(steps: &mut Steps) -> Result<()> {
    steps.run("format", || {
        run(cargo().args(["fmt", "--all", "--check"]))?;
        Ok(Outcome::Passed)
    });
    steps.run("lints", || {
        run(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
        Ok(Outcome::Passed)
    });
    steps.run("documentation of the code", || {
        let mut doc = cargo();
        doc.args(["doc", "--quiet", "--workspace", "--no-deps", "--document-private-items"]);
        run(doc.env("RUSTDOCFLAGS", "--deny warnings"))?;
        Ok(Outcome::Passed)
    });
    steps.run("licences and sources of dependencies", || {
        if read(cargo().args(["deny", "--version"])).is_err() {
            return Ok(Outcome::Skipped("no cargo-deny (`cargo install cargo-deny`)".into()));
        }
        run(cargo().args(["deny", "check", "licenses", "bans", "sources"]))?;
        Ok(Outcome::Passed)
    });
    test::test(steps, false)
}
