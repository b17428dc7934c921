//! Every option, declared once: validation, messages and `docs/configuration.md` read this table.

use std::fmt;

use hlsmith_ir::{ChannelsLast, Compatibility, ConvImplementation};

use crate::{Backend, Driver, Interface, IoType, PipelineStyle, TbOutputStream, Technology};

/// The mapping an option belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole configuration.
    Top,
    /// `AcceleratorConfig`.
    Accelerator,
    /// `AcceleratorConfig.Precision`.
    AcceleratorPrecision,
    /// `WriterConfig`.
    Writer,
    /// `HLSConfig`.
    Hls,
    /// `HLSConfig.Model`.
    Model,
    /// `HLSConfig.LayerName.<layer>` and `HLSConfig.LayerType.<class>`.
    Layer,
}

impl Scope {
    /// Every scope, from the outermost.
    pub const ALL: [Scope; 7] = [
        Scope::Top,
        Scope::Accelerator,
        Scope::AcceleratorPrecision,
        Scope::Writer,
        Scope::Hls,
        Scope::Model,
        Scope::Layer,
    ];

    /// The path of the mapping, empty for the whole configuration.
    pub fn path(self) -> &'static str {
        match self {
            Scope::Top => "",
            Scope::Accelerator => "AcceleratorConfig",
            Scope::AcceleratorPrecision => "AcceleratorConfig.Precision",
            Scope::Writer => "WriterConfig",
            Scope::Hls => "HLSConfig",
            Scope::Model => "HLSConfig.Model",
            Scope::Layer => "HLSConfig.LayerName.<layer>",
        }
    }
}

/// What kind of value an option takes.
#[derive(Clone, Copy, Debug)]
pub enum ValueKind {
    /// Any value; it has no effect.
    Ignored,
    /// Letters, digits, `.`, `_` and `-`.
    Plain,
    /// A name that C++ accepts.
    Identifier,
    /// A file or folder.
    Path,
    /// True or false.
    Flag,
    /// True, false, 1 or 0.
    Switch,
    /// An integer of at least 1.
    Count,
    /// An integer of at least 0.
    Size,
    /// A positive number.
    Positive,
    /// A percentage of at least 0 and below 100.
    Percent,
    /// One of a closed set of words, in any letter case.
    Words(fn() -> Vec<&'static str>),
    /// A precision, or a mapping of variables to precisions.
    Precision,
    /// A list of names.
    Names,
    /// A mapping.
    Mapping,
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ValueKind::Ignored => "any value",
            ValueKind::Plain => "text of letters, digits, `.`, `_` and `-`",
            ValueKind::Identifier => "a name of letters, digits and `_` that is no C++ keyword",
            ValueKind::Path => "a path",
            ValueKind::Flag => "true or false",
            ValueKind::Switch => "true, false, 1 or 0",
            ValueKind::Count => "an integer of at least 1",
            ValueKind::Size => "an integer of at least 0",
            ValueKind::Positive => "a positive number",
            ValueKind::Percent => "a percentage of at least 0 and below 100, such as `12.5%`",
            ValueKind::Words(words) => return write!(f, "one of {}", words().join(", ")),
            ValueKind::Precision => "a precision such as `fixed<16,6>`, or a mapping of variables to precisions",
            ValueKind::Names => "a list of names",
            ValueKind::Mapping => "a mapping",
        })
    }
}

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The mapping it belongs to.
    pub scope: Scope,
    /// Its name there.
    pub name: &'static str,
    /// The keyword argument of a conversion that sets it, if any.
    pub argument: Option<&'static str>,
    /// What it takes.
    pub kind: ValueKind,
    /// What holds when it is absent or null.
    pub default: &'static str,
    /// What it does.
    pub doc: &'static str,
}

/// Spellings of [`ValueKind::Words`] for `Strategy`.
fn strategies() -> Vec<&'static str> {
    vec!["Latency", "Resource", "Resource_Unrolled"]
}

/// The words of a closed enum.
macro_rules! words {
    ($ty:ty) => {
        ValueKind::Words(|| <$ty>::ALL.iter().map(|choice| choice.as_str()).collect())
    };
}

/// Builds the table: `Scope { Name [(argument)]: kind = default, doc; ... }`.
macro_rules! keys {
    ($($scope:ident { $($name:literal $(($argument:literal))?: $kind:expr, $default:literal, $doc:literal;)+ })+) => {
        &[$($(Key {
            scope: Scope::$scope,
            name: $name,
            argument: keys!(@argument $($argument)?),
            kind: $kind,
            default: $default,
            doc: $doc,
        },)+)+]
    };
    (@argument $argument:literal) => { Some($argument) };
    (@argument) => { None };
}

