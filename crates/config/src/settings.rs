//! The typed settings everything downstream reads.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::{
    AttributeValue, Compatibility, ConvImplementation, IoType, Kind, Layouts, NamedType, Op, PeerTarget, Strategy,
    choices,
};

use crate::accelerator::Accelerator;
use crate::catapult::Catapult;
use crate::entry::Entry;
use crate::libero::Libero;
use crate::rules;

choices! {
    /// The tool a project is made for.
    pub enum Backend {
        /// Catapult.
        Catapult = "Catapult",
        /// SmartHLS, of Libero.
        Libero = "Libero",
        /// The compiler of oneAPI for FPGAs.
        OneApi = "oneAPI",
        /// Intel HLS, of Quartus.
        Quartus = "Quartus",
        /// Vivado HLS.
        Vivado = "Vivado",
        /// Vivado HLS, with what stands around the design on a board.
        VivadoAccelerator = "VivadoAccelerator",
        /// Vitis HLS.
        Vitis = "Vitis",
        /// `v++` of Vitis, with what stands around the design on a board or card.
        VitisUnified = "VitisUnified",
    }
}

choices! {
    /// Where the test bench writes its results.
    pub enum TbOutputStream {
        /// To the terminal.
        Stdout = "stdout",
        /// To a file.
        File = "file",
        /// To both.
        Both = "both",
    }
}

choices! {
    /// How the layers of the top function are scheduled.
    pub enum PipelineStyle {
        /// Chosen from the I/O type and the strategies.
        Auto = "auto",
        /// One pipeline of all layers.
        Pipeline = "pipeline",
        /// One process for each layer.
        Dataflow = "dataflow",
    }
}

/// Where the model of a configuration file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelSource {
    /// `KerasModel`: a model file of any Keras format.
    Keras(PathBuf),
    /// `KerasH5` alone: a model with its weights in one HDF5 file.
    KerasH5(PathBuf),
    /// `OnnxModel`: an `.onnx` file.
    Onnx(PathBuf),
    /// `PytorchModel`: a program that `torch.export.save` wrote.
    Pytorch(PathBuf),
    /// `KerasJson`: the architecture, with the weights of `KerasH5` in an HDF5 file of their own.
    KerasJson {
        /// The architecture.
        architecture: PathBuf,
        /// The weights, when they are named.
        weights: Option<PathBuf>,
    },
}

/// How the files of a project are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriterSettings {
    /// Namespace of the top function and its types, a C identifier.
    pub namespace: Option<String>,
    /// Whether weights are also written as text files.
    pub write_weights_txt: bool,
    /// Whether the project is also packed as a tar archive.
    pub write_tar: bool,
    /// Where the test bench writes its results.
    pub tb_output_stream: TbOutputStream,
    /// Whether the top function can also be called with a tuple of inputs and one of outputs.
    pub write_emulation_constants: bool,
}

impl Default for WriterSettings {
    fn default() -> Self {
        Self {
            namespace: None,
            write_weights_txt: true,
            write_tar: false,
            tb_output_stream: TbOutputStream::Both,
            write_emulation_constants: false,
        }
    }
}

/// All options of a conversion.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Folder the project is written to.
    pub output_dir: PathBuf,
    /// Name of the top function, a C identifier.
    pub project_name: String,
    /// Tool the project is made for.
    pub backend: Backend,
    /// Version of the generated core.
    pub version: String,
    /// Part the project is made for, printable and without blanks.
    pub part: String,
    /// Clock period in ns, positive.
    pub clock_period: f64,
    /// Clock uncertainty in percent of the period, 0 to below 100.
    pub clock_uncertainty: f64,
    /// How data enter and leave the layers.
    pub io_type: IoType,
    /// Whether the compiler may spend registers on the handshakes inside of a design, for the backend oneAPI.
    pub hyperopt_handshake: bool,
    /// What stands around the design on a board, for backends that make accelerators.
    pub accelerator: Option<Accelerator>,
    /// What Catapult makes hardware of; other backends do not read it.
    pub catapult: Catapult,
    /// What SmartHLS makes hardware of, for the backend Libero; other backends do not read it.
    pub libero: Libero,
    /// How files are written.
    pub writer: WriterSettings,
    /// Test bench inputs.
    pub input_data: Option<PathBuf>,
    /// Expected test bench outputs.
    pub output_predictions: Option<PathBuf>,
    /// Whether the outputs of traced layers are recorded.
    pub trace_output: bool,
    /// The model file, when the configuration names one.
    pub source: Option<ModelSource>,
    /// What the design needs because others are wired to it, for a part of a model.
    pub wiring: Option<Wiring>,
    /// Settings of model and layers.
    pub hls: HlsSettings,
}

