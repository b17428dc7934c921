//! Converted models.

use std::path::PathBuf;
use std::sync::Arc;

use hlsmith::{
    BuildOptions, Code, Diagnostic, Node, PrintOptions, Profile, Result, Sample, Subject, did_you_mean, print,
};
use hlsmith_config::LayerId;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use serde_json::Value;

use crate::errors::{guarded, raise, to_tuple};
use crate::extensions::Extensions;
use crate::imported::Imported;
use crate::multi_model::MultiModel;
use crate::run::{self, Predicted, Recorded, Runs, Work};
use crate::targets::targets;
use crate::{arguments, arrays, json, precision, views};

/// A trained network converted under a configuration.
#[pyclass(frozen, module = "hlsmith._core")]
pub(crate) struct Model {
    inner: Arc<hlsmith::Model>,
}

#[pymethods]
impl Model {
    /// Converts an imported model under a configuration dictionary, with or without the outer `HLSConfig`.
    #[staticmethod]
    fn convert(py: Python<'_>, imported: &Imported, config: &Bound<'_, PyAny>) -> PyResult<Self> {
        let config = json::to_json(config)?;
        let inner = guarded(py, || targets().convert(imported.graph.clone(), &config))?;
        Ok(Self::new(inner.into()))
    }

    /// Converts an imported model under keyword arguments of `convert_from_keras_model` and an `HLSConfig` dictionary.
    #[staticmethod]
    fn convert_with(
        py: Python<'_>,
        imported: &Imported,
        options: &Bound<'_, PyDict>,
        hls_config: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let options = arguments::convert_options(options)?;
        let hls_config = json::to_json(hls_config)?;
        let inner = guarded(py, || targets().convert_with(imported.graph.clone(), &options, &hls_config))?;
        Ok(Self::new(inner.into()))
    }

    /// Converts the model file that a configuration dictionary names.
    #[staticmethod]
    fn from_config(py: Python<'_>, extensions: &Extensions, config: &Bound<'_, PyAny>) -> PyResult<Self> {
        let config = json::to_json(config)?;
        let inner = guarded(py, || targets().from_config(&config, &extensions.get()))?;
        Ok(Self::new(inner.into()))
    }

