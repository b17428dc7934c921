//! What hlsmith offers: backends, flows, passes, starting configurations.

use std::path::PathBuf;

use hlsmith::{
    Backend, Code, Diagnostic, Flow, Granularity, Graph, PASSES, Precision, Result, Settings, Subject, Technology,
    config_from_model as starting_config, did_you_mean, parse_yaml,
};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::{Map, Value};

use crate::errors::guarded;
use crate::imported::Imported;
use crate::targets::targets;
use crate::{arguments, json};

/// The keys of an initial configuration, in the order of the peer.
const INITIAL_KEYS: [&str; 4] = ["OutputDir", "ProjectName", "Backend", "Version"];

/// The keys that follow them, by backend as in the peer.
fn initial_keys(settings: &Settings) -> &'static [&'static str] {
    match (settings.backend, settings.catapult.technology) {
        (Backend::Catapult, Technology::Asic) => {
            &["Technology", "ASICLibs", "ClockPeriod", "FIFO", "IOType", "HLSConfig"]
        }
        (Backend::Catapult, Technology::Fpga) => &["Technology", "Part", "ClockPeriod", "FIFO", "IOType", "HLSConfig"],
        (Backend::Libero, _) => {
            &["FPGAFamily", "Part", "Board", "ClockPeriod", "IOType", "SmartHLSPath", "HLSConfig", "WriterConfig"]
        }
        (Backend::OneApi, _) => &["Part", "ClockPeriod", "HyperoptHandshake", "IOType", "HLSConfig", "WriterConfig"],
        (Backend::Quartus, _) => &["Part", "ClockPeriod", "IOType", "HLSConfig", "WriterConfig"],
        (Backend::Vitis | Backend::VitisUnified | Backend::Vivado | Backend::VivadoAccelerator, _) => {
            &["Part", "ClockPeriod", "ClockUncertainty", "IOType", "HLSConfig", "WriterConfig"]
        }
    }
}

/// The names of the backends, those of plug-ins last.
#[pyfunction]
pub(crate) fn available_backends() -> Vec<String> {
    let own = Backend::ALL.iter().map(|backend| backend.as_str().to_owned());
    own.chain(targets().names().map(str::to_owned)).collect()
}

/// The name of a backend given in any letter case.
#[pyfunction]
pub(crate) fn backend_name(py: Python<'_>, name: &str) -> PyResult<String> {
    if let Some(target) = targets().find(name) {
        return Ok(target.name().to_owned());
    }
    guarded(py, || find_backend(name).map(|backend| backend.as_str().to_owned()))
}

/// The backend that a backend given in any letter case is or builds on, and with it its flows.
#[pyfunction]
pub(crate) fn backend_base(py: Python<'_>, name: &str) -> PyResult<&'static str> {
    guarded(py, || find_backend(name).map(Backend::as_str))
}

/// The backend of a name in any letter case; of the name of a plug-in, the one that it builds on.
pub(crate) fn find_backend(name: &str) -> Result<Backend> {
    match targets().find(name) {
        Some(target) => Ok(target.base()),
        None => find_own_backend(name),
    }
}

/// The backend of a name in any letter case, none of which is that of a plug-in.
pub(crate) fn find_own_backend(name: &str) -> Result<Backend> {
    let found = Backend::ALL.iter().copied().find(|backend| backend.as_str().eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        Diagnostic::error(Code::Usage, Subject::Argument("backend".into()), "there is no such backend")
            .found(name)
            .remedy(did_you_mean(name, available_backends().iter().map(String::as_str)))
            .into()
    })
}

/// The names and documentation of the passes.
#[pyfunction]
pub(crate) fn available_passes() -> Vec<(&'static str, &'static str)> {
    PASSES.iter().map(|pass| (pass.name(), pass.doc())).collect()
}

