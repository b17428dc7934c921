//! What differs between the tools a project is made for, as data.

pub(crate) mod catapult;
mod libero;
mod oneapi;
mod quartus;
mod vitis;
mod vitis_unified;
mod vivado;
mod vivado_accelerator;

use hlsmith_config::Backend;
use hlsmith_ir::Op;

use crate::directives::{Registers, Words};
use crate::types::Numbers;

/// A tool.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// Whose number types, streams and directives it has.
    pub(crate) family: &'static Family,
    /// The scripts that run it.
    pub(crate) scripts: Scripts,
}

/// What all tools of a vendor share.
#[derive(Debug)]
pub(crate) struct Family {
    /// The folders of the kernel library for it.
    pub(crate) dialects: &'static [&'static str],
    /// How it says directives; `None` where it has those of the kernels.
    pub(crate) directives: Option<&'static Words>,
    /// Where the number types are from.
    pub(crate) numbers: Numbers,
    /// The template of streams.
    pub(crate) stream: &'static str,
    /// The headers that declare number types and streams in generated code.
    pub(crate) type_headers: &'static [&'static str],
    /// The folder of a project for the arithmetic headers of other compilers.
    pub(crate) arithmetic_folder: &'static str,
    /// Those of the arithmetic headers that it has, by name of the file or of its folder.
    pub(crate) arithmetic: &'static [&'static str],
    /// What the top function is.
    pub(crate) top: Top,
    /// What lets the simulation of the hardware take the place of the top function in a test bench; `None` where nothing
    /// in the code does.
    pub(crate) harness: Option<&'static Harness>,
}

/// Macros that let the simulation of the hardware take the place of the top function in a test bench.
#[derive(Debug)]
pub(crate) struct Harness {
    /// The head of the main function.
    pub(crate) main: &'static str,
    /// What returns from it.
    pub(crate) result: &'static str,
    /// Around the name of the top function where it is called.
    pub(crate) call: &'static str,
    /// Around the name of the top function where it is declared or defined.
    pub(crate) definition: &'static str,
}

/// What the top function of a design is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Top {
    /// A function of arrays or streams; streaming designs run its calls as processes.
    Function,
    /// A function of arrays or channels; the calls of streaming designs are blocks between channels.
    Blocks,
    /// A component of structs, or of ports between which tasks run.
    Component,
    /// A kernel without parameters, which moves packets between pipes.
    Kernel,
    /// A function of FIFOs; an array is one packet there. Streaming designs run its calls as processes.
    Packets,
}

/// How a tool is run.
#[derive(Debug)]
pub(crate) enum Scripts {
    /// By Tcl scripts.
    Tcl {
        /// The name of the tool there.
        name: &'static str,
        /// Options of `open_solution`.
        solution_options: &'static [&'static str],
        /// Commands that configure a solution, besides those that all tools share.
        solution_commands: &'static [&'static str],
        /// Whether the steps to run are read from `build_opt.tcl`, since the tool passes no arguments to scripts.
        reads_options: bool,
    },
    /// By the Tcl script of Catapult.
    Catapult,
    /// By CMake.
    Cmake,
    /// By a makefile.
    Make,
    /// By `shls`, which reads a makefile and a Tcl script.
    Shls,
    /// By a makefile and a configuration file of `v++`.
    Unified,
}

/// The tools of AMD.
const AMD: Family = Family {
    dialects: &["amd"],
    directives: None,
    numbers: Numbers::Ap,
    stream: "hls::stream",
    type_headers: &["ap_fixed.h", "ap_int.h"],
    arithmetic_folder: "firmware/ap_types",
    arithmetic: &["ap_fixed.h", "ap_int.h", "hls_math.h", "hls_stream.h", "hlsmith_arith"],
    top: Top::Function,
    harness: None,
};

/// The tools of Intel.
const INTEL: Family = Family {
    dialects: &["ac", "intel"],
    directives: Some(&Words {
        unroll: "#pragma unroll",
        factor: None,
        interval: ["#pragma ii ", ""],
        registers: Registers::Word("hls_register "),
        functions: None,
    }),
    numbers: Numbers::Ac,
    stream: "nnet::stream",
    type_headers: &["nnet_utils/nnet_types.h"],
    arithmetic_folder: "firmware/ac_types",
    arithmetic: &["HLS", "ac_fixed.h", "ac_int.h", "hlsmith_arith"],
    top: Top::Component,
    harness: None,
};

/// The tools of Siemens.
const SIEMENS: Family = Family {
    dialects: &["ac", "siemens"],
    directives: Some(&Words {
        unroll: "#pragma hls_unroll yes",
        factor: None,
        interval: ["#pragma hls_pipeline_init_interval ", ""],
        registers: Registers::Line(&["#pragma hls_resource ", ":rsc variables=\"", "\" map_to_module=\"[Register]\""]),
        functions: None,
    }),
    numbers: Numbers::Ac,
    stream: "ac_channel",
    type_headers: &["nnet_utils/nnet_types.h"],
    arithmetic_folder: "firmware/ac_types",
    arithmetic: &["ac_channel.h", "ac_fixed.h", "ac_int.h", "hlsmith_arith", "mc_scverify.h"],
    top: Top::Blocks,
    harness: Some(&Harness {
        main: "CCS_MAIN(int, char **)",
        result: "CCS_RETURN",
        call: "CCS_DESIGN",
        definition: "CCS_BLOCK",
    }),
};

/// What a layer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reads {
    /// Whether integers enter the model there.
    pub(crate) integers: bool,
    /// Whether it reads signs.
    pub(crate) signs: bool,
    /// Whether tensors pass between layers as streams.
    pub(crate) is_stream: bool,
}

/// What the peer computes in another way for a layer of a target, so that its numbers are not those of hlsmith; `None`
/// where they are.
pub(crate) fn peer_difference(backend: Backend, op: &Op, reads: Reads) -> Option<&'static str> {
    match backend {
        Backend::Catapult => catapult::numbers::difference(op),
        // No compiler for its projects is at hand to record them.
        Backend::Libero => Some("its numbers are not recorded"),
        Backend::OneApi => oneapi::numbers::difference(op, reads),
        Backend::Quartus => quartus::numbers::difference(op, reads),
        Backend::Vitis | Backend::VitisUnified | Backend::Vivado | Backend::VivadoAccelerator => None,
    }
}

impl Dialect {
    /// The dialect of a backend.
    pub(crate) fn of(backend: Backend) -> &'static Dialect {
        match backend {
            Backend::Catapult => &catapult::DIALECT,
            Backend::Libero => &libero::DIALECT,
            Backend::OneApi => &oneapi::DIALECT,
            Backend::Quartus => &quartus::DIALECT,
            Backend::Vitis => &vitis::DIALECT,
            Backend::VitisUnified => &vitis_unified::DIALECT,
            Backend::Vivado => &vivado::DIALECT,
            Backend::VivadoAccelerator => &vivado_accelerator::DIALECT,
        }
    }
}