/// What a design needs that is wired to others: its arrays are split into elements at both ends, so that an output fits
/// the input it is wired to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wiring {
    /// Packets that the FIFO of a stream holds at least, by the name of the variable: those of the design as one.
    pub depths: BTreeMap<String, usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            output_dir: PathBuf::from("my-hls-test"),
            project_name: "myproject".to_owned(),
            backend: Backend::Vivado,
            version: "1.0.0".to_owned(),
            part: Backend::Vivado.default_part().to_owned(),
            clock_period: 5.0,
            clock_uncertainty: Backend::Vivado.default_clock_uncertainty(),
            io_type: IoType::Parallel,
            hyperopt_handshake: false,
            accelerator: None,
            catapult: Catapult::default(),
            libero: Libero::default(),
            writer: WriterSettings::default(),
            input_data: None,
            output_predictions: None,
            trace_output: false,
            source: None,
            wiring: None,
            hls: HlsSettings::default(),
        }
    }
}

impl Backend {
    /// Whether projects are for a board.
    pub fn is_accelerator(self) -> bool {
        match self {
            Backend::VitisUnified | Backend::VivadoAccelerator => true,
            Backend::Catapult
            | Backend::Libero
            | Backend::OneApi
            | Backend::Quartus
            | Backend::Vitis
            | Backend::Vivado => false,
        }
    }

    /// The part when none is given.
    pub fn default_part(self) -> &'static str {
        match self {
            Backend::Catapult => "xcku115-flvb2104-2-i",
            Backend::Libero => "MPF300",
            Backend::OneApi => "Agilex7",
            Backend::Quartus => "Arria10",
            Backend::Vitis | Backend::VitisUnified | Backend::Vivado | Backend::VivadoAccelerator => {
                "xcvu13p-flga2577-2-e"
            }
        }
    }

    /// For which tools the numbers of the peer are.
    pub fn peer_target(self) -> PeerTarget {
        match self {
            Backend::OneApi | Backend::Quartus => PeerTarget::Quartus,
            Backend::Catapult
            | Backend::Libero
            | Backend::Vitis
            | Backend::VitisUnified
            | Backend::Vivado
            | Backend::VivadoAccelerator => PeerTarget::Amd,
        }
    }

    /// Whether simulation reads weights from text files when nothing is said about it.
    pub fn writes_weights_txt(self) -> bool {
        match self {
            Backend::Catapult | Backend::OneApi | Backend::Quartus => false,
            Backend::Libero | Backend::Vitis | Backend::VitisUnified | Backend::Vivado | Backend::VivadoAccelerator => {
                true
            }
        }
    }

    /// Clock uncertainty in percent when none is given.
    pub fn default_clock_uncertainty(self) -> f64 {
        match self {
            // Their scripts have no place for one.
            Backend::Catapult | Backend::Libero | Backend::OneApi | Backend::Quartus => 0.0,
            Backend::Vivado | Backend::VivadoAccelerator => 12.5,
            Backend::Vitis | Backend::VitisUnified => 27.0,
        }
    }
}

/// What identifies a layer to the configuration.
#[derive(Clone, Copy, Debug)]
pub struct LayerId<'a> {
    /// Layer name.
    pub name: &'a str,
    /// [`Op::class`].
    pub class: &'a str,
    /// Class name in the model's own format.
    pub origin: &'a str,
}

impl<'a> From<&'a hlsmith_ir::Node> for LayerId<'a> {
    fn from(node: &'a hlsmith_ir::Node) -> Self {
        Self { name: &node.name, class: node.op.class(), origin: &node.origin }
    }
}