use ValueKind::{
    Count, Flag, Identifier, Ignored, Mapping, Names, Path, Percent, Plain, Positive, Precision, Size, Switch,
};

/// Every option, by scope.
pub const KEYS: &[Key] = keys! {
    Top {
        "OutputDir" ("output_dir"): Path, "my-hls-test", "Folder the project is written to.";
        "ProjectName" ("project_name"): Identifier, "myproject", "Name of the project and of its top function.";
        "ProjectDir": Path, "`<ProjectName>_prj`", "Folder of the tool's own project; only the default is supported.";
        "Backend" ("backend"): words!(Backend), "Vivado", "Tool the project is made for.";
        "Version" ("version"): Plain, "1.0.0", "Version of the exported core.";
        "Part" ("part"): Plain, "Agilex7 for oneAPI, Arria10 for Quartus, MPF300 for Libero, xcku115-flvb2104-2-i for Catapult, xcvu13p-flga2577-2-e for Vivado and Vitis", "Part the project is made for.";
        "Board" ("board"): Plain, "none, hw_only for Libero, pynq-z2 for VivadoAccelerator, zcu102 for VitisUnified", "Board that \
            decides the part; one of alveo-u200, alveo-u250, alveo-u280, alveo-u50, alveo-u55c, kr260, kria, kv260, pynq-z1, \
            pynq-z2, rfsoc4x2, ultra96v2, zcu102, zcu104 and zcu111. For Libero, a board of SmartHLS, beside the part.";
        "FPGAFamily" ("fpga_family"): Plain, "PolarFire", "Family of the part, for the backend Libero.";
        "SmartHLSPath" ("smarthls_path"): Path, "none", "Folder that SmartHLS is installed in, for the backend Libero; without it \
            `shls` is looked for on `PATH`.";
        "Technology" ("tech"): words!(Technology), "fpga", "What hardware Catapult makes; `Part` is for `fpga` only.";
        "ASICLibs" ("asiclibs"): Plain, "nangate-45nm", "Library of cells for the technology `asic` of Catapult.";
        "FIFO" ("fifo"): Plain, "that of the tool", "Component of the FIFOs between blocks of Catapult, `library.component`.";
        "ClockPeriod" ("clock_period"): Positive, "5", "Clock period in ns.";
        "ClockUncertainty" ("clock_uncertainty"): Percent, "12.5% for Vivado and VivadoAccelerator, 27% for Vitis and VitisUnified",
            "Clock uncertainty in percent of the period.";
        "IOType" ("io_type"): words!(IoType), "io_parallel", "How data enter and leave the layers.";
        "HyperoptHandshake" ("hyperopt_handshake"): Flag, "false", "Whether the compiler may spend registers on the handshakes \
            inside of a design, for the backend oneAPI.";
        "AcceleratorConfig": Mapping, "empty", "What stands around the design, for the backends VivadoAccelerator and VitisUnified.";
        "HLSConfig": Mapping, "empty", "Settings of model and layers; they may also stand at the top.";
        "WriterConfig": Mapping, "empty", "How the files of the project are written.";
        "KerasModel": Path, "none", "Model file of any Keras format.";
        "KerasH5": Path, "none", "Model in one HDF5 file, or the weights of `KerasJson`.";
        "KerasJson": Path, "none", "Architecture of a model whose weights are in `KerasH5`.";
        "OnnxModel": Path, "none", "Model in ONNX, QONNX included; comes before the others.";
        "PytorchModel": Path, "none", "Program of PyTorch, a `.pt2` file.";
        "InputShape": Ignored, "none", "Shape of the input of a live model of PyTorch.";
        "InputData" ("input_data_tb"): Path, "none", "Inputs of the test bench, `.npy` or `.dat`.";
        "OutputPredictions" ("output_data_tb"): Path, "none", "Outputs the test bench expects, `.npy` or `.dat`.";
        "TraceOutput": Flag, "false", "Whether the outputs of layers with `Trace` are recorded.";
        "InputShapes": Ignored, "none", "Written into projects for information.";
        "OutputShapes": Ignored, "none", "Written into projects for information.";
        "Stamp": Ignored, "none", "Written into projects by hls4ml.";
    }
    Accelerator {
        "Board": Plain, "that of the backend", "As `Board` at the top.";
        "Driver" ("driver"): words!(Driver), "python", "The program that moves data to the core and back.";
        "Interface" ("interface"): words!(Interface), "axi_stream, axi_master for cards", "How data enter and leave the \
            core: boards with processors have `axi_stream` and cards have `axi_master`.";
        "Platform" ("platform"): Plain, "that of the board", "Platform that a card is linked with.";
        "Precision": Mapping, "empty", "What words of the interface hold.";
    }
    AcceleratorPrecision {
        "Input" ("input_type"): Precision, "float", "What words of the input hold: `float`, or a fixed-point type.";
        "Output" ("output_type"): Precision, "float", "What words of the output hold: `float`, or a fixed-point type.";
    }
    Writer {
        "Namespace" ("namespace"): Identifier, "none", "Namespace of the top function and its types.";
        "WriteWeightsTxt" ("write_weights_txt"): Flag, "true, false for Catapult, oneAPI and Quartus", "Whether weights are also written as text files.";
        "WriteTar" ("write_tar"): Flag, "false", "Whether the project is also packed as a tar archive.";
        "TBOutputStream" ("tb_output_stream"): words!(TbOutputStream), "both", "Where the test bench writes its results.";
        "WriteEmulationConstants" ("write_emulation_constants"): Flag, "false",
            "Whether the top function can also be called with a tuple of inputs and one of outputs.";
    }
    Hls {
        "Model": Mapping, "empty", "Settings of all layers.";
        "LayerType": Mapping, "empty", "Settings by class of layer; they go before those of `Model`.";
        "LayerName": Mapping, "empty", "Settings by name of layer; they go before those of `LayerType`.";
        "Flows": Names, "the flow of the backend", "Flows to run.";
        "Optimizers": Names, "all", "The only passes to run; not together with `SkipOptimizers`.";
        "SkipOptimizers": Names, "none", "Passes to leave out.";
    }
    Model {
        "Precision": Precision, "fixed<16,6>", "Precision of all variables, or by variable with `default` for the others; \
            `maximum` bounds precisions that are derived.";
        "ReuseFactor": Count, "1", "How many products share one multiplier.";
        "Strategy": ValueKind::Words(strategies), "Latency", "How matrix products are laid out.";
        "TargetCycles": Count, "none", "Cycles a dense layer or convolution may take under the resource strategies; decides its reuse \
            factor.";
        "ConvImplementation": words!(ConvImplementation), "LineBuffer", "How a convolution feeds its window.";
        "Compression": Switch, "false", "Whether weights are stored without their zeros.";
        "ParallelizationFactor": Count, "1", "How many outputs of a convolution are computed at once.";
        "BramFactor": Size, "unlimited", "Weights of more elements become ports of the top function.";
        "PipelineStyle": words!(PipelineStyle), "auto", "How the layers of the top function are scheduled.";
        "PipelineInterval": Count, "none", "Initiation interval of the pipelined top function.";
        "TraceOutput": Flag, "false", "As `TraceOutput` at the top.";
        "Compatibility": words!(Compatibility), "sound", "Whose reading of the keys and whose numbers hold where hlsmith \
            and hls4ml differ.";
        "BitExact" ("bit_exact"): Flag, "whether the model has quantizers", "Derives automatic types from the \
            trained constants, as narrow as every possible result allows, instead of from the widths of operands. In a \
            model with quantizers it also goes before the precisions of `Model` and `LayerType`.";
        "ChannelsLastConversion": words!(ChannelsLast), "full", "Order of axes at the ends of a model of PyTorch: inputs as \
            in the model (`full`), inputs with the channels last (`internal`), or inputs and outputs as in the model \
            (`off`). Without effect on Keras models.";
        "TransposeOutputs": Flag, "false", "Whether the outputs of a model of PyTorch have the axes in its order.";
        "AllowDAFallback" ("allow_da_fallback"): Flag, "true", "Accepted from hls4ml; without effect.";
        "AllowV2Fallback" ("allow_v2_fallback"): Flag, "true", "Accepted from hls4ml; without effect.";
    }
    Layer {
        "Precision": Precision, "that of the next level", "Precision of all variables of the layer, or by variable with \
            `default` for the others.";
        "ReuseFactor": Count, "that of the next level", "How many products share one multiplier.";
        "Strategy": ValueKind::Words(strategies), "that of the next level", "How matrix products are laid out.";
        "TargetCycles": Count, "that of the next level", "Cycles the layer may take under the resource strategies.";
        "ConvImplementation": words!(ConvImplementation), "that of the next level", "How a convolution feeds its window.";
        "Compression": Switch, "that of the next level", "Whether weights are stored without their zeros.";
        "ParallelizationFactor": Count, "that of the next level", "How many outputs of a convolution are computed at \
            once.";
        "Trace": Flag, "that of the next level", "Whether `trace` records the output of the layer.";
    }
};

