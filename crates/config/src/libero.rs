//! What SmartHLS makes hardware of, for the backend Libero: `FPGAFamily`, `Board`, `SmartHLSPath`.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::Backend;
use crate::section::Section;

/// What SmartHLS makes hardware of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Libero {
    /// The family of the part, printable and without blanks.
    pub family: String,
    /// The board that the design is for, printable and without blanks; `hw_only` for none.
    pub board: String,
    /// The folder that SmartHLS is installed in; `None` where `shls` is on the path.
    pub installation: Option<PathBuf>,
}

impl Default for Libero {
    fn default() -> Self {
        Self { family: "PolarFire".to_owned(), board: "hw_only".to_owned(), installation: None }
    }
}

/// Reads the keys at the top of a configuration; with another backend those that only this one has are reported.
pub(crate) fn read(top: &Section<'_>, backend: Backend) -> Libero {
    let default = Libero::default();
    if !top.has_keys_of(Backend::Libero, &["FPGAFamily", "SmartHLSPath"], backend) {
        return default;
    }
    Libero {
        family: top.text("FPGAFamily").unwrap_or(default.family),
        board: top.text("Board").unwrap_or(default.board),
        installation: top.path("SmartHLSPath"),
    }
}

impl Libero {
    /// The keys that are read to this.
    pub(crate) fn to_document(&self) -> Map<String, Value> {
        Map::from_iter([
            ("FPGAFamily".to_owned(), json!(self.family)),
            ("Board".to_owned(), json!(self.board)),
            ("SmartHLSPath".to_owned(), json!(self.installation.as_ref().map(|path| path.to_string_lossy()))),
        ])
    }
}
