//! `hlsmith doctor`: which programs of others are there.

use hlsmith::{Diagnostics, Result, doctor};

use crate::output::Output;

pub(crate) fn run(output: &mut Output) -> Result<()> {
    output.progress("asking the tools for their versions");
    let findings = doctor();
    output.result(&findings.to_string(), findings.to_json(), &Diagnostics::new());
    Ok(())
}
