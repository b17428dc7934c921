//! A converted model: typed graph, emulator, project.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use hlsmith_config::{ConvertOptions, ModelSource, Settings};
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_emulate::{Plan, Profile, Sample, Trace};
use hlsmith_import::{Extensions, keras, onnx, torch};
use hlsmith_ir::{Graph, Layouts};
use hlsmith_passes::{Converter, Step};
use indexmap::IndexMap;
use serde_json::Value;

use crate::bench_data::BenchData;
use crate::inspect::{Row, inspect};
use crate::targets::{self, Target};

/// A trained network converted under a configuration.
///
/// Conversion settles every number type. Prediction runs in the emulator, which compiles on first use in milliseconds;
/// [`Model::write`] and [`Model::build`] make the project of the target.
pub struct Model {
    imported: Graph,
    settings: Settings,
    graph: Graph,
    steps: Vec<Step>,
    remarks: Diagnostics,
    /// The target, when it is one from outside.
    target: Option<Arc<dyn Target>>,
    plan: OnceLock<Plan>,
}

/// Outputs of a prediction and, by layer name, what the layers made.
pub type Traced<T> = (Vec<Vec<T>>, IndexMap<String, Trace<T>>);

impl Model {
    /// Converts an imported graph under a configuration dictionary: the whole form with `OutputDir` and `HLSConfig`,
    /// or its `HLSConfig` part alone.
    ///
    /// # Errors
    /// Every problem of the configuration, or the first layer that cannot be converted.
    pub fn convert(imported: Graph, config: &Value) -> Result<Model> {
        let (settings, remarks) = hlsmith_config::resolve(config, &imported)?;
        Self::converted(imported, settings, remarks)
    }

    /// Converts an imported graph under the keyword arguments of a conversion call and an `HLSConfig` dictionary.
    ///
    /// # Errors
    /// As [`Model::convert`].
    pub fn convert_with(imported: Graph, options: &ConvertOptions, hls_config: &Value) -> Result<Model> {
        let (settings, remarks) = hlsmith_config::resolve_parts(options, hls_config, &imported)?;
        Self::converted(imported, settings, remarks)
    }

    /// Converts the model file that a configuration names (`OnnxModel`, `KerasModel`, or `KerasJson` and `KerasH5`, or
    /// `KerasH5`).
    ///
    /// # Errors
    /// When the configuration names no model, the model cannot be read, or as [`Model::convert`].
    pub fn from_config(config: &Value) -> Result<Model> {
        Self::from_config_with(config, &Extensions::new())
    }

    /// As [`Model::from_config`], with the extensions of the program.
    ///
    /// # Errors
    /// As [`Model::from_config`], and what an extension reports.
    pub fn from_config_with(config: &Value, extensions: &Extensions) -> Result<Model> {
        let imported = load_from_config(config, extensions)?;
        Self::convert(imported, config)
    }

    fn converted(imported: Graph, settings: Settings, mut remarks: Diagnostics) -> Result<Model> {
        let (graph, steps, more) = {
            let mut converter = Converter::new(&imported, &settings)?;
            converter.run()?;
            converter.complete()?;
            converter.finish()
        };
        remarks.extend(more);
        remarks.extend(hlsmith_hls::validate(&graph, &settings)?);
        Ok(Model { imported, settings, graph, steps, remarks, target: None, plan: OnceLock::new() })
    }

    /// The same model for a target from outside that builds on its backend.
    pub(crate) fn for_target(mut self, target: &Arc<dyn Target>) -> Result<Model> {
        self.remarks.extend(target.findings(&self.graph, &self.settings).into_result()?);
        self.target = Some(target.clone());
        Ok(self)
    }

    /// A part of this model: a graph whose types are all settled, under settings of its own.
    ///
    /// # Errors
    /// What the target cannot do.
    pub(crate) fn part(&self, graph: Graph, settings: Settings) -> Result<Model> {
        let remarks = hlsmith_hls::validate(&graph, &settings)?;
        let (imported, steps) = (graph.clone(), self.steps.clone());
        let target = self.target.clone();
        let part = Model { imported, settings, graph, steps, remarks, target: None, plan: OnceLock::new() };
        match target {
            Some(target) => part.for_target(&target),
            None => Ok(part),
        }
    }

    /// The graph as imported, before any setting or pass.
    pub fn imported(&self) -> &Graph {
        &self.imported
    }

    /// The typed graph, after every pass of the target.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The settings in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The name of the target: that of the backend, or of the target from outside that builds on it.
    pub fn target_name(&self) -> &str {
        self.target.as_ref().map_or(self.settings.backend.as_str(), |target| target.name())
    }