/// Names, required flows and passes of the flows.
#[pyfunction]
pub(crate) fn available_flows() -> Vec<(&'static str, Vec<&'static str>, Vec<&'static str>)> {
    Flow::all()
        .iter()
        .map(|flow| (flow.name, flow.requires.to_vec(), flow.passes.iter().map(|pass| pass.name()).collect()))
        .collect()
}

/// The reuse factors a matrix product of `n_in` by `n_out` can have, ascending.
#[pyfunction]
pub(crate) fn valid_reuse_factors(py: Python<'_>, n_in: usize, n_out: usize) -> PyResult<Vec<u32>> {
    guarded(py, || Ok(hlsmith_config::valid_reuse_factors(n_in, n_out)))
}

/// The reuse factor closest to the wanted one; `None` when the list is empty.
#[pyfunction]
pub(crate) fn closest_reuse_factor(py: Python<'_>, valid: Vec<u32>, wanted: f64) -> PyResult<Option<u32>> {
    guarded(py, || Ok(hlsmith_config::closest_reuse_factor(&valid, wanted)))
}

/// The starting configuration of a model.
#[pyfunction]
#[pyo3(signature = (imported, granularity, backend, default_precision, default_reuse_factor, max_precision))]
pub(crate) fn config_from_model<'py>(
    py: Python<'py>,
    imported: &Imported,
    granularity: &str,
    backend: Option<&str>,
    default_precision: &str,
    default_reuse_factor: u32,
    max_precision: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let config = guarded(py, || {
        let granularity = Granularity::read(granularity)?;
        let backend = backend.map(find_backend).transpose()?;
        Precision::parse_for(default_precision, Subject::Argument("default_precision".into()))?;
        if let Some(precision) = max_precision {
            Precision::parse_for(precision, Subject::Argument("max_precision".into()))?;
        }
        let graph = &imported.graph;
        Ok(starting_config(graph, granularity, backend, default_precision, default_reuse_factor, max_precision))
    })?;
    json::to_python(py, &config)
}

/// The configuration of keyword arguments, with the defaults of the backend and without settings of layers.
#[pyfunction]
pub(crate) fn initial_config<'py>(py: Python<'py>, options: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
    let options = arguments::convert_options(options)?;
    let config = guarded(py, || {
        let hls_config = Value::Object(Map::new());
        let targets = targets();
        let (options, target) = targets.options_of_base(&options);
        let (settings, _) = hlsmith_config::resolve_parts(&options, &hls_config, &Graph::new(""))?;
        let mut document = settings.to_document();
        if let Some(target) = target {
            document["Backend"] = Value::from(target.name());
        }
        document["HLSConfig"] = hls_config;
        match settings.backend {
            Backend::Catapult | Backend::Vitis => {}
            // The peer has this option for Vitis only.
            Backend::OneApi | Backend::Quartus => {
                document["WriterConfig"] = serde_json::json!({"WriteTar": document["WriterConfig"]["WriteTar"]});
            }
            Backend::Libero | Backend::VitisUnified | Backend::Vivado | Backend::VivadoAccelerator => {
                if let Some(writer) = document["WriterConfig"].as_object_mut() {
                    writer.shift_remove("WriteEmulationConstants");
                    if settings.backend == Backend::Libero {
                        writer.shift_remove("TBOutputStream");
                    }
                }
            }
        }
        let keys = INITIAL_KEYS.iter().chain(initial_keys(&settings));
        Ok(Value::Object(keys.map(|&key| (key.to_owned(), document[key].take())).collect()))
    })?;
    json::to_python(py, &config)
}

/// Reads a configuration file in YAML.
#[pyfunction]
pub(crate) fn read_config(py: Python<'_>, path: PathBuf) -> PyResult<Bound<'_, PyAny>> {
    let config = guarded(py, || {
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let subject = Subject::File(path.display().to_string());
            Diagnostic::error(Code::FileAccess, subject, "the configuration cannot be read").found(error.to_string())
        })?;
        parse_yaml(&text)
    })?;
    json::to_python(py, &config)
}
