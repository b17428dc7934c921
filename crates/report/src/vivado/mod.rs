//! Vivado HLS, Vitis HLS and `v++`: the same reports in slightly different places.

mod cosim;
mod csynth;
mod implementation;
mod timing;
mod utilization;

use std::path::{Path, PathBuf};

pub use cosim::{Cosim, Measured};
pub use csynth::CSynthesis;
pub use implementation::Used;
pub use timing::Timing;

use crate::{Report, Section, files};

/// How deep below the folder of a project those of `v++` lie.
const DEPTH: usize = 5;
/// What ends the names of the cores that stand around a design on a board.
const SUFFIXES: [&str; 4] = ["_axi", "_axi_master", "_axi_stream", "_axi_lite"];

/// The text of one report: `None` when it says nothing.
pub fn parse_csynth(text: &str) -> Option<CSynthesis> {
    csynth::parse(text)
}

/// The names of the solutions in the file of a tool's project, such as `hls.app`, and the top function.
pub fn parse_application(text: &str) -> (Vec<String>, Option<String>) {
    csynth::application(text)
}

/// See [`parse_csynth`]: the report of co-simulation, and the list of transactions if there is one.
pub fn parse_cosim(text: &str, transactions: Option<&str>) -> Option<Cosim> {
    cosim::parse(text, transactions)
}

/// See [`parse_csynth`]: the utilisation after logic synthesis.
pub fn parse_utilization(text: &str) -> Option<crate::Figures> {
    utilization::parse(text)
}

/// See [`parse_csynth`]: the hierarchical utilisation of a placed design.
pub fn parse_implementation(text: &str) -> Option<Vec<Used>> {
    implementation::parse(text)
}

/// See [`parse_csynth`]: the summary of a timing report.
pub fn parse_timing(text: &str) -> Option<Timing> {
    timing::parse(text)
}

/// Where the reports of a project are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The name of the top function.
    pub top: String,
    /// The folder of the tool's project, such as `myproject_prj`.
    pub project: Option<PathBuf>,
    /// The solutions, by name.
    pub solutions: Vec<String>,
    /// The folder of the first one, with `syn` and `sim`.
    pub solution: Option<PathBuf>,
    /// Whether the project is for a board.
    pub is_accelerator: bool,
}

impl Places {
    /// Looks for the reports of a project.
    pub fn of(folder: &Path) -> Places {
        let script = files::text(&folder.join("project.tcl")).unwrap_or_default();
        let config = files::text(&folder.join("hls4ml_config.yml")).unwrap_or_default();
        let named = files::tcl_variable(&script, "project_name")
            .or_else(|| files::tcl_variable(&script, "myproject"))
            .or_else(|| files::yaml_value(&config, "ProjectName"));
        let backend = files::tcl_variable(&script, "backend").or_else(|| files::yaml_value(&config, "Backend"));
        let is_accelerator = backend.is_some_and(|backend| {
            let backend = backend.to_lowercase();
            backend.contains("accelerator") || backend.contains("unified")
        });
        let by_name = named.map(|name| folder.join(format!("{name}_prj"))).filter(|path| path.is_dir());
        let project = by_name.or_else(|| files::folders(folder, |name| name.ends_with("_prj")).into_iter().next());
        let (solutions, app_top) = project.as_deref().map(applications).unwrap_or_default();
        let in_project = project.as_ref().and_then(|project| {
            let first = solutions.first().map(|name| project.join(name)).filter(|path| path.is_dir());
            first.or_else(|| files::folders(project, |_| true).into_iter().find(|path| is_solution(path)))
        });
        let solution = in_project
            .or_else(|| is_solution(folder).then(|| folder.to_owned()))
            .or_else(|| files::below(folder, DEPTH, &is_solution).into_iter().next());
        let mut places = Places { top: String::new(), project, solutions, solution, is_accelerator };
        places.top = places.find_top(named, app_top.as_deref());
        places
    }

    /// The name of the top function: the one with a report, where names are several or none.
    fn find_top(&self, named: Option<&str>, of_application: Option<&str>) -> String {
        let mut candidates = Vec::new();
        if let (Some(name), true) = (named, self.is_accelerator) {
            candidates.extend(SUFFIXES.iter().map(|suffix| format!("{name}{suffix}")));
        }
        candidates.extend(of_application.into_iter().chain(named).map(str::to_owned));
        let reports = self.csynth_reports();
        let with_report = candidates.iter().find(|name| reports.iter().any(|(report, _)| report == *name));
        let simulated = || {
            let solution = self.solution.as_ref()?;
            candidates.iter().find(|name| solution.join(format!("sim/report/{name}_cosim.rpt")).is_file())
        };
        if let Some(name) = with_report.or_else(simulated) {
            return name.clone();
        }
        // A core of a board calls the design, so that the longest of several such names is the top.
        let of_board = reports.iter().filter(|(name, _)| SUFFIXES.iter().any(|suffix| name.ends_with(suffix)));
        let only = || if let [(name, _)] = &reports[..] { Some(name) } else { None };
        let of_board = of_board.map(|(name, _)| name).max_by_key(|name| name.len());
        of_board.or_else(only).or_else(|| candidates.first()).cloned().unwrap_or_else(|| "myproject".to_owned())
    }

    /// The reports of functions by name of the function, without `csynth.xml`.
    fn csynth_reports(&self) -> Vec<(String, PathBuf)> {
        let Some(solution) = &self.solution else { return Vec::new() };
        let name = |path: PathBuf| {
            let function = files::name(&path).strip_suffix("_csynth.xml")?.to_owned();
            Some((function, path))
        };
        files::entries(&solution.join("syn/report")).into_iter().filter_map(name).collect()
    }

