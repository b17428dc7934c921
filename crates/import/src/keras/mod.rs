//! Keras models, of Keras 2 and Keras 3.
//!
//! | source | architecture | weights |
//! |---|---|---|
//! | `.keras` | `config.json` in the archive | `model.weights.h5` in the archive |
//! | whole-model `.h5` | attribute `model_config` | group `model_weights` |
//! | `.json` | the file | `<stem>_weights.h5` or `<stem>.weights.h5` beside it, or a given file |
//! | live model | text of `to_json()` | arrays of `get_weights()`, see [`from_parts`] |
//!
//! The graph has the layers, names, indices and class names that hls4ml 1.3 gives the same model. That differs between
//! the two [`Dialect`]s: a Keras 2 `Dense` without activation is followed by a linear activation `<layer>_linear`, and
//! a Keras 2 `Dropout` leaves no trace, while for Keras 3 it is a linear activation.
//!
//! Nothing in a model is executed, and no path in it is opened. `Lambda` layers are refused, and so are custom objects,
//! unless the program has registered an extension for their class.

mod build;
mod config;
mod container;
mod hdf5;
mod layers;
mod names;
mod quantizers;
mod weights;

use std::path::{Path, PathBuf};

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::{Array, Graph};

use crate::extensions::Extensions;
use crate::limits;
use crate::text::parse_json;
use container::Document;
use weights::memory::MemoryWeights;

/// Which major version of Keras wrote a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Keras up to 2.15 and `tf_keras`.
    Keras2,
    /// Keras 3.
    Keras3,
}

/// How a model is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A `.keras` archive.
    Keras,
    /// A whole model in HDF5.
    H5,
    /// The architecture as JSON; the weights are elsewhere.
    Json,
}

/// One array of a layer of a live model.
#[derive(Clone, Debug)]
pub struct LayerWeight {
    /// Names of the nested models around the layer, outermost first and without the model itself, then the name of
    /// the layer.
    pub path: Vec<String>,
    /// Name of the variable (`kernel`, `bias`, `gamma`, `beta`, `moving_mean`, `moving_variance`, `alpha`) or its
    /// position in `layer.get_weights()` in decimal.
    pub name: String,
    /// The values; half precision is handed over as `f32`, which is exact.
    pub data: Array,
}

/// Loads a model file; the content decides which kind it is.
///
/// `weights` is for an architecture in JSON only; without it the file `<stem>_weights.h5` or `<stem>.weights.h5` beside
/// the model is taken.
///
/// # Errors
/// When a file cannot be read or is damaged, and for everything in the model that cannot be imported.
pub fn load(path: &Path, weights: Option<&Path>) -> Result<Graph> {
    load_with(path, weights, &Extensions::new())
}

/// As [`load`], with the extensions of the program.
///
/// # Errors
/// As [`load`], and what an extension reports.
pub fn load_with(path: &Path, weights: Option<&Path>, extensions: &Extensions) -> Result<Graph> {
    let subject = file_subject(path);
    let bytes = read_file(path)?;
    let format = Format::detect(&bytes).ok_or_else(|| {
        Diagnostic::error(Code::ModelFormat, subject.clone(), "this is not a Keras model file")
            .found(first_bytes(&bytes))
            .expected("a .keras archive, a whole-model .h5 file or an architecture in .json")
    })?;
    let weights = match (format, weights) {
        (Format::Json, Some(weights)) => Some(weights.to_path_buf()),
        (Format::Json, None) => Some(weights_beside(path)?),
        (Format::Keras | Format::H5, Some(weights)) => {
            let message = "the model file has its weights inside, so no weights file can be given";
            return Err(Diagnostic::error(Code::Usage, file_subject(weights), message)
                .remedy("leave the weights file out, or give the architecture as .json")
                .into());
        }
        (Format::Keras | Format::H5, None) => None,
    };
    let weights = match &weights {
        Some(path) => Some((read_file(path)?, file_subject(path))),
        None => None,
    };
    container::open(&bytes, format, weights, subject).and_then(|document| import(document, extensions))
}

