//! Diagnostics to Python exceptions, and panics to diagnostics.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use hlsmith::{Code, Diagnostic, Diagnostics, Result, Severity, Subject};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// Message and place of the last panic, which the payload alone does not tell.
static LAST_PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Keeps the text of a panic for [`guarded`] instead of printing it.
pub(crate) fn record_panics() {
    std::panic::set_hook(Box::new(|info| {
        *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = Some(info.to_string());
    }));
}

/// Runs a computation detached from the interpreter; a panic becomes the diagnostic `Internal`.
pub(crate) fn guarded<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    let result = py.detach(|| catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(internal(&*payload))));
    result.map_err(|findings| raise(py, &findings))
}

fn internal(payload: &(dyn Any + Send)) -> Diagnostics {
    let recorded = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    let text = recorded
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "no message".to_owned());
    Diagnostic::error(Code::Internal, Subject::Model, "hlsmith itself is at fault")
        .found(text)
        .remedy("please report this together with the model and the configuration")
        .into()
}

/// The exception for findings; `hlsmith.HlsmithError`, or its subclass for what is not available.
pub(crate) fn raise(py: Python<'_>, findings: &Diagnostics) -> PyErr {
    let build = || -> PyResult<PyErr> {
        let module = py.import("hlsmith.errors")?;
        let diagnostics = to_tuple(py, findings)?;
        let error = module.getattr("make_error")?.call1((findings.to_string(), diagnostics))?;
        Ok(PyErr::from_value(error))
    };
    build().unwrap_or_else(|error| error)
}

/// The findings as `hlsmith.Diagnostic` objects.
pub(crate) fn to_tuple<'py>(py: Python<'py>, findings: &Diagnostics) -> PyResult<Bound<'py, PyTuple>> {
    let class = py.import("hlsmith.errors")?.getattr("Diagnostic")?;
    let items: Vec<Bound<'py, PyAny>> = findings
        .iter()
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            class.call1((
                finding.code.as_str(),
                finding.code.title(),
                severity,
                (finding.subject.kind(), finding.subject.name()),
                &finding.message,
                &finding.found,
                &finding.expected,
                &finding.remedy,
                finding.to_string(),
            ))
        })
        .collect::<PyResult<_>>()?;
    PyTuple::new(py, items)
}

/// An exception for something that the Python side finds wrong, in the words of a diagnostic.
///
/// `code` is the stable text of a diagnostic code, `subject` a kind and a name.
#[pyfunction]
#[pyo3(signature = (code, subject, message, *, found=None, expected=None, remedy=None))]
pub(crate) fn make_error<'py>(
    py: Python<'py>,
    code: &str,
    subject: (String, String),
    message: String,
    found: Option<String>,
    expected: Option<String>,
    remedy: Option<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let code = Code::ALL.iter().copied().find(|known| known.as_str() == code);
    let code = code.ok_or_else(|| PyValueError::new_err("unknown code"))?;
    let (kind, name) = subject;
    let subject = match kind.as_str() {
        "layer" => Subject::Layer(name),
        "key" => Subject::Key(name),
        "file" => Subject::File(name),
        "argument" => Subject::Argument(name),
        "place" => Subject::Place(name),
        "model" => Subject::Model,
        _ => return Err(PyValueError::new_err("unknown kind of subject")),
    };
    let mut finding = Diagnostic::error(code, subject, message);
    finding.found = found;
    finding.expected = expected;
    finding.remedy = remedy;
    Ok(raise(py, &finding.into()).into_value(py).into_bound(py).into_any())
}
