//! Named steps of a task: what runs, how long it took, what was left out and why.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::{Error, Result, bail};

/// How a step ended when it did not fail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was done.
    Passed,
    /// It could not be tried here; the text says what is missing.
    Skipped(String),
}

/// One ended step.
struct Ended {
    name: String,
    result: Result<Outcome, String>,
    time: Duration,
}

/// The steps of one task, in order. A failed step does not stop the next one, so that one run shows everything.
#[derive(Default)]
pub(crate) struct Steps {
    ended: Vec<Ended>,
}

impl Steps {
    /// Runs a step and prints how it ended; true when it passed.
    pub(crate) fn run(&mut self, name: &str, step: impl FnOnce() -> Result<Outcome>) -> bool {
        say(format_args!("\n==> {name}"));
        let start = Instant::now();
        let result = step().map_err(|error| chain(&error));
        let ended = Ended { name: name.to_owned(), result, time: start.elapsed() };
        say(format_args!("<== {ended}"));
        let is_passed = ended.result == Ok(Outcome::Passed);
        self.ended.push(ended);
        is_passed
    }

    /// Prints every step with its time, skipped and failed ones last and in words.
    ///
    /// # Errors
    /// Names the steps that failed.
    pub(crate) fn finish(self) -> Result<()> {
        say(format_args!("\nsummary"));
        let is_passed = |ended: &&Ended| ended.result == Ok(Outcome::Passed);
        let (passed, others): (Vec<&Ended>, Vec<&Ended>) = self.ended.iter().partition(is_passed);
        for ended in passed.iter().chain(&others) {
            say(format_args!("  {ended}"));
        }
        let total: Duration = self.ended.iter().map(|ended| ended.time).sum();
        let failed: Vec<&str> =
            self.ended.iter().filter(|ended| ended.result.is_err()).map(|ended| ended.name.as_str()).collect();
        say(format_args!(
            "{} passed, {} skipped, {} failed in {:.0} s",
            passed.len(),
            others.len() - failed.len(),
            failed.len(),
            total.as_secs_f64()
        ));
        if failed.is_empty() {
            return Ok(());
        }
        bail!("failed: {}", failed.join(", "))
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ended { name, result, time } = self;
        let seconds = time.as_secs_f64();
        match result {
            Ok(Outcome::Passed) => write!(f, "passed  {name} ({seconds:.1} s)"),
            Ok(Outcome::Skipped(why)) => write!(f, "SKIPPED {name}: {why}"),
            Err(why) => write!(f, "FAILED  {name} ({seconds:.1} s): {why}"),
        }
    }
}

/// An error with its causes on one line.
fn chain(error: &Error) -> String {
    error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Prints a line of progress.
#[allow(clippy::print_stdout, reason = "developer tasks talk to a terminal, and only here")]
pub(crate) fn say(line: impl fmt::Display) {
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::{Outcome, Steps};

    #[test]
    fn a_failure_is_named_and_does_not_stop_the_next_step() {
        let mut steps = Steps::default();
        let mut ran = false;
        steps.run("first", || bail!("broken"));
        steps.run("second", || Ok(Outcome::Skipped("no tool".into())));
        steps.run("third", || {
            ran = true;
            Ok(Outcome::Passed)
        });
        assert!(ran);
        assert_eq!(steps.finish().map_err(|error| error.to_string()), Err("failed: first".to_owned()));
    }

    #[test]
    fn a_skipped_step_is_no_failure_but_is_told_apart() {
        let mut steps = Steps::default();
        steps.run("only", || Ok(Outcome::Skipped("no tool".into())));
        assert_eq!(steps.ended[0].to_string(), "SKIPPED only: no tool");
        assert!(steps.finish().is_ok());
    }
}