/// Loads a model from the bytes of a file; `weights` are the bytes of the weights file of an architecture in JSON.
///
/// # Errors
/// As [`load`].
pub fn load_bytes(bytes: &[u8], weights: Option<&[u8]>, format: Format) -> Result<Graph> {
    let weights = weights.map(|weights| (weights.to_vec(), Subject::Argument("weights".into())));
    container::open(bytes, format, weights, Subject::Model).and_then(|document| import(document, &Extensions::new()))
}

/// Loads a live model that was handed over in memory.
///
/// `config` is the text of `model.to_json()`. `weights` has one entry for each array of each layer, in the order of
/// `get_weights()`, nested models opened; a layer that is used several times appears once. This much Python is enough:
///
/// ```python
/// def parts(model, path=()):
///     for layer in model.layers:
///         here = (*path, layer.name)
///         if hasattr(layer, 'layers'):
///             yield from parts(layer, here)
///         else:
///             yield from ((here, str(i), array) for i, array in enumerate(layer.get_weights()))
/// ```
///
/// # Errors
/// When the text is not the architecture of a Keras model, and for everything in it that cannot be imported.
pub fn from_parts(config: &str, weights: Vec<LayerWeight>, dialect: Dialect) -> Result<Graph> {
    from_parts_with(config, weights, dialect, &Extensions::new())
}

/// As [`from_parts`], with the extensions of the program.
///
/// # Errors
/// As [`from_parts`], and what an extension reports.
pub fn from_parts_with(
    config: &str,
    weights: Vec<LayerWeight>,
    dialect: Dialect,
    extensions: &Extensions,
) -> Result<Graph> {
    let config = parse_json(config.as_bytes(), "the architecture", &Subject::Model)?;
    let weights = Box::new(MemoryWeights::new(weights));
    import(Document { config, dialect, weights, subject: Subject::Model }, extensions)
}

/// The layer classes that can be imported, sorted.
pub fn supported_layers() -> Vec<&'static str> {
    layers::supported().collect()
}

/// Whether a class has a meaning without extensions.
pub(crate) fn is_known(class: &str) -> bool {
    layers::supported().chain(["Functional", "Lambda", "Model", "Sequential"]).any(|known| known == class)
}

fn import(document: Document, extensions: &Extensions) -> Result<Graph> {
    let Document { config, dialect, weights, subject } = document;
    let (model, findings) = config::parse(&config, &subject)?;
    build::build(model, findings, dialect, weights.as_ref(), extensions)
}

impl Format {
    /// The format of a file by its first bytes.
    pub fn detect(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"PK\x03\x04") {
            return Some(Format::Keras);
        }
        if bytes.starts_with(b"\x89HDF\r\n\x1a\n") {
            return Some(Format::H5);
        }
        let text = bytes.trim_ascii_start();
        text.starts_with(b"{").then_some(Format::Json)
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    let subject = file_subject(path);
    let file = std::fs::File::open(path).map_err(|error| {
        Diagnostic::error(Code::FileAccess, subject.clone(), "the file cannot be opened").found(error.to_string())
    })?;
    limits::read_limited(file, limits::MAX_FILE_BYTES, "the file", &subject)
}

/// The weights file that belongs to an architecture file by its name.
fn weights_beside(path: &Path) -> Result<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let candidates = [format!("{stem}_weights.h5"), format!("{stem}.weights.h5")];
    let found = candidates.iter().map(|name| path.with_file_name(name)).find(|candidate| candidate.is_file());
    found.ok_or_else(|| {
        Diagnostic::error(Code::FileAccess, file_subject(path), "the weights of this architecture are missing")
            .expected(format!("a file {} beside it", candidates.join(" or ")))
            .remedy("give the weights file")
            .into()
    })
}

fn file_subject(path: &Path) -> Subject {
    Subject::File(path.display().to_string())
}

fn first_bytes(bytes: &[u8]) -> String {
    match bytes.get(..bytes.len().min(8)) {
        Some([]) | None => "an empty file".into(),
        Some(start) => format!("a file that starts with \"{}\"", start.escape_ascii()),
    }
}
