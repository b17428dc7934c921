//! Developer tasks of hlsmith: `cargo xtask <task>`.

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

fn run(task: Task) -> Result<()> {
    match task {
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
