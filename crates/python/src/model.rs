//! Converted models.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use hlsmith::{
    BuildOptions, Code, Diagnostic, Node, PrintOptions, Result, Sample, Subject, Trace, did_you_mean, print,
};
use hlsmith_config::LayerId;
use numpy::{Element, PyArray1, PyReadonlyArrayDyn};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

use crate::errors::{guarded, raise, to_tuple};
use crate::extensions::Extensions;
use crate::imported::Imported;
use crate::{arguments, arrays, json, precision, views};

/// A computation gives way to signals about this often.
const SIGNAL_PERIOD: Duration = Duration::from_millis(100);
/// Number of samples computed before the first look at signals.
const FIRST_CHUNK: usize = 64;

/// A trained network converted under a configuration.
#[pyclass(frozen, module = "hlsmith._core")]
pub(crate) struct Model {
    inner: hlsmith::Model,
}

/// The inputs of a prediction, of one element type.
enum Inputs<'py> {
    F32(Vec<PyReadonlyArrayDyn<'py, f32>>),
    F64(Vec<PyReadonlyArrayDyn<'py, f64>>),
}

/// What is computed, and how.
#[derive(Clone, Copy)]
struct Work {
    /// Whether the results of layers are recorded.
    trace: bool,
    /// Threads; all processors when `None`.
    n_threads: Option<usize>,
}

/// What a prediction gives: the outputs, and what the layers made.
type Predicted<'py> = (Vec<Bound<'py, PyAny>>, Vec<(String, Bound<'py, PyAny>)>);

#[pymethods]
impl Model {
    /// Converts an imported model under a configuration dictionary, with or without the outer `HLSConfig`.
    #[staticmethod]
    fn convert(py: Python<'_>, imported: &Imported, config: &Bound<'_, PyAny>) -> PyResult<Self> {
        let config = json::to_json(config)?;
        let inner = guarded(py, || hlsmith::Model::convert(imported.graph.clone(), &config))?;
        Ok(Self { inner })
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
        let inner = guarded(py, || hlsmith::Model::convert_with(imported.graph.clone(), &options, &hls_config))?;
        Ok(Self { inner })
    }

    /// Converts the model file that a configuration dictionary names.
    #[staticmethod]
    fn from_config(py: Python<'_>, extensions: &Extensions, config: &Bound<'_, PyAny>) -> PyResult<Self> {
        let config = json::to_json(config)?;
        let inner = guarded(py, || hlsmith::Model::from_config_with(&config, &extensions.get()))?;
        Ok(Self { inner })
    }

    /// What the user should know about the conversion, as `hlsmith.Diagnostic` objects.
    fn remarks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        to_tuple(py, self.inner.remarks())
    }

    /// The whole configuration, defaults filled in.
    fn config<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::to_python(py, &self.inner.settings().to_document())
    }

    /// The settings in force, by the names of the options.
    fn settings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let settings = self.inner.settings();
        let dict = PyDict::new(py);
        dict.set_item("output_dir", &settings.output_dir)?;
        dict.set_item("project_name", &settings.project_name)?;
        dict.set_item("backend", settings.backend.as_str())?;
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

    /// Writes the project and returns its folder.
    fn write(&self, py: Python<'_>) -> PyResult<PathBuf> {
        guarded(py, || self.inner.write())
    }

    /// Writes the project, runs the steps and returns the report; `progress` is called with a line of text now and then.
    #[pyo3(signature = (progress=None, *, reset, csim, synth, cosim, validation, export, vsynth, fifo_opt))]
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
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = BuildOptions { reset, csim, synth, cosim, validation, export, vsynth, fifo_opt };
        let mut failure = None;
        let mut report_progress = |line: &str| {
            if let (Some(progress), None) = (&progress, &failure) {
                failure = Python::attach(|py| progress.call1(py, (line,)).err());
            }
        };
        let report = guarded(py, || self.inner.build(&options, &mut report_progress))?;
        match failure {
            Some(error) => Err(error),
            None => json::to_python(py, &report.to_json()),
        }
    }
}

