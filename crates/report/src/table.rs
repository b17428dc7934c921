//! A report as a table for people, from its document.

use std::fmt::Write;

use serde_json::Value;

use crate::{Figure, Kind, oneapi};

/// The table of a document of [`crate::Report::to_document`]; what the document does not have is left out.
pub fn table(kind: Kind, document: &Value) -> String {
    match kind {
        Kind::Vivado | Kind::Catapult => vivado(document),
        Kind::Quartus => quartus(document),
        Kind::OneApi => oneapi(document),
        Kind::Libero => libero(document),
    }
}

/// A value in plain words: text without quotes, floats with a decimal point.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "N/A".to_owned(),
        Value::Number(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| Figure::from(value.as_str()?).number())
}

/// A number rounded to some decimals, with at least one.
fn rounded(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    text.parse::<f64>().map_or(text, |rounded| format!("{rounded:?}"))
}

/// Share of the whole, such as `(12.5%)`.
fn share(part: f64, whole: f64) -> String {
    format!("({}%)", rounded(part / whole * 100.0, 1))
}

/// Titles and rows of a section of a table.
struct Rows(Vec<(&'static str, String)>);

impl Rows {
    fn write(&self, text: &mut String, title: &str) {
        let width = self.0.iter().map(|(label, _)| label.chars().count() + 1).max().unwrap_or_default();
        let _ = writeln!(text, "\n - {title}:");
        for (label, value) in &self.0 {
            let _ = writeln!(text, "    {:<width$} {value}", format!("{label}:"));
        }
    }
}

fn heading(text: &mut String, title: &str, width: usize) {
    let line = "=".repeat(width);
    let _ = write!(text, "\n{line}\n== {title}\n{line}\n");
}

/// Width of the lines around a heading.
const WIDTH: usize = 54;

fn vivado(document: &Value) -> String {
    let mut text = String::new();
    let report = &document["CSynthesisReport"];
    if report.is_object() {
        heading(&mut text, "C Synthesis report", WIDTH);
        let period = number(&report["TargetClockPeriod"]);
        let latency = |value: &Value| match (number(value), period) {
            (Some(cycles), Some(period)) => format!("{} ({})", words(value), time(cycles * period)),
            (None, _) | (_, None) => words(value),
        };
        Rows(vec![
            ("Best-case latency", latency(&report["BestLatency"])),
            ("Worst-case latency", latency(&report["WorstLatency"])),
            ("Interval Min", words(&report["IntervalMin"])),
            ("Interval Max", words(&report["IntervalMax"])),
            ("Estimated Clock Period", words(&report["EstimatedClockPeriod"])),
        ])
        .write(&mut text, "Performance estimates");
        resources(report).write(&mut text, "Resource estimates");
    }
    let report = &document["VivadoSynthReport"];
    if report.is_object() {
        heading(&mut text, "Vivado Synthesis report", WIDTH);
        used(report, &["BRAM_18K", "DSP48E", "FF", "LUT", "URAM"]).write(&mut text, "Resource utilization");
    }
    let report = &document["UtilizationReport"];
    if report.is_object() {
        heading(&mut text, "Utilization report", WIDTH);
        used(report, &["BRAM_18K", "DSP48E", "FF", "LUT", "URAM"]).write(&mut text, "Resource utilization");
    }
    let report = &document["CosimReport"];
    if report.is_object() {
        heading(&mut text, "Co-Simulation report", WIDTH);
        Rows(vec![
            ("Status", words(&report["Status"])),
            ("Best-case latency", words(&report["LatencyMin"])),
            ("Worst-case latency", words(&report["LatencyMax"])),
            ("Interval Min", words(&report["IntervalMin"])),
            ("Interval Max", words(&report["IntervalMax"])),
        ])
        .write(&mut text, "Performance");
    }
    let report = &document["ImplementationReport"];
    if report.is_object() {
        heading(&mut text, "Implementation report", WIDTH);
        let row = |(label, key): (&'static str, &str)| {
            let percent = &report[format!("{key}%")];
            let percent = if percent.is_null() { String::new() } else { format!(" ({}%)", words(percent)) };
            (label, format!("{}{percent}", words(&report[key])))
        };
        let rows = [
            ("Total LUTs", "TotLUTs"),
            ("Logic LUTs", "LogicLUTs"),
            ("LUTRAM", "LUTRAMs"),
            ("SRLs", "SRLs"),
            ("FF", "FFs"),
            ("RAMB18", "RAMB18s"),
            ("RAMB36", "RAMB36s"),
            ("DSP", "DSPs"),
            ("URAM", "URAMs"),
        ];
        Rows(rows.map(row).into()).write(&mut text, "Resource utilization");
    }
    let report = &document["TimingReport"];
    if report.is_object() {
        heading(&mut text, "Timing report", WIDTH);
        let slack = |key: &str| number(&report[key]).map_or_else(|| words(&report[key]), |slack| rounded(slack, 2));
        Rows(vec![
            ("Worst Negative Slack (WNS)", slack("WNS")),
            ("Total Negative Slack (TNS)", slack("TNS")),
            ("Worst Hold Slack (WHS)", slack("WHS")),
            ("Total Hold Slack (THS)", slack("THS")),
            ("Worst Pulse Width Slack (WPWS)", slack("WPWS")),
            ("Total Pulse Width Slack (TPWS)", slack("TPWS")),
        ])
        .write(&mut text, "Timing");
    }
    let report = &document["StitchedDesignReport"];
    if report.is_object() {
        heading(&mut text, "Stitched design report", WIDTH);
        Rows(vec![
            ("Target Clock Period", words(&report["TargetClockPeriod"])),
            ("Estimated Clock Period", words(&report["EstimatedClockPeriod"])),
        ])
        .write(&mut text, "Performance estimates");
        resources(report).write(&mut text, "Resource estimates");
    }
    text.push('\n');
    text
}

/// What is used and what the part has.
fn resources(report: &Value) -> Rows {
    let row = |name: &'static str| {
        let (used, available) = (&report[name], &report[format!("Available{name}")]);
        let value = match (number(used), number(available)) {
            (_, Some(0.0)) | (None, None) => "N/A".to_owned(),
            (Some(part), Some(whole)) => format!("{} / {} {}", words(used), words(available), share(part, whole)),
            (_, _) => words(used),
        };
        (name, value)
    };
    Rows(["BRAM_18K", "DSP", "FF", "LUT", "URAM"].map(row).into())
}

fn used(report: &Value, names: &[&'static str]) -> Rows {
    Rows(names.iter().map(|&name| (name, words(&report[name]))).collect())
}

/// A time given in ns in the largest unit that leaves at least one before the point.
fn time(ns: f64) -> String {
    let mut value = ns;
    for unit in ["ns", "µs", "ms"] {
        if value < 1000.0 {
            return format!("{value:?} {unit}");
        }
        value /= 1000.0;
    }
    format!("{value:?} s")
}

/// Width of the columns of the tables on oneAPI.
const COLUMN: usize = 17;

fn oneapi(document: &Value) -> String {
    let empty = serde_json::Map::new();
    let targets = document.as_object().unwrap_or(&empty);
    let mut text = String::new();
    for (target, report) in targets {
        if targets.len() > 1 {
            let _ = write!(text, "\n{}\nReport for {target}:", "*".repeat(WIDTH));
        }
        let (fit, estimate, loops) = (&report["Quartus"], &report["HLS"], &report["Loop"]);
        let title = if fit.is_object() { "FPGA Hardware Synthesis" } else { "FPGA HLS" };
        heading(&mut text, title, 50);
        let mut rows = vec![
            ("Minimum Frequency (HLS)", &loops["worstFrequency"]),
            ("Worst-case latency (HLS)", &loops["worstLatency"]),
            ("Max II (HLS)", &loops["worstII"]),
        ];
        if fit.is_object() {
            rows.push(("Maximum Frequency", &fit["fmax"]));
        }
        let _ = writeln!(text, "\n - Performance estimates:");
        for (label, value) in rows {
            let _ = writeln!(text, "    {:<27}{:<COLUMN$}", format!("{label}:"), words(value));
        }
        let _ = writeln!(text, "\n - Resource estimates:");
        let mut line = |label: &str, cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:<COLUMN$}")).collect();
            let _ = writeln!(text, "    {label:<8}{}", cells.join(" "));
        };
        let fitted = |cell: String| if fit.is_object() { vec![cell] } else { Vec::new() };
        let titles = ["HLS Estimation".to_owned(), "Available".to_owned()];
        line(":", &[fitted("Quartus Synthesis".into()), titles.to_vec()].concat());
        for (label, name) in
            [("ALUTs:", "alut"), ("FFs:", "reg"), ("DSPs:", "dsp"), ("RAMs:", "ram"), ("MLABs:", "mlab")]
        {
            let available = &estimate["available"][name];
            let of = |value: &Value| match (number(value), number(available)) {
                (Some(part), Some(whole)) if whole > 0.0 => format!("{} {}", words(value), share(part, whole)),
                (_, _) => words(value),
            };
            let cells = [of(&estimate["total"][name]), words(available)];
            line(label, &[fitted(of(&fit[name])), cells.to_vec()].concat());
        }
        if fit.is_object() {
            line("ALMs:", &[words(&fit[oneapi::FITTED[0]]), words(&Value::Null), words(&Value::Null)]);
        }
        text.push('\n');
    }
    text
}