    /// The target, when it is one from outside.
    pub(crate) fn target(&self) -> Option<&dyn Target> {
        self.target.as_deref()
    }

    /// The dictionary that converts to this model: the settings with all defaults.
    pub fn to_document(&self) -> Value {
        let mut document = self.settings.to_document();
        document["Backend"] = Value::from(self.target_name());
        document
    }

    /// The flows that have run, with the passes that changed something.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What the user should know about this conversion.
    pub fn remarks(&self) -> &Diagnostics {
        &self.remarks
    }

    /// The layers as a table, in execution order.
    pub fn inspect(&self) -> Vec<Row> {
        // What a target cannot do is said when a project is written; the table is of use before that.
        let depths = hlsmith_hls::fifo_depths(&self.graph, &self.settings).unwrap_or_default();
        inspect(&self.graph, &depths)
    }

    /// The graph right after a pass or flow.
    ///
    /// # Errors
    /// When no flow of the target has such a pass.
    pub fn graph_after(&self, pass: &str) -> Result<Graph> {
        let mut converter = Converter::new(&self.imported, &self.settings)?;
        converter.run_until(pass)?;
        Ok(converter.finish().0)
    }

    /// The emulator, compiled on first use.
    ///
    /// # Errors
    /// When a layer cannot be computed as configured.
    pub fn plan(&self) -> Result<&Plan> {
        if let Some(plan) = self.plan.get() {
            return Ok(plan);
        }
        let plan = Plan::compile(&self.graph)?;
        Ok(self.plan.get_or_init(|| plan))
    }

    /// Predicts `n_samples` samples; one slice per model input, one vector per model output, all in C order.
    ///
    /// # Errors
    /// When the inputs do not fit the model.
    pub fn predict<T: Sample>(&self, inputs: &[&[T]], n_samples: usize, threads: Option<usize>) -> Result<Vec<Vec<T>>> {
        self.plan()?.run(inputs, n_samples, threads)
    }

    /// Predicts and records what the layers whose setting `Trace` is true made; all layers when none has it.
    ///
    /// # Errors
    /// When the inputs do not fit the model.
    pub fn trace<T: Sample>(&self, inputs: &[&[T]], n_samples: usize, threads: Option<usize>) -> Result<Traced<T>> {
        self.plan()?.trace_of(inputs, n_samples, &self.traced()?, threads)
    }

    /// The least and the greatest number that the layers of [`Model::traced`] make of some samples, by layer name in order of
    /// execution; none without samples.
    ///
    /// # Errors
    /// When the inputs do not fit the model.
    pub fn profile<T: Sample>(
        &self,
        inputs: &[&[T]],
        n_samples: usize,
        threads: Option<usize>,
    ) -> Result<IndexMap<String, Profile>> {
        self.plan()?.profile_of(inputs, n_samples, &self.traced()?, threads)
    }

    /// The positions, in the order of execution, of the layers that [`Model::trace`] records.
    ///
    /// # Errors
    /// As [`Model::plan`].
    pub fn traced(&self) -> Result<Vec<usize>> {
        let plan = self.plan()?;
        let traced: HashSet<&str> =
            self.graph.nodes().filter(|(_, node)| node.trace).map(|(_, node)| node.name.as_str()).collect();
        let layers = 0..plan.n_layers();
        Ok(layers.filter(|&layer| traced.is_empty() || traced.contains(plan.layer_name(layer))).collect())
    }

    /// Writes the project of the target, with the test bench data the settings name, and returns its folder.
    ///
    /// The folder appears whole or not at all; an older project there is replaced.
    ///
    /// # Errors
    /// What the target cannot do, or why the folder cannot be written.
    pub fn write(&self) -> Result<PathBuf> {
        let data = BenchData::of(self, false)?;
        self.write_project(data.as_ref(), &[])
    }

