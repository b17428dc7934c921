//! The Intel HLS compiler: JavaScript files below `<project>-fpga.prj/reports/lib`.

use std::path::{Path, PathBuf};

use serde_json::Value;

pub use crate::intel::Fit;
use crate::javascript::variable;
use crate::{Report, Section, files, intel};

/// Names of the estimated resources, in the order of the file.
pub const RESOURCES: [&str; 5] = ["ALUT", "FF", "RAM", "DSP", "MLAB"];

/// What the compiler estimates, what simulation measured and what place and route found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quartus {
    /// Estimated numbers of [`RESOURCES`], and what the part has of each.
    pub estimates: Option<[(f64, f64); 5]>,
    /// What simulation of the component measured.
    pub simulation: Option<Simulation>,
    /// What place and route found.
    pub fit: Option<Fit>,
}

/// Invocations of a component, and least, largest and mean number of cycles, in the words of the compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// Number of calls.
    pub invocations: String,
    /// Latency.
    pub latency: [String; 3],
    /// Distance between the starts of two calls.
    pub interval: [String; 3],
}

/// Reads `report_data.js`.
pub fn parse_estimates(script: &str) -> Option<[(f64, f64); 5]> {
    let area = variable(script, "areaJSON")?;
    let numbers = |key: &str| -> Option<Vec<f64>> { area[key].as_array()?.iter().map(Value::as_f64).collect() };
    let (total, available) = (numbers("total")?, numbers("max_resources")?);
    let pairs: Vec<(f64, f64)> = total.into_iter().zip(available).collect();
    pairs.get(..RESOURCES.len())?.try_into().ok()
}

/// Reads `verification_data.js`; `None` for a component that was not simulated.
pub fn parse_simulation(script: &str) -> Option<Simulation> {
    let verification = variable(script, "verifJSON")?;
    let data = verification["functions"].as_array()?.first()?["data"].as_array()?.iter().map(Value::as_str);
    let [invocations, latency, interval]: [&str; 3] = data.collect::<Option<Vec<_>>>()?.try_into().ok()?;
    let three = |text: &str| -> Option<[String; 3]> {
        text.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>().try_into().ok()
    };
    Some(Simulation { invocations: invocations.to_owned(), latency: three(latency)?, interval: three(interval)? })
}

/// Reads `quartus_data.js`; `None` before place and route.
pub fn parse_fit(script: &str, project: &str) -> Option<Fit> {
    fit_of(&variable(script, "quartusJSON")?, project)
}

fn fit_of(summary: &Value, project: &str) -> Option<Fit> {
    intel::fit(summary, "clock", &["alm", "reg", "dsp", "ram", "mlab"], |name| name == project)
}

/// Reads what is there.
pub(crate) fn read(folder: &Path, report: &mut Report) {
    let Some((name, library)) = library(folder) else {
        report.missing.push("HLS report not found.");
        return;
    };
    let path = library.join("report_data.js");
    let mut found = Quartus::default();
    if let Some(text) = files::text(&path) {
        found.estimates = parse_estimates(&text);
        if found.estimates.is_none() {
            report.remark(&path, "the estimate of resources cannot be read");
        }
    }
    found.simulation = files::text(&library.join("verification_data.js")).and_then(|text| parse_simulation(&text));
    // Older versions of the compiler write this as JSON only.
    let json = || serde_json::from_str(&files::text(&library.join("json/quartus.json"))?).ok();
    found.fit = match files::text(&library.join("quartus_data.js")) {
        Some(text) => parse_fit(&text, &name),
        None => json().and_then(|summary: Value| fit_of(&summary, &name)),
    };
    if found != Quartus::default() {
        report.sections.push(Section::Quartus(found));
    }
}

/// The name of a project and the folder of its reports.
fn library(folder: &Path) -> Option<(String, PathBuf)> {
    let script = files::text(&folder.join("build_lib.sh")).unwrap_or_default();
    let named = script.lines().find_map(|line| line.strip_prefix("PROJECT="));
    let named = named.map(|name| folder.join(format!("{}-fpga.prj", name.trim().trim_matches(['\'', '"']))));
    let others = || files::folders(folder, |name| name.ends_with(".prj"));
    let projects = named.into_iter().chain(others());
    let found = projects.map(|project| (project.join("reports/lib"), project)).find(|(library, _)| library.is_dir());
    let (library, project) = found?;
    let name = files::name(&project);
    let name = name.strip_suffix(".prj").unwrap_or(&name);
    Some((name.strip_suffix("-fpga").unwrap_or(name).to_owned(), library))
}
