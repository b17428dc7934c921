//! Reports of the vendors' tools, read to one typed report.
//!
//! [`read`] finds out whose reports a folder has and reads what is there. What is missing or damaged is left out and
//! remarked; [`Report::to_document`] says the rest under the keys of the peer, and [`Report`] prints as its table.

mod cells;
mod document;
mod files;
mod intel;
mod table;

pub mod catapult;
pub mod javascript;
pub mod libero;
pub mod oneapi;
pub mod quartus;
pub mod vivado;

use std::fmt;
use std::path::{Path, PathBuf};

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use serde_json::Value;

pub use document::{csynthesis as estimate, stitched};
pub use table::table;

/// A number in the words of a tool, which also says `undef`, `NA` or `n/a`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure(pub String);

impl Figure {
    /// The number; `None` where the tool knows none.
    pub fn number(&self) -> Option<f64> {
        self.0.replace(',', "").parse().ok().filter(|number: &f64| number.is_finite())
    }
}

impl From<&str> for Figure {
    fn from(text: &str) -> Self {
        Self(text.trim().to_owned())
    }
}

/// Figures by name, in the order of the file.
pub type Figures = Vec<(String, Figure)>;

/// Whose reports they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Vivado HLS, Vitis HLS and `v++`.
    Vivado,
    /// The Intel HLS compiler.
    Quartus,
    /// The oneAPI compiler.
    OneApi,
    /// Catapult.
    Catapult,
    /// SmartHLS, of Libero.
    Libero,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Kind] = &[Kind::Vivado, Kind::Quartus, Kind::OneApi, Kind::Catapult, Kind::Libero];

    /// Its name in text.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Vivado => "vivado",
            Kind::Quartus => "quartus",
            Kind::OneApi => "oneapi",
            Kind::Catapult => "catapult",
            Kind::Libero => "libero",
        }
    }

    fn sections(self, folder: &Path, report: &mut Report) {
        match self {
            Kind::Vivado => vivado::read(folder, report),
            Kind::Quartus => quartus::read(folder, report),
            Kind::OneApi => oneapi::read(folder, report),
            Kind::Catapult => catapult::read(folder, report),
            Kind::Libero => libero::read(folder, report),
        }
    }
}

/// A part of a report, from one kind of file.
#[derive(Clone, Debug, PartialEq)]
pub enum Section {
    /// What C simulation wrote, a line for each sample.
    CSimResults(Vec<Vec<String>>),
    /// What simulation of the hardware wrote.
    CosimResults(Vec<Vec<String>>),
    /// What the HLS compiler estimates.
    CSynthesis(vivado::CSynthesis),
    /// What logic synthesis of the design alone needs: `LUT`, `FF`, `BRAM_18K`, which are tiles of 36 kbit, `URAM` and
    /// `DSP48E`.
    LogicSynthesis(Figures),
    /// What simulation of the hardware measured.
    Cosim(vivado::Cosim),
    /// What the placed and routed design of a board needs.
    Implementation(Vec<vivado::Used>),
    /// The slacks of a routed design.
    Timing(vivado::Timing),
    /// What the Intel HLS compiler estimates, measured and fitted.
    Quartus(quartus::Quartus),
    /// What the oneAPI compiler says for one target.
    OneApi(oneapi::OneApi),
    /// What logic synthesis after Catapult needs.
    Utilization(Figures),
    /// Lines on the layers, as Catapult writes them.
    Layers(Vec<String>),
    /// What SmartHLS says.
    Libero(libero::Libero),
}

impl Section {
    /// Whether it is the output of a test bench.
    fn is_simulation(&self) -> bool {
        match self {
            Section::CSimResults(_) | Section::CosimResults(_) => true,
            Section::CSynthesis(_)
            | Section::LogicSynthesis(_)
            | Section::Cosim(_)
            | Section::Implementation(_)
            | Section::Timing(_)
            | Section::Quartus(_)
            | Section::OneApi(_)
            | Section::Utilization(_)
            | Section::Layers(_)
            | Section::Libero(_) => false,
        }
    }
}

/// What the tools say of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Whose reports they are.
    pub kind: Kind,
    /// The folder of the project.
    pub folder: PathBuf,
    /// What was found.
    pub sections: Vec<Section>,
    /// What is not there, in the words of the peer.
    pub missing: Vec<&'static str>,
    /// What could not be read.
    pub remarks: Diagnostics,
    /// Estimates of the functions below the top one, by name, in alphabetical order.
    pub modules: Vec<(String, vivado::CSynthesis)>,
}

impl Report {
    fn new(kind: Kind, folder: &Path) -> Self {
        Self {
            kind,
            folder: folder.to_owned(),
            sections: Vec::new(),
            missing: Vec::new(),
            remarks: Diagnostics::new(),
            modules: Vec::new(),
        }
    }

    /// Adds what a file says, or a remark that nothing could be read from it.
    fn add(&mut self, path: &Path, section: Option<Section>) {
        match section {
            Some(section) => self.sections.push(section),
            None => self.remark(path, "nothing could be read from this report"),
        }
    }

    fn remark(&mut self, path: &Path, message: &str) {
        let subject = Subject::File(path.display().to_string());
        self.remarks.push(
            Diagnostic::warning(Code::ReportFormat, subject, message).remedy("run the tool again; its log says why"),
        );
    }

    /// Whether there is more than the output of test benches.
    pub fn has_synthesis(&self) -> bool {
        self.sections.iter().any(|section| !section.is_simulation())
    }

    /// The report under the keys of the peer.
    pub fn to_document(&self) -> Value {
        document::of(&self.sections)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&table(self.kind, &self.to_document()))
    }
}

/// Reads the reports of a project folder, of the first kind that has any.
///
/// # Errors
/// When the folder does not exist or no tool has left a report in it.
pub fn read(folder: &Path) -> Result<Report> {
    exists(folder)?;
    let mut reports: Vec<Report> = Kind::ALL.iter().filter_map(|&kind| read_kind(folder, kind).ok()).collect();
    // Every project has results of simulation in the same place, so that they do not tell kinds apart.
    let tells = |report: &Report| report.sections.iter().any(|section| !section.is_simulation());
    let found =
        reports.iter().position(tells).or_else(|| reports.iter().position(|report| !report.sections.is_empty()));
    found.map(|position| reports.swap_remove(position)).ok_or_else(|| none(folder).into())
}

/// Reads the reports of one kind of tool; what is missing is left out.
///
/// # Errors
/// When the folder does not exist.
pub fn read_kind(folder: &Path, kind: Kind) -> Result<Report> {
    exists(folder)?;
    let mut report = Report::new(kind, folder);
    kind.sections(folder, &mut report);
    Ok(report)
}

fn exists(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let subject = Subject::File(folder.display().to_string());
    Err(Diagnostic::error(Code::FileAccess, subject, "there is no such folder").into())
}

fn none(folder: &Path) -> Diagnostic {
    let subject = Subject::File(folder.display().to_string());
    Diagnostic::error(Code::ReportFormat, subject, "there is no report of a tool in this folder")
        .expected("the folder of a project on which synthesis has run")
        .remedy("run `hlsmith build` with `--synth`; when it fails, its message has the error lines of the log")
}