/// The tables on Quartus: title, titles of the columns, and how their keys begin.
const QUARTUS: [(&str, [&str; 2], &[&str]); 3] = [
    ("HLS Resource Summary", ["Resource", "Utilization"], &["HLS Estimate"]),
    ("HLS Validation Summary", ["", "Cycles"], &["Number of", "Latency", "ii"]),
    ("Quartus Synthesis Summary", ["Resource", "Utilization"], &["Clock", "Quartus"]),
];

fn quartus(document: &Value) -> String {
    let empty = serde_json::Map::new();
    let entries = document.as_object().unwrap_or(&empty);
    let mut text = String::new();
    for (title, titles, prefixes) in QUARTUS {
        let value = |value: &Value| match value.as_f64() {
            Some(number) if value.is_f64() => rounded(number, 4),
            Some(_) | None => words(value),
        };
        let rows: Vec<[String; 2]> = entries
            .iter()
            .filter(|(key, _)| prefixes.iter().any(|prefix| key.starts_with(prefix)))
            .map(|(key, found)| [key.clone(), value(found)])
            .collect();
        if !rows.is_empty() {
            let _ = write!(text, "{title}\n\n{}\n\n", grid(&titles, &rows));
        }
    }
    text
}

fn libero(document: &Value) -> String {
    let mut text = String::new();
    for (title, section) in document.as_object().into_iter().flatten() {
        heading(&mut text, title, WIDTH);
        text.push('\n');
        let section = section.as_object().into_iter().flatten();
        let cell = |value: &Value| match value {
            Value::Object(row) => {
                row.iter().map(|(name, value)| format!("{name} {}", words(value))).collect::<Vec<_>>().join(", ")
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => words(value),
        };
        let rows: Vec<[String; 2]> = section.map(|(name, value)| [format!("{name}:"), cell(value)]).collect();
        let width = rows.iter().map(|[label, _]| label.chars().count()).max().unwrap_or_default();
        for [label, value] in rows {
            let _ = writeln!(text, "    {label:<width$} {value}");
        }
    }
    text.push('\n');
    text
}

/// Rows of two columns between lines, the second one to the right.
fn grid(titles: &[&str; 2], rows: &[[String; 2]]) -> String {
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).chain([titles[column].chars().count()]).max().unwrap_or(0)
    };
    let (left, right) = (width(0), width(1));
    let row = |cells: [&str; 2]| format!("| {:<left$} | {:>right$} |\n", cells[0], cells[1]);
    let line = format!("|{}+{}|\n", "-".repeat(left + 2), "-".repeat(right + 2));
    let body: String = rows.iter().map(|[label, value]| row([label, value])).collect();
    format!("{}{line}{body}", row(*titles))
}
