//! What hlsmith tells a user when something is wrong.
//!
//! A [`Diagnostic`] has a stable [`Code`], the subject it points at (a layer, a configuration key, a file), what was
//! found, what was expected and a remedy. Libraries return [`Result`]; only the command line and the Python package
//! print. Several problems are collected in [`Diagnostics`], so that a user sees all of them in one run.

mod closest;
mod code;
mod render;

pub use closest::{closest, did_you_mean};
pub use code::Code;

/// Result of an operation that can fail because of what a user gave.
pub type Result<T> = std::result::Result<T, Diagnostics>;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Work goes on; the result is what the user asked for, with a remark.
    Warning,
    /// Work stops; nothing was written.
    Error,
}

/// What a diagnostic points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A layer of the model, by its name.
    Layer(String),
    /// A configuration key, as a path such as `HLSConfig.LayerName.fc1.Precision`.
    Key(String),
    /// A file or folder.
    File(String),
    /// An external program.
    Tool(String),
    /// An argument of a call or of the command line.
    Argument(String),
    /// A place in a text, such as `line 3`.
    Place(String),
    /// The model as a whole.
    Model,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable identifier; never reused for another meaning.
    pub code: Code,
    /// Whether work stops.
    pub severity: Severity,
    /// What the finding points at.
    pub subject: Subject,
    /// One sentence without a final period, in the present tense.
    pub message: String,
    /// What is there.
    pub found: Option<String>,
    /// What would be right.
    pub expected: Option<String>,
    /// What the user can do.
    pub remedy: Option<String>,
}

impl Diagnostic {
    /// An error with the given code and subject.
    pub fn error(code: Code, subject: Subject, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            subject,
            message: message.into(),
            found: None,
            expected: None,
            remedy: None,
        }
    }

    /// A warning with the given code and subject.
    pub fn warning(code: Code, subject: Subject, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, subject, message) }
    }

    /// States what is there.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// States what would be right.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// States what the user can do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// One or more findings, in the order they were met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No findings yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all findings of another collection.
    pub fn extend(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    /// The value of a result, or `None` once its findings are added.
    pub fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|findings| self.extend(findings)).ok()
    }

    /// The findings in the order they were met.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// True when there is no finding at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when at least one finding is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// `Err(self)` when there is an error, otherwise the warnings.
    ///
    /// # Errors
    /// Returns itself when it holds an error.
    pub fn into_result(self) -> Result<Diagnostics> {
        if self.has_errors() { Err(self) } else { Ok(self) }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl std::error::Error for Diagnostics {}
impl std::error::Error for Diagnostic {}
