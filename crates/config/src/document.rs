//! From settings back to a dictionary.

use hlsmith_fixed::Precision;
use hlsmith_ir::{Graph, Layouts, Strategy, TensorId, pascal_case};
use serde_json::{Map, Value, json};

use crate::entry::Entry;
use crate::hls::MAXIMUM;
use crate::precision::DEFAULT;
use crate::start::plain;
use crate::{Backend, HlsSettings, ModelSource, Settings, to_yaml};

impl Settings {
    /// The dictionary that resolves to these settings.
    pub fn to_document(&self) -> Value {
        let mut top = json!({
            "OutputDir": self.output_dir.to_string_lossy(),
            "ProjectName": self.project_name,
            "Backend": self.backend.as_str(),
            "Version": self.version,
            "Part": self.part,
            "ClockPeriod": number(self.clock_period),
            "ClockUncertainty": format!("{}%", self.clock_uncertainty),
            "IOType": self.io_type.as_str(),
            "TraceOutput": self.trace_output,
            "InputData": self.input_data.as_ref().map(|path| path.to_string_lossy()),
            "OutputPredictions": self.output_predictions.as_ref().map(|path| path.to_string_lossy()),
            "WriterConfig": {
                "Namespace": self.writer.namespace,
                "WriteWeightsTxt": self.writer.write_weights_txt,
                "WriteTar": self.writer.write_tar,
                "TBOutputStream": self.writer.tb_output_stream.as_str(),
                "WriteEmulationConstants": self.writer.write_emulation_constants,
            },
            "HLSConfig": self.hls.to_document(),
        });
        if self.backend == Backend::OneApi {
            top["HyperoptHandshake"] = json!(self.hyperopt_handshake);
        }
        if let Some(accelerator) = &self.accelerator {
            top["AcceleratorConfig"] = accelerator.to_document();
        }
        if let (Backend::Catapult, Some(top)) = (self.backend, top.as_object_mut()) {
            top.extend(self.catapult.to_document());
        }
        if let (Backend::Libero, Some(top)) = (self.backend, top.as_object_mut()) {
            top.extend(self.libero.to_document());
        }
        match &self.source {
            Some(ModelSource::Keras(path)) => top["KerasModel"] = json!(path.to_string_lossy()),
            Some(ModelSource::KerasH5(path)) => top["KerasH5"] = json!(path.to_string_lossy()),
            Some(ModelSource::Onnx(path)) => top["OnnxModel"] = json!(path.to_string_lossy()),
            Some(ModelSource::Pytorch(path)) => top["PytorchModel"] = json!(path.to_string_lossy()),
            Some(ModelSource::KerasJson { architecture, weights }) => {
                top["KerasJson"] = json!(architecture.to_string_lossy());
                top["KerasH5"] = json!(weights.as_ref().map(|path| path.to_string_lossy()));
            }
            None => {}
        }
        top
    }

    /// The text of `hls4ml_config.yml` in a project for a target of the given name: the document of these settings with the
    /// shapes of the model's inputs and outputs by name of the variable.
    pub fn to_project_yaml(&self, graph: &Graph, target: &str) -> String {
        let shapes = |ids: &[TensorId]| -> Map<String, Value> {
            ids.iter().map(|&id| graph.tensor(id)).map(|tensor| (tensor.name.clone(), json!(tensor.shape))).collect()
        };
        let mut document = self.to_document();
        document["Backend"] = json!(target);
        document["InputShapes"] = Value::Object(shapes(graph.inputs()));
        document["OutputShapes"] = Value::Object(shapes(graph.outputs()));
        to_yaml(&document)
    }
}

impl HlsSettings {
    /// The dictionary of `HLSConfig` that resolves to these settings.
    pub fn to_document(&self) -> Value {
        let mut model = entry_document(&self.model);
        let precision = precisions(&self.model, Some(self.default), self.maximum.map(Precision::Fixed));
        model.insert("Precision".to_owned(), precision);
        model.insert("Compatibility".to_owned(), json!(self.compatibility.as_str()));
        model.insert("PipelineStyle".to_owned(), json!(self.pipeline_style.as_str()));
        if let Some(interval) = self.pipeline_interval {
            model.insert("PipelineInterval".to_owned(), json!(interval));
        }
        if self.bram_factor != u64::MAX {
            model.insert("BramFactor".to_owned(), json!(self.bram_factor));
        }
        let defaults = Layouts::default();
        if self.layouts != defaults {
            model.insert("ChannelsLastConversion".to_owned(), json!(self.layouts.channels_last.as_str()));
            model.insert("TransposeOutputs".to_owned(), json!(self.layouts.transpose_outputs));
        }
        let mut document = Map::from_iter([("Model".to_owned(), Value::Object(model))]);
        for (name, entries) in [("LayerType", &self.types), ("LayerName", &self.names)] {
            if !entries.is_empty() {
                let entries = entries.iter().map(|entry| (entry.key.clone(), Value::Object(entry_document(entry))));
                document.insert(name.to_owned(), Value::Object(entries.collect()));
            }
        }
        if let Some(flows) = &self.flows {
            document.insert("Flows".to_owned(), json!(flows));
        }
        if let Some(optimizers) = &self.optimizers {
            document.insert("Optimizers".to_owned(), json!(optimizers));
        }
        if !self.skip_optimizers.is_empty() {
            document.insert("SkipOptimizers".to_owned(), json!(self.skip_optimizers));
        }
        Value::Object(document)
    }
}

/// What an entry says, without what it leaves open.
fn entry_document(entry: &Entry) -> Map<String, Value> {
    let strategy = entry.strategy.map(|strategy| match strategy {
        Strategy::Latency => "Latency",
        Strategy::Resource => "Resource",
        Strategy::ResourceUnrolled => "ResourceUnrolled",
    });
    let settings = [
        ("Precision", Some(precisions(entry, entry.default, None)).filter(|value| value != &json!({}))),
        ("ReuseFactor", entry.reuse_factor.map(Value::from)),
        ("Strategy", strategy.map(Value::from)),
        ("TargetCycles", entry.target_cycles.map(Value::from)),
        ("Compression", entry.compression.map(Value::from)),
        ("ConvImplementation", entry.conv_implementation.map(|choice| choice.as_str().into())),
        ("ParallelizationFactor", entry.parallelization_factor.map(Value::from)),
        ("Trace", entry.trace.map(Value::from)),
    ];
    let settings = settings.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let attributes = entry.attributes.iter().filter_map(|(name, value)| Some((pascal_case(name), plain(value)?)));
    let types = entry.type_keys.iter().map(|(var, precision)| (format!("{var}_t"), json!(precision.to_string())));
    settings.chain(attributes).chain(types).collect()
}

/// The mapping form of the precisions of an entry.
fn precisions(entry: &Entry, default: Option<Precision>, maximum: Option<Precision>) -> Value {
    let named = entry.by_variable.iter().map(|(var, precision)| (var.as_str(), *precision));
    let default = default.map(|precision| (DEFAULT, precision));
    let maximum = maximum.map(|precision| (MAXIMUM, precision));
    named.chain(default).chain(maximum).map(|(var, precision)| (var.to_owned(), json!(precision.to_string()))).collect()
}

/// A number without a decimal point where it has no fraction.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}