impl Model {
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
        match self.read(py, inputs, n_samples)? {
            Inputs::F32(inputs) => self.run_typed(py, &inputs, n_samples, work),
            Inputs::F64(inputs) => self.run_typed(py, &inputs, n_samples, work),
        }
    }

    fn read<'py>(&self, py: Python<'py>, inputs: &[Bound<'py, PyAny>], n_samples: usize) -> PyResult<Inputs<'py>> {
        let graph = self.inner.graph();
        let sizes: Vec<usize> =
            graph.inputs().iter().map(|&id| graph.tensor(id).shape.iter().product::<usize>() * n_samples).collect();
        if let Some(arrays) = arrays::read_all(inputs, &sizes) {
            return Ok(Inputs::F32(arrays));
        }
        if let Some(arrays) = arrays::read_all(inputs, &sizes) {
            return Ok(Inputs::F64(arrays));
        }
        let finding =
            Diagnostic::error(Code::InputData, Subject::Argument("x".into()), "the arrays do not fit the model")
                .expected(format!("C-contiguous arrays of float32 or float64 with {sizes:?} elements"));
        Err(raise(py, &finding.into()))
    }

    /// Runs chunk by chunk, so that an interrupt does not wait for the whole data set. Each chunk is copied, because
    /// another thread may change the arrays while the interpreter is not held.
    fn run_typed<'py, T: Sample + Element>(
        &self,
        py: Python<'py>,
        inputs: &[PyReadonlyArrayDyn<'py, T>],
        n_samples: usize,
        work: Work,
    ) -> PyResult<Predicted<'py>> {
        let slices = inputs.iter().map(|input| input.as_slice()).collect::<std::result::Result<Vec<_>, _>>()?;
        let mut results: Results<T> = guarded(py, || self.chunk(&vec![Vec::new(); slices.len()], 0, work))?;
        // Samples that start from what the one before has left are computed in one go.
        let is_stateful = guarded(py, || self.inner.plan().map(|plan| plan.is_stateful()))?;
        let (mut done, mut chunk) = (0, if is_stateful { n_samples.max(1) } else { FIRST_CHUNK });
        while done < n_samples {
            let count = chunk.min(n_samples - done);
            let copies: Vec<Vec<T>> = slices
                .iter()
                .map(|slice| {
                    let size = slice.len() / n_samples;
                    slice[done * size..(done + count) * size].to_vec()
                })
                .collect();
            let start = Instant::now();
            let part = guarded(py, || self.chunk(&copies, count, work))?;
            let elapsed = start.elapsed();
            results.append(part);
            py.check_signals()?;
            done += count;
            if elapsed < SIGNAL_PERIOD / 2 {
                chunk = chunk.saturating_mul(2);
            } else if elapsed > SIGNAL_PERIOD * 2 {
                chunk = (chunk / 2).max(1);
            }
        }
        let outputs = results.outputs.into_iter().map(|data| PyArray1::from_vec(py, data).into_any()).collect();
        let traces = results
            .traces
            .into_iter()
            .map(|(name, trace)| {
                let shape: Vec<usize> = [n_samples].into_iter().chain(trace.shape).collect();
                Ok((name, arrays::shaped(PyArray1::from_vec(py, trace.data), &shape)?))
            })
            .collect::<PyResult<Vec<_>>>()?;
        Ok((outputs, traces))
    }

    fn chunk<T: Sample>(&self, inputs: &[Vec<T>], n_samples: usize, work: Work) -> Result<Results<T>> {
        let inputs: Vec<&[T]> = inputs.iter().map(Vec::as_slice).collect();
        if work.trace {
            let (outputs, traces) = self.inner.trace(&inputs, n_samples, work.n_threads)?;
            Ok(Results { outputs, traces: traces.into_iter().collect() })
        } else {
            let outputs = self.inner.predict(&inputs, n_samples, work.n_threads)?;
            Ok(Results { outputs, traces: Vec::new() })
        }
    }
}

/// Outputs and traces of some samples.
struct Results<T> {
    outputs: Vec<Vec<T>>,
    traces: Vec<(String, Trace<T>)>,
}

impl<T> Results<T> {
    fn append(&mut self, other: Results<T>) {
        for (mine, theirs) in self.outputs.iter_mut().zip(other.outputs) {
            mine.extend(theirs);
        }
        for ((_, mine), (_, theirs)) in self.traces.iter_mut().zip(other.traces) {
            mine.data.extend(theirs.data);
        }
    }
}
