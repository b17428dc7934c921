//! Reports of the vendors' tools.

use std::path::PathBuf;

use hlsmith::report::{Kind, read_kind, stitched, table, vivado};
use hlsmith::{Code, Diagnostic, Result, Subject};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::errors::{guarded, to_tuple};
use crate::json;

/// The document of a report, what is missing, and remarks.
type Read<'py> = (Bound<'py, PyAny>, Vec<&'static str>, Bound<'py, PyTuple>);

fn find_kind(name: &str) -> Result<Kind> {
    Kind::ALL.iter().copied().find(|kind| kind.as_str() == name).ok_or_else(|| {
        Diagnostic::error(Code::Usage, Subject::Argument("kind".into()), "there is no such kind of report")
            .found(name)
            .into()
    })
}

/// Reads the reports of one kind of tool in a folder.
#[pyfunction]
pub(crate) fn read_report<'py>(py: Python<'py>, folder: PathBuf, kind: &str) -> PyResult<Read<'py>> {
    let report = guarded(py, || read_kind(&folder, find_kind(kind)?))?;
    let document = guarded(py, || Ok(report.to_document()))?;
    Ok((json::to_python(py, &document)?, report.missing, to_tuple(py, &report.remarks)?))
}

/// The table of the document of a report.
#[pyfunction]
pub(crate) fn report_table(py: Python<'_>, kind: &str, document: &Bound<'_, PyAny>) -> PyResult<String> {
    let document = json::to_json(document)?;
    guarded(py, || Ok(table(find_kind(kind)?, &document)))
}

/// The reports of Vivado HLS or Vitis HLS as they are; `None` without a project of the tool.
#[pyfunction]
pub(crate) fn show_vivado_report(py: Python<'_>, folder: PathBuf, full: bool) -> PyResult<Option<String>> {
    guarded(py, || Ok(vivado::show(&folder, full)))
}

/// The document of a design that is made of parts, from those of the parts.
#[pyfunction]
pub(crate) fn stitched_report<'py>(py: Python<'py>, parts: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let parts = json::to_json(parts)?;
    let document = guarded(py, || Ok(stitched(parts.as_array().into_iter().flatten())))?;
    json::to_python(py, &document)
}
