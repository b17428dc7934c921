//! Models from files and from live objects.

use std::path::PathBuf;

use hlsmith::Diagnostics;
use hlsmith_import::keras::{self, Dialect, LayerWeight};
use hlsmith_import::torch;
use hlsmith_ir::{ChannelsLast, Graph, Layouts};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::arrays;
use crate::errors::guarded;
use crate::extensions::Extensions;

/// A model as trained, before any setting or pass.
#[pyclass(frozen, module = "hlsmith._core")]
pub(crate) struct Imported {
    pub(crate) graph: Graph,
}

#[pymethods]
impl Imported {
    /// Reads a `.keras` or `.h5` file, or a `.json` file with its weights.
    #[staticmethod]
    #[pyo3(signature = (extensions, path, weights=None))]
    fn load_keras(py: Python<'_>, extensions: &Extensions, path: PathBuf, weights: Option<PathBuf>) -> PyResult<Self> {
        let graph = guarded(py, || hlsmith::load_keras_with(&path, weights.as_deref(), &extensions.get()))?;
        Ok(Self { graph })
    }

    /// Reads an `.onnx` file.
    #[staticmethod]
    fn load_onnx(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let graph = guarded(py, || hlsmith::load_onnx(&path))?;
        Ok(Self { graph })
    }

    /// Takes over a live ONNX model: the bytes of `SerializeToString()`.
    #[staticmethod]
    fn from_onnx_bytes(py: Python<'_>, model: Vec<u8>) -> PyResult<Self> {
        let graph = guarded(py, || hlsmith::load_onnx_bytes(&model))?;
        Ok(Self { graph })
    }

    /// Takes over a live model: the text of `to_json()` and, for each array of each layer, the path of the layer, the
    /// name of the array and its values.
    #[staticmethod]
    fn from_keras_parts(
        py: Python<'_>,
        extensions: &Extensions,
        config: String,
        weights: Vec<(Vec<String>, String, Bound<'_, PyAny>)>,
        major: u32,
    ) -> PyResult<Self> {
        let dialect = match major {
            2 => Dialect::Keras2,
            3 => Dialect::Keras3,
            _ => return Err(PyValueError::new_err("major must be 2 or 3")),
        };
        let weights = weights
            .into_iter()
            .map(|(path, name, values)| {
                let data = arrays::to_ir(&values, &path.join("/"))?;
                Ok(LayerWeight { path, name, data })
            })
            .collect::<PyResult<Vec<_>>>()?;
        let graph = guarded(py, || keras::from_parts_with(&config, weights, dialect, &extensions.get()))?;
        Ok(Self { graph })
    }

    /// Reads a `.pt2` file.
    #[staticmethod]
    fn load_torch(py: Python<'_>, path: PathBuf, channels_last: &str, transpose_outputs: bool) -> PyResult<Self> {
        let layouts = layouts(channels_last, transpose_outputs)?;
        imported(py, guarded(py, || torch::load(&path, layouts))?)
    }

    /// Reads the bytes of a `.pt2` file.
    #[staticmethod]
    fn from_torch_bytes(py: Python<'_>, data: Vec<u8>, channels_last: &str, transpose_outputs: bool) -> PyResult<Self> {
        let layouts = layouts(channels_last, transpose_outputs)?;
        imported(py, guarded(py, || torch::load_bytes(&data, layouts))?)
    }
}

/// The order of axes at the ends of a model.
fn layouts(channels_last: &str, transpose_outputs: bool) -> PyResult<Layouts> {
    let channels_last: ChannelsLast =
        channels_last.parse().map_err(|()| PyValueError::new_err("channels_last must be full, internal or off"))?;
    Ok(Layouts { channels_last, transpose_outputs })
}

/// Passes on what is odd about a file as warnings.
fn imported(py: Python<'_>, (graph, remarks): (Graph, Diagnostics)) -> PyResult<Imported> {
    if !remarks.is_empty() {
        let category = py.import("hlsmith.errors")?.getattr("HlsmithWarning")?;
        py.import("warnings")?.call_method1("warn", (remarks.to_string(), category))?;
    }
    Ok(Imported { graph })
}

/// The Keras layer classes that can be imported, sorted.
#[pyfunction]
pub(crate) fn supported_keras_layers() -> Vec<&'static str> {
    keras::supported_layers()
}

/// The ONNX operators that can be imported, sorted.
#[pyfunction]
pub(crate) fn supported_onnx_operators() -> Vec<&'static str> {
    hlsmith_import::onnx::supported_operators()
}

/// The operators of exported PyTorch programs that can be imported, sorted.
#[pyfunction]
pub(crate) fn supported_torch_operators() -> Vec<&'static str> {
    torch::supported_operators()
}