    /// Writes the project; without `steps` its scripts run those of a build without arguments.
    pub(crate) fn write_project(&self, data: Option<&BenchData>, steps: &[(&'static str, bool)]) -> Result<PathBuf> {
        let test_bench = data.map(BenchData::to_test_bench);
        let mut project = hlsmith_hls::generate(&self.graph, &self.settings, test_bench.as_ref())?;
        if !steps.is_empty() {
            project.choose_steps(steps);
        }
        if let Some(target) = self.target() {
            targets::finish(target, &mut project, &self.settings)?;
        }
        project.add("hls4ml_config.yml", self.settings.to_project_yaml(&self.graph, self.target_name()));
        project.write(&self.settings.output_dir)?;
        Ok(self.settings.output_dir.clone())
    }

    /// The folder the project is written to.
    pub fn output_dir(&self) -> &Path {
        &self.settings.output_dir
    }
}

/// Reads a Keras model: `.keras`, `.h5`, or `.json` with its weights.
///
/// # Errors
/// When a file cannot be read or holds something that is not supported.
pub fn load_keras(model: &Path, weights: Option<&Path>) -> Result<Graph> {
    keras::load(model, weights)
}

/// As [`load_keras`], with the extensions of the program.
///
/// # Errors
/// As [`load_keras`], and what an extension reports.
pub fn load_keras_with(model: &Path, weights: Option<&Path>, extensions: &Extensions) -> Result<Graph> {
    keras::load_with(model, weights, extensions)
}

/// Reads an ONNX model, QONNX included, with the constants that it stores in other files of its folder.
///
/// # Errors
/// When a file cannot be read or holds something that is not supported.
pub fn load_onnx(model: &Path) -> Result<Graph> {
    onnx::load(model)
}

/// Reads an ONNX model from the bytes of a `ModelProto`, which has its constants inside.
///
/// # Errors
/// As [`load_onnx`].
pub fn load_onnx_bytes(bytes: &[u8]) -> Result<Graph> {
    onnx::load_bytes(bytes)
}

/// Whether a path is that of an ONNX model.
pub fn is_onnx(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("onnx"))
}

/// Reads a program that `torch.export.save` wrote, and says what is odd about the file.
///
/// # Errors
/// When the file cannot be read or holds something that is not supported.
pub fn load_torch(model: &Path, layouts: Layouts) -> Result<(Graph, Diagnostics)> {
    torch::load(model, layouts)
}

/// As [`load_torch`], from the bytes of the file.
///
/// # Errors
/// As [`load_torch`].
pub fn load_torch_bytes(bytes: &[u8], layouts: Layouts) -> Result<(Graph, Diagnostics)> {
    torch::load_bytes(bytes, layouts)
}

/// Whether a path is that of a PyTorch file.
pub fn is_torch(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| ["pt2", "pt", "pth"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// Reads a model file of any kind: `.onnx`, `.pt2`, or what [`load_keras_with`] reads; and says what is odd about it. The
/// order of the axes of a PyTorch model is that of a configuration.
///
/// # Errors
/// As [`load_keras_with`], [`load_onnx`] and [`load_torch`].
pub fn load_model(
    model: &Path,
    weights: Option<&Path>,
    config: &Value,
    extensions: &Extensions,
) -> Result<(Graph, Diagnostics)> {
    let kind = match (is_onnx(model), is_torch(model)) {
        (true, _) => "an ONNX model",
        (_, true) => "a PyTorch program",
        (false, false) => return Ok((load_keras_with(model, weights, extensions)?, Diagnostics::new())),
    };
    if let Some(weights) = weights {
        let subject = Subject::File(weights.display().to_string());
        return Err(Diagnostic::error(Code::Usage, subject, format!("{kind} has its weights inside"))
            .remedy("leave the weights file out")
            .into());
    }
    if is_onnx(model) {
        return Ok((load_onnx(model)?, Diagnostics::new()));
    }
    load_torch(model, hlsmith_config::layouts(config))
}

/// Reads the model that a configuration names, with the extensions of the program.
///
/// # Errors
/// When the configuration names no model or the model cannot be read.
pub fn load_from_config(config: &Value, extensions: &Extensions) -> Result<Graph> {
    match hlsmith_config::model_source(config)? {
        Some(ModelSource::Keras(path) | ModelSource::KerasH5(path)) => load_keras_with(&path, None, extensions),
        Some(ModelSource::Onnx(path)) => load_onnx(&path),
        Some(ModelSource::Pytorch(path)) => load_torch(&path, hlsmith_config::layouts(config)).map(|(graph, _)| graph),
        Some(ModelSource::KerasJson { architecture, weights }) => {
            load_keras_with(&architecture, weights.as_deref(), extensions)
        }
        None => {
            let subject = Subject::Key("KerasModel".into());
            Err(Diagnostic::error(Code::ConfigValue, subject, "the configuration names no model")
                .expected("OnnxModel, PytorchModel, KerasModel, KerasH5, or KerasJson with KerasH5")
                .remedy("add `KerasModel: path/to/model.keras`")
                .into())
        }
    }
}