/// Settings of model and layers.
#[derive(Clone, Debug, PartialEq)]
pub struct HlsSettings {
    /// Whose reading of the keys holds.
    pub compatibility: Compatibility,
    /// Flows to run instead of the default ones.
    pub flows: Option<Vec<String>>,
    /// The only optimizers to run.
    pub optimizers: Option<Vec<String>>,
    /// Optimizers to leave out.
    pub skip_optimizers: Vec<String>,
    /// How the layers of the top function are scheduled.
    pub pipeline_style: PipelineStyle,
    /// Initiation interval of the pipelined top function, at least 1.
    pub pipeline_interval: Option<u32>,
    /// Weights of more elements become ports of the top function.
    pub bram_factor: u64,
    /// Whether automatic types are derived from the trained constants instead of the widths of operands.
    pub bit_exact: bool,
    /// Whether the types of the model follow from its quantizers: every layer holds all its numbers, whatever precision
    /// `Model` and `LayerType` give.
    pub follows_quantizers: bool,
    /// The order of axes at the ends of a model that has its channels first.
    pub layouts: Layouts,
    /// Widest type that is derived automatically.
    pub maximum: Option<FixedType>,
    /// The strategy that all layers have, whatever their entries say.
    pub(crate) only_strategy: Option<Strategy>,
    pub(crate) default: Precision,
    pub(crate) model: Entry,
    pub(crate) types: Vec<Entry>,
    pub(crate) names: Vec<Entry>,
}

impl Default for HlsSettings {
    fn default() -> Self {
        Self {
            compatibility: Compatibility::Sound,
            flows: None,
            optimizers: None,
            skip_optimizers: Vec::new(),
            pipeline_style: PipelineStyle::Auto,
            pipeline_interval: None,
            bram_factor: u64::MAX,
            bit_exact: false,
            follows_quantizers: false,
            layouts: Layouts::default(),
            maximum: None,
            only_strategy: None,
            default: Precision::fixed(16, 6, true),
            model: Entry::default(),
            types: Vec::new(),
            names: Vec::new(),
        }
    }
}

/// Where in the hierarchy an entry stands.
#[derive(Clone, Copy)]
enum Level<'a> {
    Name(&'a Entry),
    Type(&'a Entry),
    Model(&'a Entry),
}

impl<'a> Level<'a> {
    fn entry(self) -> &'a Entry {
        match self {
            Level::Name(entry) | Level::Type(entry) | Level::Model(entry) => entry,
        }
    }

    /// The entry with its attribute keys, where they are read.
    fn attributes(self, compatibility: Compatibility, layer: &LayerId) -> Option<&'a Entry> {
        match self {
            Level::Name(entry) => {
                rules::attribute_case::is_read(compatibility, &entry.key, layer.name).then_some(entry)
            }
            Level::Type(entry) => {
                let spelling = type_spelling(entry, layer);
                rules::attribute_case::is_read(compatibility, &entry.key, spelling).then_some(entry)
            }
            Level::Model(entry) => Some(entry),
        }
    }

    /// The name of the type that this level gives to `var` of a layer by name of the variable.
    fn type_name(self, layer: &LayerId, var: &str) -> String {
        match self {
            Level::Name(_) => format!("{}_{var}_t", layer.name.to_lowercase()),
            Level::Type(entry) => format!("{}_{var}_t", type_spelling(entry, layer)),
            Level::Model(_) => format!("{var}_default_t"),
        }
    }

    /// The name of the type that this level gives to every variable of a layer.
    fn default_type_name(self, layer: &LayerId, var: &str) -> String {
        match self {
            Level::Name(_) => self.type_name(layer, var),
            Level::Type(entry) => format!("{}_default_t", type_spelling(entry, layer)),
            Level::Model(_) => "model_default_t".to_owned(),
        }
    }
}

/// The class or origin that a `LayerType` entry matches, in the spelling of the layer.
fn type_spelling<'a>(entry: &Entry, layer: &LayerId<'a>) -> &'a str {
    if entry.key.to_lowercase() == layer.class.to_lowercase() { layer.class } else { layer.origin }
}

