//! Converted models as parts.

use std::path::PathBuf;

use hlsmith::{BuildOptions, MultiBuildOptions, Result, Sample};
use pyo3::prelude::*;

use crate::errors::guarded;
use crate::model::{Model, reported};
use crate::run::{self, Recorded, Runs, Work};

/// A converted model cut into parts.
#[pyclass(frozen, module = "hlsmith._core")]
pub(crate) struct MultiModel {
    inner: hlsmith::MultiModel,
}

impl MultiModel {
    pub(crate) fn new(inner: hlsmith::MultiModel) -> Self {
        Self { inner }
    }
}

impl Runs for hlsmith::MultiModel {
    fn is_stateful(&self) -> Result<bool> {
        self.is_stateful()
    }

    fn recorded(&self, _: bool) -> Result<Recorded> {
        let outputs = self.outputs().iter().map(|(_, shape)| shape.clone()).collect();
        Ok(Recorded { outputs, layers: Vec::new() })
    }

    fn run_into<T: Sample>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        _: &Recorded,
        results: Vec<&mut [T]>,
        n_threads: Option<usize>,
    ) -> Result<()> {
        for (result, output) in results.into_iter().zip(self.predict(inputs, n_samples, n_threads)?) {
            result.copy_from_slice(&output);
        }
        Ok(())
    }
}

#[pymethods]
impl MultiModel {
    /// The parts, in order of execution.
    fn parts(&self) -> Vec<Model> {
        self.inner.parts().iter().cloned().map(Model::new).collect()
    }

    /// As `Model.predict`, part by part.
    #[pyo3(signature = (inputs, n_samples, n_threads=None))]
    fn predict<'py>(
        &self,
        py: Python<'py>,
        inputs: Vec<Bound<'py, PyAny>>,
        n_samples: usize,
        n_threads: Option<usize>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let sizes: Vec<usize> =
            self.inner.inputs().iter().map(|(_, shape)| n_samples * shape.iter().product::<usize>()).collect();
        Ok(run::run(py, &self.inner, (&inputs, &sizes), n_samples, Work { trace: false, n_threads })?.0)
    }

    /// Writes the projects of the parts and returns the folder they are in.
    fn write(&self, py: Python<'_>) -> PyResult<PathBuf> {
        guarded(py, || self.inner.write())
    }

    /// Writes the project that wires the cores of the parts, and returns its folder.
    fn write_stitched(&self, py: Python<'_>) -> PyResult<PathBuf> {
        guarded(py, || self.inner.write_stitched())
    }

    /// As `Model.build` for each part, several at a time; then wires their cores.
    #[pyo3(signature = (progress=None, *, stitch, export_stitched, n_workers, reset, csim, synth, cosim, validation, export, vsynth, fifo_opt))]
    #[allow(clippy::too_many_arguments, reason = "the keywords are those of the Python function")]
    fn build<'py>(
        &self,
        py: Python<'py>,
        progress: Option<Py<PyAny>>,
        stitch: bool,
        export_stitched: bool,
        n_workers: Option<usize>,
        reset: bool,
        csim: bool,
        synth: bool,
        cosim: bool,
        validation: bool,
        export: bool,
        vsynth: bool,
        fifo_opt: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let part = BuildOptions {
            reset,
            csim,
            synth,
            cosim,
            validation,
            export,
            vsynth,
            fifo_opt,
            bitfile: false,
            skip_prerequisites: false,
        };
        let options = MultiBuildOptions { part, stitch, export_stitched, n_workers };
        reported(py, progress, |tell| Ok(self.inner.build(&options, tell)?.to_json()))
    }
}
