//! PyTorch models: programs that `torch.export.save` wrote, `.pt2` files.
//!
//! The program has whole layers as calls of operators; each becomes layers of the graph, most of them one. Images and lines
//! have their channels first in the program and last in the graph, and transpositions stand where both meet; see
//! [`Layouts`]. Layers have the names that hls4ml gives them: the path of a module, or the name of a function.
//!
//! Nothing is unpickled, so that files of `torch.save` and TorchScript are refused.

mod archive;
mod build;
mod names;
mod ops;
mod schema;
mod weights;

use std::path::Path;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Graph, Layouts};

use crate::limits::{MAX_FILE_BYTES, MAX_JSON_BYTES, read_limited};
use crate::text::parse_json;

/// Loads an exported program, and says what is odd about the file.
///
/// # Errors
/// When the file cannot be read or is damaged, and for everything in the program that cannot be imported.
pub fn load(path: &Path, layouts: Layouts) -> Result<(Graph, Diagnostics)> {
    let subject = Subject::File(path.display().to_string());
    let file = std::fs::File::open(path).map_err(|error| {
        Diagnostic::error(Code::FileAccess, subject.clone(), "the file cannot be opened").found(error.to_string())
    })?;
    let bytes = read_limited(file, MAX_FILE_BYTES, "the file", &subject)?;
    import(&bytes, subject, layouts)
}

/// Loads an exported program from the bytes of a file.
///
/// # Errors
/// As [`load`].
pub fn load_bytes(bytes: &[u8], layouts: Layouts) -> Result<(Graph, Diagnostics)> {
    import(bytes, Subject::Model, layouts)
}

/// The operators that can be imported, sorted.
pub fn supported_operators() -> Vec<&'static str> {
    ops::supported().collect()
}

fn import(bytes: &[u8], subject: Subject, layouts: Layouts) -> Result<(Graph, Diagnostics)> {
    let mut archive = archive::Archive::open(bytes, subject.clone())?;
    let order = archive.member("byteorder", 64)?;
    if order.trim_ascii() != b"little" {
        return Err(Diagnostic::error(Code::ModelFormat, subject, "the order of the bytes is not supported")
            .found(order.escape_ascii().to_string())
            .expected("little")
            .into());
    }
    let document = archive.member("models/model.json", MAX_JSON_BYTES)?;
    let document = parse_json(&document, "models/model.json", &subject)?;
    let program = schema::read(&document, &subject)?;
    let weights = weights::Weights::open(&mut archive)?;
    build::build(program, weights, archive, layouts)
}
