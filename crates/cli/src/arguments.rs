//! The command line, as types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hlsmith::Backend;

/// Trained neural networks to FPGA firmware, exact to the last bit.
#[derive(Debug, Parser)]
#[command(name = "hlsmith", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Print one JSON object instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the option for the target says.
fn targets() -> String {
    format!("Target: one of {}", Vec::from_iter(Backend::ALL.iter().map(|backend| backend.as_str())).join(", "))
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Convert a model, write its project and check it: g++ simulation, synthesis, co-simulation.
    Build(BuildArguments),
    /// Write a starting configuration of a model.
    Config(ConfigArguments),
    /// Convert a model and write its project.
    Convert(ConvertArguments),
    /// Show which compilers and vendor tools are found, and what the missing ones would allow.
    Doctor,
    /// Show the layers of a model, as converted.
    Inspect(InspectArguments),
    /// Predict samples bit-exactly.
    Predict(PredictArguments),
    /// Show the least and the greatest number of each layer over some samples, beside what its type holds.
    Profile(ProfileArguments),
    /// Show what the vendor's tools report on a project: latency, resources, timing, co-simulation.
    Report(ReportArguments),
}

/// Which model, and how to convert it. An option overrides what the configuration file says.
#[derive(Args, Debug)]
pub(crate) struct ModelArguments {
    /// Model file (`.keras`, `.h5`, `.json`, `.pt2`, `.onnx`), configuration file (`.yml`) that names one, or project folder.
    pub(crate) model: PathBuf,
    /// Weights of a `.json` model; by default `<model>_weights.h5` beside it.
    #[arg(long)]
    pub(crate) weights: Option<PathBuf>,
    /// Configuration file; by default automatic precision, one entry a layer.
    #[arg(short, long)]
    pub(crate) config: Option<PathBuf>,
    #[arg(long, help = targets())]
    pub(crate) backend: Option<String>,
    /// FPGA part number.
    #[arg(long)]
    pub(crate) part: Option<String>,
    /// Board that decides the part, such as pynq-z2 or alveo-u50.
    #[arg(long)]
    pub(crate) board: Option<String>,
    /// Clock period in ns.
    #[arg(long)]
    pub(crate) clock_period: Option<f64>,
    /// Clock uncertainty, such as 12.5%.
    #[arg(long)]
    pub(crate) clock_uncertainty: Option<String>,
    /// io_parallel or io_stream.
    #[arg(long)]
    pub(crate) io_type: Option<String>,
    /// Default precision, such as `fixed<16,6>`.
    #[arg(long)]
    pub(crate) precision: Option<String>,
    /// Default reuse factor.
    #[arg(long)]
    pub(crate) reuse_factor: Option<u32>,
    /// Default strategy: Latency, Resource or Resource_Unrolled.
    #[arg(long)]
    pub(crate) strategy: Option<String>,
    /// Granularity of the starting configuration when none is given.
    #[arg(long, value_enum, default_value_t = Granularity::Name)]
    pub(crate) granularity: Granularity,
    /// Whose numbers hold: sound or hls4ml-1.3.
    #[arg(long)]
    pub(crate) compatibility: Option<String>,
    /// Folder of the project.
    #[arg(long)]
    pub(crate) output_dir: Option<PathBuf>,
    /// Name of the project.
    #[arg(long)]
    pub(crate) project_name: Option<String>,
}

/// How fine a starting configuration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Granularity {
    /// One set of values for the model.
    Model,
    /// One entry a layer type.
    Type,
    /// One entry a layer.
    Name,
}

