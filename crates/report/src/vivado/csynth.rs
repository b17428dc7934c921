//! `<function>_csynth.xml`: what the HLS compiler estimates; and `hls.app`, which lists solutions.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::{Figure, Figures};

/// What the HLS compiler estimates for a function and all it calls. Times are in ns, latencies and intervals in cycles;
/// `None` where the report does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CSynthesis {
    /// The part.
    pub part: Option<String>,
    /// The version of the tool.
    pub version: Option<String>,
    /// The period that was asked for.
    pub target_clock_period: Option<Figure>,
    /// The period that the tool expects to reach.
    pub estimated_clock_period: Option<Figure>,
    /// The shortest latency.
    pub best_latency: Option<Figure>,
    /// The longest latency.
    pub worst_latency: Option<Figure>,
    /// The shortest distance between the starts of two samples.
    pub interval_min: Option<Figure>,
    /// The longest distance.
    pub interval_max: Option<Figure>,
    /// What is used, by resource; DSP blocks have the name `DSP` whatever they are called.
    pub resources: Figures,
    /// What the part has, by resource.
    pub available: Figures,
}

impl CSynthesis {
    fn is_empty(&self) -> bool {
        let figures = [&self.target_clock_period, &self.estimated_clock_period, &self.best_latency];
        figures.iter().all(|figure| figure.is_none()) && self.resources.is_empty()
    }

    fn take(&mut self, path: &[String], text: &str) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let slot = match path[..] {
            ["profile", "UserAssignments", "Part"] => {
                self.part = Some(text.to_owned());
                return;
            }
            ["profile", "ReportVersion", "Version"] => {
                self.version = Some(text.to_owned());
                return;
            }
            ["profile", "AreaEstimates", section, resource] => {
                let figures = match section {
                    "Resources" => &mut self.resources,
                    "AvailableResources" => &mut self.available,
                    _ => return,
                };
                figures.push((resource.replace("DSP48E", "DSP"), text.into()));
                return;
            }
            ["profile", "UserAssignments", "TargetClockPeriod"] => &mut self.target_clock_period,
            ["profile", "PerformanceEstimates", "SummaryOfTimingAnalysis", "EstimatedClockPeriod"] => {
                &mut self.estimated_clock_period
            }
            ["profile", "PerformanceEstimates", "SummaryOfOverallLatency", name] => match name {
                "Best-caseLatency" => &mut self.best_latency,
                "Worst-caseLatency" => &mut self.worst_latency,
                "Interval-min" => &mut self.interval_min,
                "Interval-max" => &mut self.interval_max,
                _ => return,
            },
            _ => return,
        };
        *slot = Some(text.into());
    }
}

/// Reads a report up to the list of ports, which is long and says nothing here; of a damaged one what stands before the
/// damage.
pub(super) fn parse(text: &str) -> Option<CSynthesis> {
    let mut found = CSynthesis::default();
    let mut path: Vec<String> = Vec::new();
    let mut content = String::new();
    let mut reader = Reader::from_str(text);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) => {
                path.push(tag.local_name().as_ref().to_owned());
                content.clear();
                if path.len() == 2 && path[1] == "InterfaceSummary" {
                    break;
                }
            }
            Event::Text(text) => content.push_str(&text),
            Event::End(_) => {
                found.take(&path, content.trim());
                path.pop();
                content.clear();
            }
            Event::Eof => break,
            Event::Empty(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The names of the solutions in the file of a tool's project, and its top function.
pub(super) fn application(text: &str) -> (Vec<String>, Option<String>) {
    let mut solutions = Vec::new();
    let mut top = None;
    let mut reader = Reader::from_str(text);
    while let Ok(event) = reader.read_event() {
        let tag = match event {
            Event::Start(tag) | Event::Empty(tag) => tag,
            Event::Eof => break,
            Event::Text(_)
            | Event::End(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => continue,
        };
        let value = |name: &str| {
            let attribute = tag.try_get_attribute(name).ok()??;
            Some(attribute.value.into_owned())
        };
        match tag.local_name().as_ref() {
            "solution" => solutions.extend(value("name")),
            "project" => top = value("top"),
            _ => {}
        }
    }
    (solutions, top)
}
