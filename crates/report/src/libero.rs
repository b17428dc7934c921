//! SmartHLS, of Libero: `hls_output/reports/summary.results.rpt`.

use std::path::Path;

use crate::{Figures, Report, Section, cells, files};

/// What SmartHLS says, in its own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Libero {
    /// What simulation measured.
    pub simulation: Part<Figures>,
    /// Clock and slack.
    pub timing: Part<Figures>,
    /// Used, total and percentage of each resource.
    pub resources: Part<Vec<(String, Figures)>>,
}

/// A section: what it says, or why it says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<T> {
    /// What it says.
    Known(T),
    /// The line that says what to run first.
    Unknown(String),
}

impl<T: Default> Default for Part<T> {
    fn default() -> Self {
        Part::Known(T::default())
    }
}

/// How a section without results begins.
const UNKNOWN: &str = "N/A. Please run";

/// Reads the report; `None` when it has none of the three sections.
pub fn parse(text: &str) -> Option<Libero> {
    let sections = ["1. Simulation Result", "2. Timing Result", "3. Resource Usage"].map(|title| section(text, title));
    if sections.iter().all(Option::is_none) {
        return None;
    }
    let [simulation, timing, resources] = sections.map(Option::unwrap_or_default);
    Some(Libero {
        simulation: part(&simulation, |lines| {
            let mut figures = row(lines);
            // Older versions have lines instead of a table.
            for name in ["Number of calls", "Cycle latency"] {
                figures.extend(value(lines, name).map(|value| (name.to_owned(), value.into())));
            }
            figures.extend(value(lines, "SW/HW co-simulation").map(|value| ("Status".to_owned(), value.into())));
            figures
        }),
        timing: part(&timing, row),
        resources: part(&resources, |lines| {
            let mut rows = lines.iter().filter_map(|line| cells::cells(line));
            let titles = rows.next().unwrap_or_default();
            let figures = |row: &[&str]| {
                titles.iter().zip(row).skip(1).map(|(&title, &cell)| (title.to_owned(), cell.into())).collect()
            };
            rows.map(|row| (row[0].to_owned(), figures(&row))).collect()
        }),
    })
}

/// The lines of a section, from its title to the next one.
fn section<'a>(text: &'a str, title: &str) -> Option<Vec<&'a str>> {
    let is_title = |line: &str| line.starts_with("======");
    let mut lines = text.lines().skip_while(|line| !(is_title(line) && line.contains(title)));
    lines.next()?;
    Some(lines.take_while(|line| !is_title(line)).collect())
}

fn part<T>(lines: &[&str], read: impl Fn(&[&str]) -> T) -> Part<T> {
    match lines.iter().find(|line| line.starts_with(UNKNOWN)) {
        Some(line) => Part::Unknown(line.trim().to_owned()),
        None => Part::Known(read(lines)),
    }
}

/// The first row of a table by the titles above it, which may go over several lines; the first column is a name.
fn row(lines: &[&str]) -> Figures {
    let mut titles: Vec<String> = Vec::new();
    let mut below_titles = false;
    for line in lines {
        match cells::cells(line) {
            None => below_titles |= line.starts_with('+') && !titles.is_empty(),
            Some(row) if below_titles => {
                let figures = titles.into_iter().zip(row).skip(1);
                return figures.map(|(title, cell)| (title, cell.into())).collect();
            }
            Some(row) => {
                titles.resize(row.len().max(titles.len()), String::new());
                for (title, cell) in titles.iter_mut().zip(row) {
                    *title = format!("{title} {cell}").trim().to_owned();
                }
            }
        }
    }
    Figures::new()
}

/// What stands behind `name:`.
fn value<'a>(lines: &[&'a str], name: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}

/// Reads what is there.
pub(crate) fn read(folder: &Path, report: &mut Report) {
    let places = ["hls_output/reports/summary.results.rpt", "summary.results.rpt"];
    let Some(path) = places.iter().map(|place| folder.join(place)).find(|path| path.is_file()) else {
        report.missing.push("Libero report not found.");
        return;
    };
    report.add(&path, files::text(&path).and_then(|text| parse(&text)).map(Section::Libero));
}