#[derive(Args, Debug)]
pub(crate) struct ConvertArguments {
    #[command(flatten)]
    pub(crate) model: ModelArguments,
    /// Samples for the test bench (`.npy` or text).
    #[arg(long)]
    pub(crate) input_data: Option<PathBuf>,
    /// Expected outputs for the test bench (`.npy` or text).
    #[arg(long)]
    pub(crate) output_data: Option<PathBuf>,
    /// Cut the model before these layers: each part becomes a project of its own, in `graph1`, `graph2` and so on.
    #[arg(long, value_name = "LAYER", num_args = 1..)]
    pub(crate) split: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct PredictArguments {
    #[command(flatten)]
    pub(crate) model: ModelArguments,
    /// Samples, one file for each model input (`.npy` or text with one sample a line).
    #[arg(short, long, required = true, num_args = 1..)]
    pub(crate) input: Vec<PathBuf>,
    /// Where to write the predictions, one `.npy` file for each model output; by default the first ten are printed.
    #[arg(short, long, num_args = 1..)]
    pub(crate) output: Vec<PathBuf>,
    /// Class labels to score the first output against (`.npy` or text).
    #[arg(long)]
    pub(crate) labels: Option<PathBuf>,
    /// Threads; by default all cores.
    #[arg(long)]
    pub(crate) threads: Option<usize>,
}

#[derive(Args, Debug)]
pub(crate) struct ProfileArguments {
    #[command(flatten)]
    pub(crate) model: ModelArguments,
    /// Samples, one file for each model input (`.npy` or text with one sample a line).
    #[arg(short, long, required = true, num_args = 1..)]
    pub(crate) input: Vec<PathBuf>,
    /// Threads; by default all cores.
    #[arg(long)]
    pub(crate) threads: Option<usize>,
}

#[derive(Args, Debug)]
pub(crate) struct BuildArguments {
    #[command(flatten)]
    pub(crate) convert: ConvertArguments,
    /// Compile the project with g++, run it and compare it with the emulator; the default when no step is named.
    #[arg(long)]
    pub(crate) csim: bool,
    /// Synthesise with the vendor's HLS compiler.
    #[arg(long)]
    pub(crate) synth: bool,
    /// Co-simulate the synthesised design; implies --synth.
    #[arg(long)]
    pub(crate) cosim: bool,
    /// Compare C and RTL simulation; implies --cosim.
    #[arg(long)]
    pub(crate) validation: bool,
    /// Export an IP core; implies --synth.
    #[arg(long)]
    pub(crate) export: bool,
    /// Logic synthesis; implies --synth.
    #[arg(long)]
    pub(crate) vsynth: bool,
    /// Build what the board is programmed with; implies --synth.
    #[arg(long)]
    pub(crate) bitfile: bool,
    /// Start the vendor project afresh.
    #[arg(long)]
    pub(crate) reset: bool,
    /// With --split: wire the exported cores of the parts to one design; implies --export.
    #[arg(long, requires = "split")]
    pub(crate) stitch: bool,
    /// With --split: pack the stitched design as a core; implies --stitch.
    #[arg(long, requires = "split")]
    pub(crate) export_stitched: bool,
    /// With --split: how many parts are built at a time; by default one a core of the machine.
    #[arg(long, requires = "split")]
    pub(crate) workers: Option<usize>,
}

#[derive(Args, Debug)]
pub(crate) struct ConfigArguments {
    /// Model file (`.keras`, `.h5`, `.json`, `.pt2`, `.onnx`).
    pub(crate) model: PathBuf,
    /// Weights of a `.json` model; by default `<model>_weights.h5` beside it.
    #[arg(long)]
    pub(crate) weights: Option<PathBuf>,
    /// How fine the configuration is.
    #[arg(long, value_enum, default_value_t = Granularity::Name)]
    pub(crate) granularity: Granularity,
    #[arg(long, default_value = "Vitis", help = targets())]
    pub(crate) backend: String,
    /// Default precision.
    #[arg(long, default_value = "fixed<16,6>")]
    pub(crate) precision: String,
    /// Default reuse factor.
    #[arg(long, default_value_t = 1)]
    pub(crate) reuse_factor: u32,
    /// Widest type that automatic precision may derive.
    #[arg(long)]
    pub(crate) max_precision: Option<String>,
    /// File to write; by default the configuration is printed.
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct ReportArguments {
    /// Folder of a project of hlsmith or hls4ml that a vendor's tool has worked on.
    pub(crate) project: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct InspectArguments {
    #[command(flatten)]
    pub(crate) model: ModelArguments,
    /// Print the text form of the graph right after this pass or flow instead of the table.
    #[arg(long, value_name = "PASS")]
    pub(crate) after: Option<String>,
    /// With --after: print all weights; by default long ones are elided.
    #[arg(long)]
    pub(crate) weights_in_full: bool,
    /// List passes and flows instead.
    #[arg(long)]
    pub(crate) passes: bool,
}
