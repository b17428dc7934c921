//! Everything the program prints.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the one place that prints")]

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

use hlsmith::{Code, Diagnostics};
use indicatif::ProgressBar;
use serde_json::{Value, json};

/// Where results, remarks and progress go: text for people, one JSON object for machines.
pub(crate) struct Output {
    json: bool,
    progress: Option<ProgressBar>,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, progress: None }
    }

    /// Whether the result is for machines.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Shows what is going on, on a terminal only.
    pub(crate) fn progress(&mut self, message: &str) {
        if self.json || !std::io::stderr().is_terminal() {
            return;
        }
        let bar = self.progress.get_or_insert_with(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        bar.set_message(message.to_owned());
    }

    /// Prints remarks about work that went on.
    pub(crate) fn remarks(&mut self, remarks: &Diagnostics) {
        self.end_progress();
        if !self.json && !remarks.is_empty() {
            eprintln!("{remarks}");
        }
    }

    /// Prints the result: `text` for people, or `value` with the remarks for machines.
    pub(crate) fn result(&mut self, text: &str, value: Value, remarks: &Diagnostics) {
        self.remarks(remarks);
        if self.json {
            let mut value = value;
            if let Value::Object(object) = &mut value {
                object.insert("remarks".to_owned(), remarks.to_json());
            }
            println!("{value:#}");
        } else {
            print!("{text}");
        }
    }

    /// Prints why the work failed and says with which code to exit.
    pub(crate) fn fail(&mut self, findings: &Diagnostics) -> ExitCode {
        self.end_progress();
        if self.json {
            println!("{:#}", json!({ "errors": findings.to_json() }));
        } else {
            eprintln!("{findings}");
        }
        let is_usage = findings.iter().any(|finding| finding.code == Code::Usage);
        ExitCode::from(if is_usage { 2 } else { 1 })
    }

    fn end_progress(&mut self) {
        if let Some(bar) = self.progress.take() {
            bar.finish_and_clear();
        }
    }
}
