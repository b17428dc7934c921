//! Constants stored beside the model file: only in its folder or below, and only as much as is asked for.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};

use super::model::shown;
use super::proto::TensorProto;
use crate::limits::{MAX_FILE_BYTES, read_limited};

/// Where the further files of a model may be.
pub(crate) struct External {
    /// The folder of the model file; `None` for a model that is not a file.
    pub(crate) folder: Option<PathBuf>,
}

impl External {
    /// The bytes of a constant that is stored in another file.
    ///
    /// # Errors
    /// When the file is not in the folder of the model, or does not have the bytes.
    pub(crate) fn read(&self, proto: &TensorProto) -> Result<Vec<u8>> {
        let entry = |key: &str| proto.external_data.iter().find(|entry| entry.key() == key).map(|entry| entry.value());
        let refuse = |code: Code, message: &str| {
            let subject = Subject::Layer(shown(proto.name()));
            Diagnostic::error(code, subject, message)
                .found(shown(entry("location").filter(|location| !location.is_empty()).unwrap_or("no location")))
        };
        let Some(folder) = &self.folder else {
            return Err(refuse(
                Code::ModelWeights,
                "a constant is stored in another file, and the model is not a file",
            )
            .expected("a model with its constants inside")
            .remedy("give the model file, or save the model with its constants inside")
            .into());
        };
        let outside = || {
            refuse(Code::ModelFormat, "a constant is stored outside of the folder of the model")
                .expected("a file beside the model file or in a folder there")
        };
        let location = Path::new(entry("location").unwrap_or_default());
        let is_inside = location.components().all(|component| matches!(component, Component::Normal(_)));
        if !is_inside || location.as_os_str().is_empty() {
            return Err(outside().into());
        }
        let missing = |error: std::io::Error| {
            let message = format!("the file of a constant cannot be read: {error}");
            Diagnostics::from(refuse(Code::FileAccess, &message).expected("a file beside the model file"))
        };
        // Symbolic links are followed before the place is judged.
        let folder = folder.canonicalize().map_err(missing)?;
        let path = folder.join(location).canonicalize().map_err(missing)?;
        if !path.starts_with(&folder) {
            return Err(outside().into());
        }
        let number = |key: &str| entry(key).map(str::parse::<u64>).transpose();
        let (Ok(offset), Ok(length)) = (number("offset"), number("length")) else {
            return Err(refuse(Code::ModelFormat, "the place of a constant in its file cannot be read")
                .expected("offset and length as numbers")
                .into());
        };
        // What is no ordinary file may never end, or wait for someone who writes.
        if !path.is_file() {
            return Err(refuse(Code::FileAccess, "the file of a constant is no ordinary file")
                .expected("a file beside the model file")
                .into());
        }
        let mut file = File::open(&path).map_err(missing)?;
        let (offset, size) = (offset.unwrap_or(0), file.metadata().map_err(missing)?.len());
        let length = length.unwrap_or_else(|| size.saturating_sub(offset));
        if length > MAX_FILE_BYTES || offset.checked_add(length).is_none_or(|end| end > size) {
            let subject = Subject::Layer(shown(proto.name()));
            let message = "the file of a constant ends before the constant";
            return Err(Diagnostic::error(Code::ModelWeights, subject, message)
                .found(format!("{} of {size} bytes", shown(entry("location").unwrap_or_default())))
                .expected(format!("{length} bytes from byte {offset} on"))
                .into());
        }
        file.seek(SeekFrom::Start(offset)).map_err(missing)?;
        let subject = Subject::File(path.display().to_string());
        read_limited(std::io::Read::take(file, length), length, "the file of a constant", &subject)
    }
}