    /// What the user should know about the conversion, as `hlsmith.Diagnostic` objects.
    fn remarks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        to_tuple(py, self.inner.remarks())
    }

    /// The whole configuration, defaults filled in.
    fn config<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::to_python(py, &self.inner.to_document())
    }

    /// The settings in force, by the names of the options.
    fn settings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let settings = self.inner.settings();
        let dict = PyDict::new(py);
        dict.set_item("output_dir", &settings.output_dir)?;
        dict.set_item("project_name", &settings.project_name)?;
        dict.set_item("backend", self.inner.target_name())?;
        dict.set_item("version", &settings.version)?;
        dict.set_item("part", &settings.part)?;
        dict.set_item("clock_period", settings.clock_period)?;
        dict.set_item("clock_uncertainty", settings.clock_uncertainty)?;
        dict.set_item("io_type", settings.io_type.as_str())?;
        dict.set_item("trace_output", settings.trace_output)?;
        dict.set_item("compatibility", settings.hls.compatibility.as_str())?;
        dict.set_item("pipeline_style", settings.hls.pipeline_style.as_str())?;
        dict.set_item("pipeline_interval", settings.hls.pipeline_interval)?;
        dict.set_item("namespace", &settings.writer.namespace)?;
        dict.set_item("write_weights_txt", settings.writer.write_weights_txt)?;
        dict.set_item("write_tar", settings.writer.write_tar)?;
        dict.set_item("tb_output_stream", settings.writer.tb_output_stream.as_str())?;
        dict.set_item("write_emulation_constants", settings.writer.write_emulation_constants)?;
        Ok(dict)
    }

    /// The layers in execution order, see `views::layer`.
    fn layers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let graph = self.inner.graph();
        let layers = graph.nodes().map(|(_, node)| views::layer(py, graph, node)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(py, layers)
    }

    /// The inputs of the model in the order of its arguments.
    fn inputs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        views::variables(py, self.inner.graph(), self.inner.graph().inputs())
    }

    /// The outputs of the model in the order of its results.
    fn outputs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        views::variables(py, self.inner.graph(), self.inner.graph().outputs())
    }

    /// The trained constants of a layer, before they are assigned to their type.
    fn weight<'py>(&self, py: Python<'py>, layer: &str, attribute: &str) -> PyResult<Bound<'py, PyAny>> {
        let weights = self.node(py, layer)?.op.weights();
        match weights.iter().find(|(name, _)| *name == attribute) {
            Some((_, weight)) => arrays::from_ir(py, &weight.data),
            None => {
                let subject = Subject::Layer(layer.to_owned());
                let finding = Diagnostic::error(Code::Usage, subject, "the layer has no such weights")
                    .found(attribute)
                    .remedy(did_you_mean(attribute, weights.iter().map(|(name, _)| *name)));
                Err(raise(py, &finding.into()))
            }
        }
    }

    /// The precision that the configuration gives to a variable of a layer, and the name of its type.
    fn precision<'py>(&self, py: Python<'py>, layer: &str, variable: &str) -> PyResult<(Bound<'py, PyDict>, String)> {
        let node = self.node(py, layer)?;
        let (found, name) = self.inner.settings().hls.precision(&LayerId::from(node), variable);
        Ok((precision::to_dict(py, found)?, name))
    }

    /// Reuse factor, strategy, target cycles and compression that the configuration gives to a layer.
    fn layer_settings<'py>(&self, py: Python<'py>, layer: &str) -> PyResult<Bound<'py, PyDict>> {
        let id = LayerId::from(self.node(py, layer)?);
        let hls = &self.inner.settings().hls;
        let dict = PyDict::new(py);
        dict.set_item("reuse_factor", hls.reuse_factor(&id))?;
        dict.set_item("strategy", hls.strategy(&id).as_str())?;
        dict.set_item("target_cycles", hls.target_cycles(&id))?;
        dict.set_item("compression", hls.compression(&id).unwrap_or(false))?;
        Ok(dict)
    }

    /// The flows that have run, each with the passes that changed something.
    fn steps(&self) -> Vec<(String, Vec<String>)> {
        let steps = self.inner.steps().iter();
        steps.map(|step| (step.flow.to_string(), step.matched.iter().map(ToString::to_string).collect())).collect()
    }

    /// The graph in its text form; arrays of more than `max_elements` are abbreviated.
    #[pyo3(signature = (max_elements=16))]
    fn text(&self, max_elements: usize) -> String {
        print(self.inner.graph(), PrintOptions { max_elements })
    }

    /// Prepares the emulator.
    fn compile(&self, py: Python<'_>) -> PyResult<()> {
        guarded(py, || self.inner.plan().map(|_| ()))
    }

    /// Predicts samples: one C-contiguous array for each input, all float32 or all float64, with `n_samples` times the
    /// elements of the input; one flat array for each output. `None` threads are those of every processor.
    #[pyo3(signature = (inputs, n_samples, n_threads=None))]
    fn predict<'py>(
        &self,
        py: Python<'py>,
        inputs: Vec<Bound<'py, PyAny>>,
        n_samples: usize,
        n_threads: Option<usize>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        Ok(self.run(py, &inputs, n_samples, Work { trace: false, n_threads })?.0)
    }

    /// As `predict`, and an array of shape `(n_samples, *shape)` for each traced layer.
    #[pyo3(signature = (inputs, n_samples, n_threads=None))]
    fn trace<'py>(
        &self,
        py: Python<'py>,
        inputs: Vec<Bound<'py, PyAny>>,
        n_samples: usize,
        n_threads: Option<usize>,
    ) -> PyResult<Predicted<'py>> {
        self.run(py, &inputs, n_samples, Work { trace: true, n_threads })
    }

    /// For each traced layer its name, type, least and greatest number over samples as for `predict`, and the integer bits
    /// that hold these.
    #[pyo3(signature = (inputs, n_samples, n_threads=None))]
    fn profile(
        &self,
        py: Python<'_>,
        inputs: Vec<Bound<'_, PyAny>>,
        n_samples: usize,
        n_threads: Option<usize>,
    ) -> PyResult<Vec<ProfileRow>> {
        guarded(py, || self.inner.plan().map(|_| ()))?;
        let profiles = run::profile(py, &self.inner, (&inputs, &self.sizes(n_samples)), n_samples, n_threads)?;
        let row = |(name, profile): (String, Profile)| {
            let (least, greatest) = (profile.least.to_f64(), profile.greatest.to_f64());
            (name, profile.ty.to_string(), least, greatest, profile.integer_bits())
        };
        Ok(profiles.into_iter().map(row).collect())
    }

    /// Cuts the model before each of the named layers.
    fn split(&self, py: Python<'_>, before: Vec<String>) -> PyResult<MultiModel> {
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        guarded(py, || self.inner.split(&before)).map(MultiModel::new)
    }

    /// Writes the project and returns its folder.
    fn write(&self, py: Python<'_>) -> PyResult<PathBuf> {
        guarded(py, || self.inner.write())
    }

    /// Writes the project, runs the steps and returns the report; `progress` is called with a line of text now and then.
    #[pyo3(signature = (
        progress=None, *, reset, csim, synth, cosim, validation, export, vsynth, fifo_opt, bitfile, skip_prerequisites=false
    ))]
    #[allow(clippy::too_many_arguments, reason = "the keywords are those of the Python function")]
    fn build<'py>(
        &self,
        py: Python<'py>,
        progress: Option<Py<PyAny>>,
        reset: bool,
        csim: bool,
        synth: bool,
        cosim: bool,
        validation: bool,
        export: bool,
        vsynth: bool,
        fifo_opt: bool,
        bitfile: bool,
        skip_prerequisites: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = BuildOptions {
            reset,
            csim,
            synth,
            cosim,
            validation,
            export,
            vsynth,
            fifo_opt,
            bitfile,
            skip_prerequisites,
        };
        reported(py, progress, |tell| Ok(self.inner.build(&options, tell)?.to_json()))
    }
}

