//! Developer tasks of hlsmith: `cargo xtask <task>`.

mod docs;
mod fuzz;
mod shell;
mod steps;
mod tidy;
mod venv;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};

use steps::{Steps, say};
use venv::{Ready, Venv};

/// Developer tasks of hlsmith.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", arg_required_else_help = true)]
struct Xtask {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Write the generated documents anew.
    Docs {
        /// Compare them instead, and run the examples of all documents.
        #[arg(long)]
        check: bool,
    },
    /// Fuzz everything that reads what a user gives; needs a nightly toolchain and cargo-fuzz.
    Fuzz {
        /// Inputs tried for each target.
        #[arg(long, default_value_t = 1_000_000)]
        runs: u64,
        /// Targets; by default all.
        #[arg(value_parser = fuzz::names())]
        targets: Vec<String>,
    },
    /// Check the house rules that no compiler checks.
    Tidy,
    /// Make a Python environment below `.venv` with its pinned requirements.
    Venv {
        /// Which one.
        #[arg(value_enum)]
        name: Venv,
    },
}

fn main() -> ExitCode {
    match run(Xtask::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Checks the words of a command line without running it.
///
/// # Errors
/// When there is no such task.
fn parse<'a>(words: impl Iterator<Item = &'a str>) -> Result<()> {
    Xtask::try_parse_from(std::iter::once("cargo xtask").chain(words))?;
    Ok(())
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Docs { check } => {
            let mut steps = Steps::default();
            if check {
                docs::check(&mut steps)
            } else {
                docs::write(&mut steps)
            }
            steps.finish()
        }
        Task::Fuzz { runs, targets } => {
            let mut steps = Steps::default();
            fuzz::fuzz(&mut steps, runs, &targets);
            steps.finish()
        }
        Task::Tidy => {
            let mut steps = Steps::default();
            steps.run("tidy", tidy::tidy);
            steps.finish()
        }
        Task::Venv { name } => match name.ready()? {
            Ready::Python(python) => {
                say(python.display());
                Ok(())
            }
            Ready::Missing(why) => bail!("{why}"),
        },
    }
}
