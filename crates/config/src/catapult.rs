//! What Catapult makes hardware of: `Technology`, `ASICLibs`, `FIFO`.

use hlsmith_ir::choices;
use serde_json::{Map, Value, json};

use crate::Backend;
use crate::section::Section;

choices! {
    /// What hardware is made.
    pub enum Technology {
        /// A chip made for the design.
        Asic = "asic",
        /// A part that is configured.
        Fpga = "fpga",
    }
}

/// What Catapult makes hardware of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catapult {
    /// What hardware is made.
    pub technology: Technology,
    /// The library of cells of a chip, printable and without blanks.
    pub asic_library: String,
    /// The component of the FIFOs between blocks, `library.component`; `None` for the default of the tool.
    pub fifo: Option<String>,
}

impl Default for Catapult {
    fn default() -> Self {
        Self { technology: Technology::Fpga, asic_library: "nangate-45nm".to_owned(), fifo: None }
    }
}

/// The keys, in alphabetical order.
const KEYS: [&str; 3] = ["ASICLibs", "FIFO", "Technology"];

/// Reads the keys at the top of a configuration; with another backend they are reported.
pub(crate) fn read(top: &Section<'_>, backend: Backend) -> Catapult {
    let default = Catapult::default();
    if !top.has_keys_of(Backend::Catapult, &KEYS, backend) {
        return default;
    }
    Catapult {
        technology: top.word("Technology", Technology::ALL, Technology::as_str).unwrap_or(default.technology),
        asic_library: top.text("ASICLibs").unwrap_or(default.asic_library),
        fifo: top.text("FIFO"),
    }
}

impl Catapult {
    /// The keys that are read to this.
    pub(crate) fn to_document(&self) -> Map<String, Value> {
        Map::from_iter([
            ("Technology".to_owned(), json!(self.technology.as_str())),
            ("ASICLibs".to_owned(), json!(self.asic_library)),
            ("FIFO".to_owned(), json!(self.fifo)),
        ])
    }
}
