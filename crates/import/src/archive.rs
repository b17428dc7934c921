//! Zip archives of models: what may stand in one, and how much of it is read.

use std::io::{Read, Seek};
use std::path::Path;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use zip::ZipArchive;
use zip::read::{Config, ZipFile};
use zip::result::ZipError;

use crate::text::shown;

/// Most members of an archive.
const MAX_MEMBERS: usize = 100_000;

/// A member that unpacks to more bytes than this is packed to no less than one byte in [`MAX_RATIO`].
const FREE_BYTES: u64 = 64 << 20;

/// How many times as large as packed a large member may be; trained weights pack to about nine tenths.
const MAX_RATIO: u64 = 32;

/// Opens an archive.
///
/// # Errors
/// When it is damaged, has too many members, or one whose name leads out of it.
pub(crate) fn open<R: Read + Seek>(config: Config, reader: R, subject: &Subject) -> Result<ZipArchive<R>> {
    let zip = ZipArchive::with_config(config, reader).map_err(|error| {
        Diagnostic::error(Code::ModelFormat, subject.clone(), "the archive is damaged")
            .found(error.to_string())
            .expected("a whole zip archive")
            .remedy("save the model again, or copy the whole file")
    })?;
    if zip.len() > MAX_MEMBERS {
        return Err(Diagnostic::error(Code::ReaderLimit, subject.clone(), "the archive has too many members")
            .found(zip.len().to_string())
            .expected(format!("at most {MAX_MEMBERS}"))
            .into());
    }
    let outside = zip.file_names().find(|name| name.as_ref().map_or(true, |name| !is_inside(name)));
    if let Some(name) = outside {
        let message = "the archive has a member whose name leads out of it";
        return Err(Diagnostic::error(Code::ModelFormat, subject.clone(), message)
            .found(name.map_or("a name that is no text".into(), |name| shown(&name)))
            .expected("names of files inside the archive")
            .into());
    }
    Ok(zip)
}

fn is_inside(name: &str) -> bool {
    let is_relative = !Path::new(name).is_absolute() && !name.starts_with(['/', '\\']) && !name.contains(':');
    is_relative && name.split(['/', '\\']).all(|part| part != "..")
}

/// A member of an archive; `missing` is the finding where there is none.
///
/// # Errors
/// When it is missing or damaged, or no file.
pub(crate) fn find<'a, R: Read + Seek>(
    zip: &'a mut ZipArchive<R>,
    path: &str,
    what: &str,
    missing: impl FnOnce() -> Diagnostic,
    subject: &Subject,
) -> Result<ZipFile<'a, R>> {
    let damaged = |message: String| Diagnostic::error(Code::ModelFormat, subject.clone(), message);
    let file = zip.by_name(path).map_err(|error| match error {
        ZipError::FileNotFound => missing(),
        error => damaged(format!("{what} in the archive is damaged"))
            .found(error.to_string())
            .expected("a member that is not encrypted, stored or deflated"),
    })?;
    if file.is_symlink() {
        return Err(damaged(format!("{what} in the archive is a link"))
            .found("a symbolic link")
            .expected("a file")
            .into());
    }
    Ok(file)
}

/// The bytes of a member of at most `limit` bytes.
///
/// # Errors
/// When it is larger, unpacks to many times its size, or is damaged.
pub(crate) fn read<R: Read>(file: ZipFile<'_, R>, limit: u64, what: &str, subject: &Subject) -> Result<Vec<u8>> {
    let (size, packed) = (file.size(), file.compressed_size());
    if size > limit {
        return Err(Diagnostic::error(Code::ReaderLimit, subject.clone(), format!("{what} is too large"))
            .found(format!("{size} bytes"))
            .expected(format!("at most {limit} bytes"))
            .into());
    }
    if size > FREE_BYTES && size / MAX_RATIO > packed {
        let message = format!("{what} unpacks to many times its size");
        return Err(Diagnostic::error(Code::ReaderLimit, subject.clone(), message)
            .found(format!("{size} bytes from {packed}"))
            .expected(format!("at most {FREE_BYTES} bytes, or {MAX_RATIO} times the packed size"))
            .into());
    }
    let damaged = |found: String| {
        Diagnostic::error(Code::ModelFormat, subject.clone(), format!("{what} in the archive is damaged"))
            .found(found)
            .expected(format!("{size} bytes, stored or deflated"))
    };
    // A size that is not true must not let more in.
    let mut bytes = Vec::new();
    file.take(size + 1).read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
    if bytes.len() as u64 != size {
        return Err(damaged(format!("other than {size} bytes")).into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn names_that_lead_out_are_told() {
        for name in ["../a", "a/../../b", "/etc/passwd", "\\a", "a\\..\\b", "C:\\a", ".."] {
            assert!(!is_inside(name), "{name}");
        }
        for name in ["a", "a/b.json", "a..b/c", ".hidden"] {
            assert!(is_inside(name), "{name}");
        }
    }
}
