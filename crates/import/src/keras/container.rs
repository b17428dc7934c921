//! The files models come in: taken apart into architecture and weights.

use std::io::Cursor;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use serde_json::Value;
use zip::ZipArchive;
use zip::read::Config;

use super::hdf5::H5;
use super::weights::{WeightSource, in_file};
use super::{Dialect, Format};
use crate::archive;
use crate::limits::{MAX_FILE_BYTES, MAX_JSON_BYTES};
use crate::text::parse_json;

/// A model file taken apart.
pub(crate) struct Document {
    /// The architecture as Keras serialised it.
    pub(crate) config: Value,
    /// Who wrote it.
    pub(crate) dialect: Dialect,
    /// Where the weights are.
    pub(crate) weights: Box<dyn WeightSource>,
    /// The file, for diagnostics.
    pub(crate) subject: Subject,
}

/// Takes a model file apart. `weights` are content and name of the weights file of an architecture in JSON.
pub(crate) fn open(
    bytes: &[u8],
    format: Format,
    weights: Option<(Vec<u8>, Subject)>,
    subject: Subject,
) -> Result<Document> {
    match format {
        Format::Keras => open_archive(bytes, subject),
        Format::H5 => open_h5(bytes, subject),
        Format::Json => open_json(bytes, weights, subject),
    }
}

fn open_archive(bytes: &[u8], subject: Subject) -> Result<Document> {
    let mut archive = archive::open(Config::default(), Cursor::new(bytes), &subject)?;
    let config = member(&mut archive, "config.json", MAX_JSON_BYTES, &subject)?;
    let config = parse_json(&config, "config.json", &subject)?;
    let metadata = if archive.index_for_name("metadata.json").is_some() {
        let metadata = member(&mut archive, "metadata.json", MAX_JSON_BYTES, &subject)?;
        parse_json(&metadata, "metadata.json", &subject)?
    } else {
        Value::Null
    };
    let dialect = dialect(metadata.get("keras_version").and_then(Value::as_str), &config);
    let weights = member(&mut archive, "model.weights.h5", MAX_FILE_BYTES, &subject)?;
    let weights = in_file(H5::open(weights, subject.clone())?)?;
    Ok(Document { config, dialect, weights, subject })
}

fn member(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, limit: u64, subject: &Subject) -> Result<Vec<u8>> {
    let missing = || {
        Diagnostic::error(Code::ModelFormat, subject.clone(), format!("the archive has no {name}"))
            .found("other members")
            .expected("an archive written by model.save")
    };
    let file = archive::find(archive, name, name, missing, subject)?;
    archive::read(file, limit, name, subject)
}

fn open_h5(bytes: &[u8], subject: Subject) -> Result<Document> {
    let file = H5::open(bytes.to_vec(), subject.clone())?;
    let Some(config) = file.text_attribute("model_config")? else {
        return Err(Diagnostic::error(Code::ModelFormat, subject, "the file has no architecture")
            .expected("a whole model with the attribute model_config")
            .remedy("if it holds weights only, give the architecture .json as the model and this file as its weights")
            .into());
    };
    let config = parse_json(config.as_bytes(), "the attribute model_config", &subject)?;
    let dialect = dialect(file.text_attribute("keras_version")?.as_deref(), &config);
    Ok(Document { config, dialect, weights: in_file(file)?, subject })
}

fn open_json(bytes: &[u8], weights: Option<(Vec<u8>, Subject)>, subject: Subject) -> Result<Document> {
    let config = parse_json(bytes, "the architecture", &subject)?;
    let Some((weights, weights_subject)) = weights else {
        return Err(Diagnostic::error(Code::FileAccess, subject, "the weights of this architecture are missing")
            .found("an architecture alone")
            .expected("an architecture and its weights")
            .remedy("give the weights file as well, or the model as one .keras or .h5 file")
            .into());
    };
    let dialect = dialect(config.get("keras_version").and_then(Value::as_str), &config);
    let weights = in_file(H5::open(weights, weights_subject)?)?;
    Ok(Document { config, dialect, weights, subject })
}

/// The dialect by the stated version of Keras. Keras 3 states none in an architecture file, but writes the shape of
/// inputs under another key.
fn dialect(version: Option<&str>, config: &Value) -> Dialect {
    match version.and_then(|version| version.split('.').next()?.parse::<u32>().ok()) {
        Some(major) if major >= 3 => Dialect::Keras3,
        Some(_) => Dialect::Keras2,
        None if mentions(config, "batch_input_shape") => Dialect::Keras2,
        None => Dialect::Keras3,
    }
}

/// Whether a key occurs anywhere in a value.
fn mentions(value: &Value, key: &str) -> bool {
    match value {
        Value::Object(map) => map.contains_key(key) || map.values().any(|value| mentions(value, key)),
        Value::Array(values) => values.iter().any(|value| mentions(value, key)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
