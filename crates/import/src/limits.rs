//! What the reader is willing to take in; a damaged or hostile file must not exhaust memory or time.

use std::io::Read;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};

/// Largest model or weights file, and largest archive member, in bytes.
pub(crate) const MAX_FILE_BYTES: u64 = 1 << 30;
/// Largest architecture description in bytes.
pub(crate) const MAX_JSON_BYTES: u64 = 64 << 20;
/// Largest single array of an HDF5 file, decoded, in bytes.
pub(crate) const MAX_ARRAY_BYTES: usize = 64 << 20;
/// Largest chunk of an HDF5 file, decoded, in bytes.
pub(crate) const MAX_CHUNK_BYTES: usize = 64 << 20;
/// Largest object header of an HDF5 file in bytes.
pub(crate) const MAX_OBJECT_HEADER_BYTES: usize = 16 << 20;
/// Most elements of one tensor.
pub(crate) const MAX_ELEMENTS: usize = 1 << 24;
/// Most elements of all constants that a model computes, since a few nodes can ask for more than memory holds.
pub(crate) const MAX_FOLDED_ELEMENTS: usize = 4 * MAX_ELEMENTS;

/// Everything a reader gives, refused when it is more than `limit` bytes; `what` names it in the diagnostic.
///
/// # Errors
/// [`Code::ReaderLimit`] when there is more, [`Code::FileAccess`] when reading fails.
pub(crate) fn read_limited(reader: impl Read, limit: u64, what: &str, subject: &Subject) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(|error| {
        Diagnostic::error(Code::FileAccess, subject.clone(), format!("{what} cannot be read")).found(error.to_string())
    })?;
    if bytes.len() as u64 > limit {
        return Err(Diagnostic::error(Code::ReaderLimit, subject.clone(), format!("{what} is too large"))
            .found(format!("more than {limit} bytes"))
            .expected(format!("at most {limit} bytes"))
            .into());
    }
    Ok(bytes)
}

/// The number of elements of a shape, `None` when it is more than [`MAX_ELEMENTS`].
pub(crate) fn count(shape: &[usize]) -> Option<usize> {
    shape
        .iter()
        .try_fold(1usize, |product, &extent| product.checked_mul(extent))
        .filter(|&elements| elements <= MAX_ELEMENTS)
}