/// The options of a scope.
pub(crate) fn of(scope: Scope) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.scope == scope)
}

/// The option of a name.
pub(crate) fn find(scope: Scope, name: &str) -> Option<&'static Key> {
    of(scope).find(|key| key.name == name)
}

/// Options of hls4ml that belong to something hlsmith does not have, with what that is.
pub(crate) const UNAVAILABLE: &[(&str, &str)] = &[
    ("Compiler", "the backend SymbolicExpression"),
    ("HLSIncludePath", "the backend SymbolicExpression"),
    ("HLSLibsPath", "the backend SymbolicExpression"),
    ("NSymbols", "the backend SymbolicExpression"),
    ("TensorFlowModel", "the import of TensorFlow files"),
];

/// Backends of hls4ml that hlsmith does not have.
pub(crate) const UNAVAILABLE_BACKENDS: &[&str] = &["SymbolicExpression"];

/// Class names of layers that hls4ml knows; a `LayerType` entry for one that the model does not have is no mistake.
pub(crate) const FOREIGN_TYPES: &[&str] = &[
    "ApplyAlpha",
    "AveragePooling1D",
    "AveragePooling2D",
    "BatchNormalization",
    "Bidirectional",
    "BinaryConv2D",
    "BinaryDense",
    "BinaryTanh",
    "Concatenate",
    "Constant",
    "Conv1D",
    "Conv2D",
    "Conv2DBatchnorm",
    "Cropping1D",
    "Cropping2D",
    "Dense",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "Dot",
    "ELU",
    "Einsum",
    "EinsumDense",
    "Embedding",
    "Flatten",
    "GRU",
    "GarNet",
    "GarNetStack",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalPooling1D",
    "GlobalPooling2D",
    "HardActivation",
    "InputLayer",
    "LSTM",
    "LayerNormalization",
    "LeakyReLU",
    "MatMul",
    "MaxPooling1D",
    "MaxPooling2D",
    "Merge",
    "PReLU",
    "ParametrizedActivation",
    "PointwiseConv1D",
    "PointwiseConv2D",
    "Pooling1D",
    "Pooling2D",
    "QActivation",
    "QBatchNormalization",
    "QConv1D",
    "QConv2D",
    "QConv2DBatchnorm",
    "QDense",
    "QDepthwiseConv2D",
    "QGRU",
    "QLSTM",
    "QSeparableConv1D",
    "QSeparableConv2D",
    "QSimpleRNN",
    "Quant",
    "ReLU",
    "Resize",
    "SeparableConv1D",
    "SeparableConv2D",
    "SimpleRNN",
    "Softmax",
    "TernaryDense",
    "TernaryTanh",
    "ThresholdedReLU",
    "TimeDistributed",
    "Transpose",
    "UpSampling1D",
    "UpSampling2D",
    "ZeroPadding1D",
    "ZeroPadding2D",
];

