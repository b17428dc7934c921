//! Trained neural networks to FPGA firmware, exact to the last bit.
//!
//! [`load_keras`] reads a trained model, [`Model::convert`] settles its number types under a configuration,
//! [`Model::predict`] computes what the hardware computes, bit for bit, [`Model::write`] writes the project of the
//! target and [`Model::build`] checks it.

mod bench_data;
mod build;
mod doctor;
mod inspect;
mod model;
mod multi_model;
mod samples;
mod targets;
mod tools;

pub use build::{BuildOptions, BuildReport, Simulation};
pub use doctor::{Finding, Findings, doctor};
pub use hlsmith_config::{
    Backend, Catapult, ConvertOptions, Granularity, IoType, Libero, Settings, Technology, config_from_model,
    parse_yaml, to_yaml,
};
pub use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Severity, Subject, closest, did_you_mean};
pub use hlsmith_emulate::{Plan, Profile, RawOutput, Sample, Trace, zeros};
pub use hlsmith_fixed::{FixedType, Format, Precision, Value};
pub use hlsmith_hls::{File, Project};
pub use hlsmith_import::keras::{Dialect, LayerWeight, from_parts_with as load_keras_parts};
pub use hlsmith_import::{Extensions, Handler, ImportedLayer, LayerInfo};
pub use hlsmith_ir::{
    Array, AttributeValue, Call, ChannelsLast, Compatibility, Computation, Constant, Extension, Failure, Graph,
    KernelText, Layouts, Node, PrintOptions, ResultRule, print,
};
pub use hlsmith_passes::{ALL as PASSES, Flow, Pass, Step};
pub use hlsmith_report as report;
pub use inspect::Row;
pub use model::{
    Model, Traced, is_onnx, is_torch, load_from_config, load_keras, load_keras_with, load_model, load_onnx,
    load_onnx_bytes, load_torch, load_torch_bytes,
};
pub use multi_model::{MultiBuildOptions, MultiModel, MultiReport};
pub use samples::{SampleData, SampleFile, SampleWriter, Samples, read_samples, write_npy};
pub use targets::{ProgramCall, Target, TargetDefaults, Targets};
pub use tools::Tool;
