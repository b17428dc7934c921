//! The closed list of diagnostic codes.

/// Declares the codes once: variant, stable text and title.
macro_rules! codes {
    ($($(#[doc = $title:literal])+ $variant:ident = $text:literal,)+) => {
        /// A stable diagnostic code. The number never changes its meaning and is never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $title])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The stable text, such as `HS0101`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)+ }
            }

            /// What the code means, in one sentence.
            pub fn title(self) -> &'static str {
                match self { $(Code::$variant => concat!($($title,)+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// A precision string cannot be read.
    PrecisionSyntax = "HS0101",
    /// A precision is outside the supported widths.
    PrecisionRange = "HS0102",
    /// The text form of a graph cannot be read.
    IrSyntax = "HS0201",
    /// A graph breaks a rule of the intermediate representation.
    IrInvalid = "HS0202",
    /// Shapes of a layer and its inputs or weights do not fit.
    ShapeMismatch = "HS0203",
    /// A configuration file or dictionary cannot be read.
    ConfigSyntax = "HS0301",
    /// A configuration key is not known.
    ConfigUnknownKey = "HS0302",
    /// A configuration value is not valid for its key.
    ConfigValue = "HS0303",
    /// A configuration entry names a layer that the model does not have.
    ConfigUnknownLayer = "HS0304",
    /// A configuration entry names a layer type that does not exist.
    ConfigUnknownType = "HS0305",
    /// A reuse factor does not divide the work of a layer.
    ReuseFactor = "HS0306",
    /// Two configuration entries contradict each other.
    ConfigConflict = "HS0307",
    /// A file cannot be read or written.
    FileAccess = "HS0401",
    /// A model file is damaged or not of the format it claims.
    ModelFormat = "HS0402",
    /// A layer kind is not supported.
    UnsupportedLayer = "HS0403",
    /// A layer is supported, but not with this setting.
    UnsupportedSetting = "HS0404",
    /// Weights of a layer are missing or of the wrong shape.
    ModelWeights = "HS0405",
    /// A file is larger than the reader's limit.
    ReaderLimit = "HS0406",
    /// The model would have to execute code from the file.
    ExecutableModel = "HS0407",
    /// The code of an extension failed or gave something that cannot be used.
    ExtensionFailed = "HS0408",
    /// A quantiser draws its values at random when the model is used.
    RandomQuantizer = "HS0409",
    /// A pass or flow is not known.
    UnknownPass = "HS0501",
    /// A pass cannot rewrite the graph.
    PassFailed = "HS0502",
    /// Input data do not fit the model.
    InputData = "HS0601",
    /// The emulator cannot compute a layer as configured.
    EmulatorUnsupported = "HS0602",
    /// A target cannot build a layer or combination as configured.
    TargetUnsupported = "HS0701",
    /// A name is not usable where it is needed.
    BadName = "HS0702",
    /// An external tool is not installed.
    ToolMissing = "HS0801",
    /// An external tool failed.
    ToolFailed = "HS0802",
    /// Two computations that must agree in every bit do not.
    Mismatch = "HS0803",
    /// A report of a tool is missing or cannot be read.
    ReportFormat = "HS0804",
    /// A call or command line is used wrongly.
    Usage = "HS0901",
    /// A function of hls4ml is not available.
    Unavailable = "HS0902",
    /// hlsmith itself is at fault.
    Internal = "HS0999",
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_unique_and_sorted() {
        let texts: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let mut sorted = texts.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(texts, sorted);
    }
}
