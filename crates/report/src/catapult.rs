//! Catapult: what logic synthesis leaves below the folder of a solution.

use std::path::{Path, PathBuf};

use crate::vivado::{parse_timing, results};
use crate::{Figures, Report, Section, cells, files};

/// How deep below a project the folder of a solution lies.
const DEPTH: usize = 3;

/// Rows of the utilisation, by their beginning.
const ROWS: [(&[&str], &str); 5] = [
    (&["CLB LUTs", "Slice LUTs"], "LUT"),
    (&["CLB Registers", "Slice Registers"], "FF"),
    (&["RAMB18"], "BRAM_18K"),
    (&["DSPs"], "DSP48E"),
    (&["URAM"], "URAM"),
];

/// Reads `utilization_synth.rpt`: `LUT`, `FF`, `BRAM_18K`, which are blocks of 18 kbit, `DSP48E` and `URAM`.
pub fn parse_utilization(text: &str) -> Option<Figures> {
    let rows: Vec<Vec<&str>> = cells::rows(text).collect();
    let figure = |&(names, figure): &(&[&str], &str)| {
        let row = rows.iter().find(|row| names.contains(&row[0].trim_end_matches('*')))?;
        Some((figure.to_owned(), (*row.get(1)?).into()))
    };
    let figures: Figures = ROWS.iter().filter_map(figure).collect();
    (!figures.is_empty()).then_some(figures)
}

/// Reads what is there.
pub(crate) fn read(folder: &Path, report: &mut Report) {
    let config = files::text(&folder.join("hls4ml_config.yml")).unwrap_or_default();
    let script = files::text(&folder.join("build_prj.tcl")).unwrap_or_default();
    if files::yaml_value(&config, "Backend") != Some("Catapult") && !script.contains("solution library add") {
        report.missing.push("Catapult project not found.");
        return;
    }
    let name = files::yaml_value(&config, "ProjectName").or_else(|| files::tcl_variable(&script, "design_top"));
    let name = name.unwrap_or("myproject");
    if let Some(text) = files::text(&folder.join("tb_data/csim_results.log")) {
        report.sections.push(Section::CSimResults(results(&text)));
    }
    let Some(solution) = newest(folder, name) else {
        report.missing.push("Catapult solution not found.");
        return;
    };
    let path = solution.join("vivado_concat_v/utilization_synth.rpt");
    match files::text(&path) {
        Some(text) => report.add(&path, parse_utilization(&text).map(Section::Utilization)),
        None => report.missing.push("Utilization report not found."),
    }
    let path = solution.join("vivado_concat_v/timing_summary_synth.rpt");
    match files::text(&path) {
        Some(text) => report.add(&path, parse_timing(&text).map(Section::Timing)),
        None => report.missing.push("Timing report not found."),
    }
    match files::text(&solution.join("nnet_layer_results.txt")) {
        Some(text) => {
            report.sections.push(Section::Layers(text.lines().map(|line| line.trim().to_owned()).collect()));
        }
        None => report.missing.push("Layer results not found."),
    }
}

/// The newest solution of a design: `<name>.v10` is newer than `<name>.v9`.
fn newest(folder: &Path, name: &str) -> Option<PathBuf> {
    let prefix = format!("{name}.v");
    let is_solution = |path: &Path| {
        let name = files::name(path);
        let version = name.strip_prefix(&prefix);
        version.is_some_and(|version| !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit()))
    };
    files::below(folder, DEPTH, &is_solution).into_iter().max_by_key(|path| {
        let project = path.parent().map(files::natural).unwrap_or_default();
        (project, files::natural(path))
    })
}