/// Name and type of a layer, its least and greatest number, and the integer bits of these.
type ProfileRow = (String, String, f64, f64, i32);

/// The report of a build that tells a Python function what goes on.
pub(crate) fn reported<'py>(
    py: Python<'py>,
    progress: Option<Py<PyAny>>,
    build: impl FnOnce(&mut dyn FnMut(&str)) -> Result<Value> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let mut failure = None;
    let mut tell = |line: &str| {
        if let (Some(progress), None) = (&progress, &failure) {
            failure = Python::attach(|py| progress.call1(py, (line,)).err());
        }
    };
    let report = guarded(py, || build(&mut tell))?;
    match failure {
        Some(error) => Err(error),
        None => json::to_python(py, &report),
    }
}

impl Model {
    pub(crate) fn new(inner: Arc<hlsmith::Model>) -> Self {
        Self { inner }
    }

    fn node(&self, py: Python<'_>, layer: &str) -> PyResult<&Node> {
        let graph = self.inner.graph();
        graph.find(layer).map(|id| graph.node(id)).ok_or_else(|| {
            let names: Vec<&str> = graph.nodes().map(|(_, node)| node.name.as_str()).collect();
            let finding =
                Diagnostic::error(Code::Usage, Subject::Layer(layer.to_owned()), "the model has no such layer")
                    .remedy(did_you_mean(layer, names));
            raise(py, &finding.into())
        })
    }

    fn run<'py>(
        &self,
        py: Python<'py>,
        inputs: &[Bound<'py, PyAny>],
        n_samples: usize,
        work: Work,
    ) -> PyResult<Predicted<'py>> {
        guarded(py, || self.inner.plan().map(|_| ()))?;
        run::run(py, &*self.inner, (inputs, &self.sizes(n_samples)), n_samples, work)
    }

    /// Elements of each input over all samples.
    fn sizes(&self, n_samples: usize) -> Vec<usize> {
        let graph = self.inner.graph();
        graph.inputs().iter().map(|&id| graph.tensor(id).shape.iter().product::<usize>() * n_samples).collect()
    }
}

impl Runs for hlsmith::Model {
    fn is_stateful(&self) -> Result<bool> {
        Ok(self.plan()?.is_stateful())
    }

    fn recorded(&self, trace: bool) -> Result<Recorded> {
        let plan = self.plan()?;
        let layers = if trace { self.traced()? } else { Vec::new() };
        let layer = |layer: usize| (layer, plan.layer_name(layer).to_owned(), plan.layer_shape(layer));
        Ok(Recorded {
            outputs: (0..plan.n_outputs()).map(|output| plan.output_shape(output).to_vec()).collect(),
            layers: layers.into_iter().map(layer).collect(),
        })
    }

    fn run_into<T: Sample>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        recorded: &Recorded,
        results: Vec<&mut [T]>,
        n_threads: Option<usize>,
    ) -> Result<()> {
        let layers: Vec<usize> = recorded.layers.iter().map(|(layer, _, _)| *layer).collect();
        self.plan()?.run_into(inputs, n_samples, &layers, results, n_threads)
    }
}