/// Variables of layers that hls4ml knows beyond those of the ops here; `Model.Precision` may name them.
pub(crate) const FOREIGN_VARIABLES: &[&str] = &[
    "accum",
    "backward_bias",
    "backward_recurrent_bias",
    "backward_recurrent_weight",
    "backward_weight",
    "depthwise",
    "depthwise_accum",
    "depthwise_result",
    "embeddings",
    "forward_bias",
    "forward_recurrent_bias",
    "forward_recurrent_weight",
    "forward_weight",
    "pointwise",
    "pointwise_accum",
    "recurrent_bias",
    "recurrent_weight",
    "table",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FOREIGN_TYPES, FOREIGN_VARIABLES, KEYS, UNAVAILABLE, UNAVAILABLE_BACKENDS};

    fn check_sorted(names: &[&str]) {
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
    }

    #[test]
    fn each_option_is_declared_once() {
        let names: BTreeSet<_> = KEYS.iter().map(|key| (key.scope.path(), key.name)).collect();
        assert_eq!(names.len(), KEYS.len());
        let arguments: Vec<_> = KEYS.iter().filter_map(|key| key.argument).collect();
        assert_eq!(arguments.iter().collect::<BTreeSet<_>>().len(), arguments.len());
    }

    #[test]
    fn lists_are_sorted() {
        check_sorted(FOREIGN_TYPES);
        check_sorted(FOREIGN_VARIABLES);
        check_sorted(UNAVAILABLE_BACKENDS);
        check_sorted(&UNAVAILABLE.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
