//! The oneAPI compiler: lines of JSON below `build/<project>.<target>.prj/reports/resources/json`.

use std::path::{Path, PathBuf};

use serde_json::Value;

pub use crate::intel::Fit;
use crate::{Figure, Report, Section, files, intel};

/// Resources of an estimate, in the order of the file.
pub const RESOURCES: [&str; 5] = ["alut", "reg", "ram", "dsp", "mlab"];
/// Resources of a fit.
pub const FITTED: [&str; 6] = ["alm", "alut", "reg", "dsp", "ram", "mlab"];

/// What the compiler says of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct OneApi {
    /// `report`, `fpga_sim` or `fpga`.
    pub target: String,
    /// What place and route found, of the target `fpga`.
    pub fit: Option<Fit>,
    /// What the compiler estimates of [`RESOURCES`], and what the part has.
    pub estimate: Option<([Figure; 5], [Figure; 5])>,
    /// The slowest, the least often started and the longest loop.
    pub loops: Option<Loops>,
}

/// The worst of all loops and blocks, each by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loops {
    /// The lowest frequency, in MHz.
    pub frequency: f64,
    /// The largest initiation interval.
    pub interval: u64,
    /// The longest latency in cycles, of one loop and not from input to output.
    pub latency: f64,
}

/// Reads `summary.ndjson`.
pub fn parse_estimate(text: &str) -> Option<([Figure; 5], [Figure; 5])> {
    let row = |name: &str| -> Option<[Figure; 5]> {
        let line = lines(text).find(|line| line["parent"] == "estimatedResources" && line["name"] == name)?;
        let figures: Option<Vec<Figure>> = line["data"].as_array()?.iter().take(5).map(intel::figure).collect();
        figures?.try_into().ok()
    };
    Some((row("Total")?, row("Available")?))
}

/// Reads `loop_attr.ndjson`.
pub fn parse_loops(text: &str) -> Option<Loops> {
    let number = |value: &Value| intel::figure(value)?.0.trim_start_matches(['~', '>', '=']).parse::<f64>().ok();
    let mut worst: Option<Loops> = None;
    for line in lines(text) {
        let numbers = [number(&line["af"]), number(&line["ii"]), number(&line["lt"])];
        let [Some(frequency), Some(interval), Some(latency)] = numbers else { continue };
        if [frequency, interval, latency].iter().any(|number| !number.is_finite()) {
            continue;
        }
        let interval = interval as u64;
        worst = Some(worst.map_or(Loops { frequency, interval, latency }, |worst| Loops {
            frequency: worst.frequency.min(frequency),
            interval: worst.interval.max(interval),
            latency: worst.latency.max(latency),
        }));
    }
    worst
}

/// Reads `quartus.ndjson`, of which the node named as the kernel counts; `None` before place and route.
pub fn parse_fit(text: &str, kernel: &str) -> Option<Fit> {
    let summary = serde_json::from_str(text).ok()?;
    intel::fit(&summary, "clock fmax", &FITTED, |name| name.eq_ignore_ascii_case(kernel))
}

/// The lines that are JSON.
fn lines(text: &str) -> impl Iterator<Item = Value> {
    text.lines().filter_map(|line| serde_json::from_str(line).ok())
}

/// Reads what is there.
pub(crate) fn read(folder: &Path, report: &mut Report) {
    for (name, target, json) in projects(folder) {
        let text = |file: &str| files::text(&json.join(file));
        // The name of a kernel is that of the project in camel case.
        let kernel = name.replace('_', "");
        let fit = text("quartus.ndjson").and_then(|text| parse_fit(&text, &kernel));
        let estimate = text("summary.ndjson").and_then(|text| parse_estimate(&text));
        let loops = text("loop_attr.ndjson").and_then(|text| parse_loops(&text));
        if fit.is_some() || estimate.is_some() || loops.is_some() {
            let fit = fit.filter(|_| target == "fpga");
            report.sections.push(Section::OneApi(OneApi { target, fit, estimate, loops }));
        } else {
            report.remark(&json, "nothing could be read from these reports");
        }
    }
    if report.sections.is_empty() {
        report.missing.push("oneAPI report not found.");
    }
}

/// Name, target and folder of the reports of every project, in alphabetical order.
fn projects(folder: &Path) -> Vec<(String, String, PathBuf)> {
    let mut found = Vec::new();
    for parent in [folder.to_owned()].into_iter().chain(files::folders(folder, |_| true)) {
        for project in files::folders(&parent, |name| name.ends_with(".prj")) {
            let name = files::name(&project);
            let Some((name, target)) = name.trim_end_matches(".prj").rsplit_once('.') else { continue };
            let json = project.join("reports/resources/json");
            if json.is_dir() {
                found.push((name.to_owned(), target.to_owned(), json));
            }
        }
    }
    if found.is_empty() && folder.join("summary.ndjson").is_file() {
        found.push((files::name(folder), "report".to_owned(), folder.to_owned()));
    }
    found
}
