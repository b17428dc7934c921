//! Choices of a user that travel with the graph.

/// Declares a closed enum of choices with the spelling a user writes: `ALL`, `as_str`, `Display` and an exact `FromStr`.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ }

        impl $name {
            /// Every choice, in the order of documentation.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The spelling in configuration files and in the text form of a graph.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> std::result::Result<Self, ()> {
                match text { $($text => Ok($name::$variant),)+ _ => Err(()) }
            }
        }
    };
}
pub(crate) use choices;

choices! {
    /// How a matrix product is laid out in hardware.
    pub enum Strategy {
        /// Fully pipelined; every product has its own multiplier unless the reuse factor shares them.
        Latency = "latency",
        /// Weights in memory, multipliers reused `reuse_factor` times.
        Resource = "resource",
        /// As `resource`, with the loop over the reuse factor written out and zero weights left out.
        ResourceUnrolled = "resource_unrolled",
    }
}

choices! {
    /// How the window of a convolution gets its pixels from a stream; the numbers are the same.
    pub enum ConvImplementation {
        /// With line buffers.
        LineBuffer = "LineBuffer",
        /// With encoded instructions.
        Encoded = "Encoded",
    }
}

choices! {
    /// Whose definition of the numbers holds where hlsmith and the peer differ.
    pub enum Compatibility {
        /// What the user wrote, computed as defined; the default.
        Sound = "sound",
        /// The defined behaviour of hls4ml 1.3, defects included.
        Hls4ml13 = "hls4ml-1.3",
    }
}

choices! {
    /// For which tools the peer's numbers are, where it has several.
    pub enum PeerTarget {
        /// Those of AMD, whose numbers hold for every target without own ones.
        Amd = "amd",
        /// Intel HLS and oneAPI.
        Quartus = "quartus",
    }
}

choices! {
    /// How data enter and leave the layers.
    pub enum IoType {
        /// As arrays, all elements at once.
        Parallel = "io_parallel",
        /// As streams of the last axis.
        Stream = "io_stream",
    }
}

choices! {
    /// In which order the axes of a model's inputs and outputs are, where the model has its channels first.
    pub enum ChannelsLast {
        /// Inputs as in the model; outputs as they are computed, behind a convolution with the channels last.
        Full = "full",
        /// Inputs with the channels last; outputs as with `full`.
        Internal = "internal",
        /// Inputs and outputs as in the model.
        Off = "off",
    }
}

/// What the user says about the order of axes of a model that has its channels first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layouts {
    /// The order at the ends of the model.
    pub channels_last: ChannelsLast,
    /// Whether outputs have the axes in the order of the model, whatever `channels_last` says.
    pub transpose_outputs: bool,
}

impl Default for Layouts {
    fn default() -> Self {
        Self { channels_last: ChannelsLast::Full, transpose_outputs: false }
    }
}
