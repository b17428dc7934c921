//! The `hlsmith` command line: arguments, exit codes, progress, printing.
//!
//! Exit codes: 0 the work is done, 1 the work failed, 2 the command was used wrongly.

mod arguments;
mod commands;
mod output;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Cli, Command};
use crate::output::Output;

/// Runs the program with the given arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version count as success, a wrong command line as wrong use.
            let code = if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
            let _ = error.print();
            return code;
        }
    };
    let mut output = Output::new(cli.json);
    let result = match &cli.command {
        Command::Build(arguments) => commands::build::run(arguments, &mut output),
        Command::Config(arguments) => commands::config::run(arguments, &mut output),
        Command::Convert(arguments) => commands::convert::run(arguments, &mut output),
        Command::Doctor => commands::doctor::run(&mut output),
        Command::Inspect(arguments) => commands::inspect::run(arguments, &mut output),
        Command::Predict(arguments) => commands::predict::run(arguments, &mut output),
        Command::Profile(arguments) => commands::profile::run(arguments, &mut output),
        Command::Report(arguments) => commands::report::run(arguments, &mut output),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(findings) => output.fail(&findings),
    }
}