impl HlsSettings {
    /// The entries that speak about a layer, the most specific first.
    fn levels(&self, layer: &LayerId) -> Vec<Level<'_>> {
        let mut levels: Vec<Level> = self.name_entry(layer.name).into_iter().map(Level::Name).collect();
        for key in rules::layer_type_match::keys(self.compatibility, layer) {
            levels.extend(self.type_entry(key).map(Level::Type));
        }
        levels.push(Level::Model(&self.model));
        levels
    }

    /// The `LayerName` entry of a layer: of exactly this name, or else of this name in other letter case.
    fn name_entry(&self, name: &str) -> Option<&Entry> {
        let lower = name.to_lowercase();
        self.names
            .iter()
            .find(|entry| entry.key == name)
            .or_else(|| self.names.iter().find(|entry| entry.key.to_lowercase() == lower))
    }

    fn type_entry(&self, key: &str) -> Option<&Entry> {
        let lower = key.to_lowercase();
        self.types.iter().find(|entry| entry.key.to_lowercase() == lower)
    }

    /// The first answer to a question in the order layer, layer type, model.
    fn first<T>(&self, layer: &LayerId, question: impl Fn(Level) -> Option<T>) -> Option<T> {
        self.levels(layer).into_iter().find_map(question)
    }

    /// The precision of a variable of a layer (`result`, `weight`, `bias`, `accum`, `scale`, `table`, ...) and the name
    /// of its type. An automatic precision stays [`Precision::Auto`].
    ///
    /// The first of these that is set holds: the layer's own entry by variable, its default, the entry of its type by
    /// variable, its default, the model's by variable, the model's default.
    ///
    /// Where types follow from quantizers, only the layer's own entry by variable counts; without it the precision is
    /// automatic.
    pub fn precision(&self, layer: &LayerId, var: &str) -> (Precision, String) {
        if self.follows_quantizers {
            let own = self.name_entry(layer.name).and_then(|entry| self.by_name(Level::Name(entry), layer, var));
            return own.unwrap_or_else(|| (Precision::Auto, String::new()));
        }
        self.leading_type_key(layer, var)
            .or_else(|| {
                self.first(layer, |level| {
                    let of_layer = || Some((level.entry().default?, level.default_type_name(layer, var)));
                    self.by_name(level, layer, var).or_else(of_layer)
                })
            })
            .unwrap_or_else(|| (self.default, Level::Model(&self.model).default_type_name(layer, var)))
    }

    /// What the configuration says for a variable of a layer by the name of the variable, without any default.
    pub fn explicit_precision(&self, layer: &LayerId, var: &str) -> Option<(Precision, String)> {
        self.leading_type_key(layer, var).or_else(|| self.first(layer, |level| self.by_name(level, layer, var)))
    }

    /// The type that the configuration gives to a type attribute of a layer's op, such as `accum_t`; `None` where the
    /// declared default of the attribute holds, also because the configuration leaves the type automatic.
    pub fn attribute_type(&self, layer: &LayerId, attribute: &str) -> Option<NamedType> {
        let var = attribute.strip_suffix("_t").unwrap_or(attribute);
        let (precision, name) = if rules::default_types::falls_back(self.compatibility, layer.class, var) {
            self.precision(layer, var)
        } else {
            self.explicit_precision(layer, var).filter(|(precision, _)| *precision != Precision::Auto)?
        };
        Some(NamedType::new(name, precision))
    }

    /// What one level says for a variable by its name.
    fn by_name(&self, level: Level, layer: &LayerId, var: &str) -> Option<(Precision, String)> {
        self.type_key(level, layer, var).or_else(|| {
            if !rules::default_types::precision_is_read(self.compatibility, layer.class, var) {
                return None;
            }
            Some((*level.entry().by_variable.get(var)?, level.type_name(layer, var)))
        })
    }

    /// The type that one level gives by attribute key, such as `exp_table_t`.
    fn type_key(&self, level: Level, layer: &LayerId, var: &str) -> Option<(Precision, String)> {
        if !rules::type_keys::are_read(self.compatibility, layer.class, var) {
            return None;
        }
        let precision = *level.attributes(self.compatibility, layer)?.type_keys.get(var)?;
        Some((precision, format!("{}_{var}_t", layer.name)))
    }

    /// The type given by attribute key at any level, where such keys go before all `Precision` entries.
    fn leading_type_key(&self, layer: &LayerId, var: &str) -> Option<(Precision, String)> {
        if !rules::type_keys::go_first(self.compatibility) {
            return None;
        }
        self.first(layer, |level| self.type_key(level, layer, var))
    }

    /// The precision of everything nobody else speaks about; never automatic.
    pub fn default_precision(&self) -> Precision {
        self.default
    }

    /// How many products share one multiplier, at least 1.
    pub fn reuse_factor(&self, layer: &LayerId) -> u32 {
        self.first(layer, |level| level.entry().reuse_factor).unwrap_or(1)
    }

    /// The reuse factor that `Model` gives to all layers.
    pub fn common_reuse_factor(&self) -> Option<u32> {
        self.model.reuse_factor
    }

    /// How matrix products of a layer are laid out.
    pub fn strategy(&self, layer: &LayerId) -> Strategy {
        let own = || self.first(layer, |level| level.entry().strategy).unwrap_or(Strategy::Latency);
        self.only_strategy.unwrap_or_else(own)
    }

    /// Whether the output of a layer is recorded by `trace`.
    pub fn trace(&self, layer: &LayerId) -> bool {
        self.first(layer, |level| level.attributes(self.compatibility, layer)?.trace).unwrap_or(false)
    }

    /// The cycles a layer may take, at least 1.
    pub fn target_cycles(&self, layer: &LayerId) -> Option<u32> {
        self.first(layer, |level| match level {
            Level::Type(_) if !rules::inert_type_keys::are_read(self.compatibility) => None,
            Level::Name(entry) | Level::Type(entry) | Level::Model(entry) => entry.target_cycles,
        })
    }

    /// Whether the weights of a layer are stored without their zeros.
    pub fn compression(&self, layer: &LayerId) -> Option<bool> {
        self.first(layer, |level| level.entry().compression)
    }

    /// Whether a dense layer stores its weights without their zeros; only the strategy `Resource` can.
    pub fn compresses(&self, layer: &LayerId) -> bool {
        self.compression(layer) == Some(true) && self.strategy(layer) == Strategy::Resource
    }

    /// How a convolution feeds its window.
    pub fn conv_implementation(&self, layer: &LayerId) -> Option<ConvImplementation> {
        self.first(layer, |level| match level {
            Level::Type(_) if !rules::inert_type_keys::are_read(self.compatibility) => None,
            Level::Name(entry) | Level::Type(entry) | Level::Model(entry) => entry.conv_implementation,
        })
    }

    /// How many outputs of a convolution are computed at once, at least 1.
    pub fn parallelization_factor(&self, layer: &LayerId) -> Option<u32> {
        let factor = |level: Level| level.attributes(self.compatibility, layer)?.parallelization_factor;
        if rules::shadowing::first_entry_hides_others(self.compatibility) {
            let mut readable = self.levels(layer).into_iter();
            return readable.find(|level| level.attributes(self.compatibility, layer).is_some()).and_then(factor);
        }
        self.first(layer, factor)
    }

    /// Every other attribute that `LayerType` or `LayerName` sets for a layer, typed as its op declares it, in the
    /// order of the declaration, and every type attribute that does not keep a declared default.
    pub fn attributes(&self, layer: &LayerId) -> Vec<(String, AttributeValue)> {
        let declaration = Op::class_declaration(layer.class).unwrap_or(&[]);
        declaration
            .iter()
            .filter_map(|attribute| {
                let value = match attribute.kind {
                    Kind::Type => AttributeValue::Type(self.attribute_type(layer, attribute.name)?),
                    Kind::Int
                    | Kind::Float
                    | Kind::Bool
                    | Kind::Choice(_)
                    | Kind::Ints
                    | Kind::Weight
                    | Kind::Extension
                    | Kind::Values
                    | Kind::Weights => self.first(layer, |level| {
                        level.attributes(self.compatibility, layer)?.attributes.get(attribute.name).cloned()
                    })?,
                };
                Some((attribute.name.to_owned(), value))
            })
            .collect()
    }
}