    /// A file below the folder of the solution.
    pub fn file(&self, path: &str) -> Option<PathBuf> {
        self.solution.as_ref().map(|solution| solution.join(path)).filter(|path| path.is_file())
    }

    /// The report of co-simulation: under the name of the top function, or the only one.
    fn cosim_report(&self) -> Option<PathBuf> {
        let others = || {
            let reports = files::entries(&self.solution.as_ref()?.join("sim/report"));
            reports.into_iter().find(|path| files::name(path).ends_with("_cosim.rpt"))
        };
        self.file(&format!("sim/report/{}_cosim.rpt", self.top)).or_else(others)
    }

    /// The list of transactions that simulation has written.
    fn transactions(&self) -> Option<PathBuf> {
        let name = format!("{}.performance.result.transaction.xml", self.top);
        ["verilog", "vhdl"].iter().find_map(|language| self.file(&format!("sim/{language}/{name}")))
    }
}

/// The reports of a project as the tools wrote them, under the headings of the peer; without `full`, the report of
/// synthesis up to the details of its resources. `None` without a project of the tool.
pub fn show(folder: &Path, full: bool) -> Option<String> {
    let places = Places::of(folder);
    let solution = places.solution.as_ref()?;
    let parent = places.project.as_deref().unwrap_or(folder);
    let n_solutions = places.solutions.len().max(1);
    let mut text = format!("Found {n_solutions} solution(s) in {}.\n", parent.display());
    text += &format!("Reports for solution \"{}\":\n\n", files::name(solution));
    let mut add = |path: String, title: &str, missing: &str, whole: bool| {
        let Some(report) = places.file(&path).and_then(|path| files::text(&path)) else {
            text += &format!("{missing}\n");
            return;
        };
        let lines = report.trim_start_matches('\n').lines();
        text += &format!("{title}:\n");
        for line in lines.take_while(|line| whole || !line.trim_start().starts_with("* DSP")) {
            text += &format!("{line}\n");
        }
        if whole {
            text.push('\n');
        }
    };
    let top = &places.top;
    add(format!("csim/report/{top}_csim.log"), "C SIMULATION RESULT", "C simulation report not found.", true);
    add(format!("syn/report/{top}_csynth.rpt"), "SYNTHESIS REPORT", "Synthesis report not found.", full);
    add(format!("sim/report/{top}_cosim.rpt"), "CO-SIMULATION RESULT", "Co-simulation report not found.", true);
    Some(text)
}

/// Whether a folder has what synthesis or simulation leave.
fn is_solution(folder: &Path) -> bool {
    folder.join("syn/report").is_dir() || folder.join("sim/report").is_dir()
}

/// The solutions that the file of a tool's project lists, and its top function.
fn applications(project: &Path) -> (Vec<String>, Option<String>) {
    let text = ["vivado_hls.app", "hls.app"].iter().find_map(|name| files::text(&project.join(name)));
    csynth::application(&text.unwrap_or_default())
}

/// Reads what is there.
pub(crate) fn read(folder: &Path, report: &mut Report) {
    let places = Places::of(folder);
    for (name, section) in [
        ("csim_results.log", Section::CSimResults as fn(Vec<Vec<String>>) -> Section),
        ("rtl_cosim_results.log", Section::CosimResults),
    ] {
        if let Some(text) = files::text(&folder.join("tb_data").join(name)) {
            report.sections.push(section(results(&text)));
        }
    }
    match places.file(&format!("syn/report/{}_csynth.xml", places.top)) {
        Some(path) => {
            let found = files::text(&path).and_then(|text| csynth::parse(&text));
            if found.as_ref().is_some_and(|found| found.resources.is_empty()) {
                report.remark(&path, "the report ends before the resources");
            }
            report.add(&path, found.map(Section::CSynthesis));
        }
        None => report.missing.push("Synthesis report not found."),
    }
    for (name, path) in places.csynth_reports() {
        if name != places.top {
            report.modules.extend(files::text(&path).and_then(|text| csynth::parse(&text)).map(|found| (name, found)));
        }
    }
    let path = folder.join("vivado_synth.rpt");
    match files::text(&path) {
        Some(text) => report.add(&path, utilization::parse(&text).map(Section::LogicSynthesis)),
        None => report.missing.push("Vivado synthesis report not found."),
    }
    match places.cosim_report() {
        Some(path) => {
            let transactions = places.transactions().and_then(|path| files::text(&path));
            let text = files::text(&path);
            let section = text.and_then(|text| cosim::parse(&text, transactions.as_deref())).map(Section::Cosim);
            report.add(&path, section);
        }
        None => report.missing.push("Cosim report not found."),
    }
    let path = folder.join("util.rpt");
    match files::text(&path) {
        Some(text) => report.add(&path, implementation::parse(&text).map(Section::Implementation)),
        None if places.is_accelerator => report.missing.push("Implementation report not found."),
        None => {}
    }
    let routed = files::folders(folder, |name| name.ends_with("_vivado_accelerator"))
        .into_iter()
        .map(|folder| folder.join("project_1.runs/impl_1/design_1_wrapper_timing_summary_routed.rpt"));
    match routed.chain([folder.join("timing.rpt")]).find(|path| path.is_file()) {
        Some(path) => {
            report.add(&path, files::text(&path).and_then(|text| timing::parse(&text)).map(Section::Timing));
        }
        None if places.is_accelerator => report.missing.push("Timing report not found."),
        None => {}
    }
}

/// The words of each line.
pub(crate) fn results(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}
