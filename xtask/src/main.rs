//! Developer tasks of hlsmith: `cargo xtask <task>`.

mod bench;
mod ci;
mod demo;
mod docs;
mod examples;
mod fuzz;
mod programs;
mod record;
mod shell;
mod steps;
mod test;
mod tidy;
mod venv;
mod wheel;

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
    /// Measure speed.
    Bench,
    /// Check everything a change must pass: format, lints, documentation, and the test command.
    Ci,
    /// Take trained models all the way: predict, write the project, build its C++ and compare every bit.
    Demo {
        /// One model instead of all.
        #[arg(long)]
        model: Option<String>,
    },
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
    /// Record the reference numbers under `tests/reference` with the peer.
    RecordReference {
        /// Record again what is already there.
        #[arg(long)]
        force: bool,
    },
    /// Run all tests.
    Test {
        /// Take every case of the suite instead of a seeded part.
        #[arg(long)]
        full: bool,
    },
    /// Check the house rules that no compiler checks.
    Tidy,
    /// Make a Python environment below `.venv` with its pinned requirements.
    Venv {
        /// Which one.
        #[arg(value_enum)]
        name: Venv,
    },
    /// Build the Python wheel, try it alone, and install it in `.venv/test`.
    Wheel,
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
    let mut steps = Steps::default();
    match task {
        Task::Bench => bench::bench(&mut steps)?,
        Task::Ci => ci::ci(&mut steps)?,
        Task::Demo { model } => demo::demo(&mut steps, model.as_deref())?,
        Task::Docs { check: false } => docs::write(&mut steps),
        Task::Docs { check: true } => docs::check(&mut steps),
        Task::Fuzz { runs, targets } => fuzz::fuzz(&mut steps, runs, &targets),
        Task::RecordReference { force } => record::record(&mut steps, force),
        Task::Test { full } => test::test(&mut steps, full)?,
        Task::Tidy => {
            steps.run("tidy", tidy::tidy);
        }
        Task::Venv { name } => {
            return match name.ready()? {
                Ready::Python(python) => {
                    say(python.display());
                    Ok(())
                }
                Ready::Missing(why) => bail!("{why}"),
            };
        }
        Task::Wheel => wheel::wheel(&mut steps),
    }
    steps.finish()
}
