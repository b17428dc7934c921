//! `hlsmith report`: what the vendor's tools say of a project.

use hlsmith::{Result, report};
use serde_json::{Map, Value, json};

use crate::arguments::ReportArguments;
use crate::output::Output;

pub(crate) fn run(arguments: &ReportArguments, output: &mut Output) -> Result<()> {
    let report = report::read(&arguments.project)?;
    let estimates = report.modules.iter().map(|(name, estimate)| (name.clone(), report::estimate(estimate)));
    let modules: Map<String, Value> = estimates.collect();
    let value = json!({
        "kind": report.kind.as_str(),
        "report": report.to_document(),
        "modules": modules,
        "missing": report.missing,
    });
    output.result(&report.to_string(), value, &report.remarks);
    Ok(())
}
