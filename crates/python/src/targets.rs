//! Targets that a Python program adds: its functions behind those of a backend.

use std::sync::{Arc, Mutex, PoisonError};

use hlsmith::{
    Backend, BuildOptions, Code, Diagnostic, Diagnostics, Failure, Graph, ProgramCall, Project, Settings, Subject,
    Target, TargetDefaults, Targets,
};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::guarded;
use crate::registry::find_own_backend;

/// The targets registered so far; replaced as a whole, so that functions of targets may convert models.
static TARGETS: Mutex<Option<Arc<Targets>>> = Mutex::new(None);

/// The targets registered so far.
pub(crate) fn targets() -> Arc<Targets> {
    TARGETS.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().clone()
}

/// A target whose differences are methods of a Python object, see `hlsmith.backends.BackendPlugin`.
struct PythonTarget {
    name: String,
    base: Backend,
    defaults: TargetDefaults,
    object: Py<PyAny>,
}

impl PythonTarget {
    /// What a method of the object says went wrong, as a finding.
    fn failed(&self, error: &PyErr) -> Diagnostics {
        let message = format!("the code of the target `{}` fails", self.name);
        Diagnostic::error(Code::ExtensionFailed, Subject::Key("Backend".to_owned()), message)
            .found(error.to_string())
            .into()
    }
}

impl Target for PythonTarget {
    fn name(&self) -> &str {
        &self.name
    }

    fn base(&self) -> Backend {
        self.base
    }

    fn defaults(&self) -> TargetDefaults {
        self.defaults.clone()
    }

    fn findings(&self, graph: &Graph, settings: &Settings) -> Diagnostics {
        let layers: Vec<(&str, &str)> = graph.nodes().map(|(_, node)| (node.name.as_str(), node.op.class())).collect();
        let refused = Python::attach(|py| -> PyResult<Vec<String>> {
            self.object.call_method1(py, "refuse", (layers, settings_dict(py, settings)?))?.extract(py)
        });
        let messages = match refused {
            Ok(messages) => messages,
            Err(error) => return self.failed(&error),
        };
        let mut findings = Diagnostics::new();
        for message in messages {
            let finding = Diagnostic::error(Code::TargetUnsupported, Subject::Model, message);
            findings.push(finding.remedy(format!("use the backend {}", self.base.as_str())));
        }
        findings
    }

    fn finish(&self, project: &mut Project, settings: &Settings) -> Result<(), Failure> {
        let files = Python::attach(|py| -> PyResult<Vec<(String, Vec<u8>)>> {
            let present: Vec<&str> = project.files.keys().map(String::as_str).collect();
            let files = self.object.call_method1(py, "files", (present, settings_dict(py, settings)?))?;
            let files = files.bind(py).cast::<PyDict>()?.iter();
            files.map(|(path, bytes)| Ok((path.extract()?, bytes.extract()?))).collect()
        });
        for (path, bytes) in files.map_err(|error| Failure::from(error.to_string()))? {
            project.add(path, bytes);
        }
        Ok(())
    }

    fn programs(&self, options: &BuildOptions) -> Option<Vec<ProgramCall>> {
        let steps: Vec<&str> = options.vendor_steps();
        let calls = Python::attach(|py| -> PyResult<Option<Vec<Vec<String>>>> {
            self.object.call_method1(py, "programs", (steps,))?.extract(py)
        });
        // A program of this name does not exist, so that the build names what went wrong.
        let calls = calls.unwrap_or_else(|error| Some(vec![vec![format!("programs of {}: {error}", self.name)]]))?;
        let call = |words: Vec<String>| {
            let mut words = words.into_iter();
            Some(ProgramCall { program: words.next()?, arguments: words.collect() })
        };
        Some(calls.into_iter().filter_map(call).collect())
    }
}

/// What a target may want to know of the settings.
fn settings_dict<'py>(py: Python<'py>, settings: &Settings) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("project_name", &settings.project_name)?;
    dict.set_item("part", &settings.part)?;
    dict.set_item("clock_period", settings.clock_period)?;
    dict.set_item("clock_uncertainty", settings.clock_uncertainty)?;
    dict.set_item("io_type", settings.io_type.as_str())?;
    Ok(dict)
}

/// Adds a target; see `hlsmith.backends.register_backend`.
#[pyfunction]
#[pyo3(signature = (name, base, object, part, clock_period, clock_uncertainty))]
pub(crate) fn register_target(
    py: Python<'_>,
    name: String,
    base: &str,
    object: Py<PyAny>,
    part: Option<String>,
    clock_period: Option<f64>,
    clock_uncertainty: Option<f64>,
) -> PyResult<()> {
    let defaults = TargetDefaults { part, clock_period, clock_uncertainty };
    guarded(py, || {
        let target = PythonTarget { name, base: find_own_backend(base)?, defaults, object };
        let mut targets = TARGETS.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(targets.get_or_insert_default()).register(Arc::new(target))
    })
}
