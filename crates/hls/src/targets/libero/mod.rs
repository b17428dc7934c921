//! SmartHLS, which is part of Libero.

use super::{Dialect, Family, Scripts, Top};
use crate::directives::{Functions, Registers, Words};
use crate::types::Numbers;

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect { family: &MICROCHIP, scripts: Scripts::Shls };

const MICROCHIP: Family = Family {
    dialects: &["microchip"],
    directives: Some(&Words {
        unroll: "#pragma HLS loop unroll",
        factor: Some([" factor(", ")"]),
        interval: ["#pragma HLS loop pipeline II(", ")"],
        registers: Registers::Partition(["#pragma HLS memory partition variable(", ") type(complete) dim(", ")"]),
        functions: Some(&Functions {
            interval: ["#pragma HLS function pipeline II(", ")"],
            inline: "#pragma HLS function inline",
            apart: "#pragma HLS function noinline",
        }),
    }),
    numbers: Numbers::Fixpt,
    stream: "hls::FIFO",
    type_headers: &["nnet_utils/nnet_types.h"],
    arithmetic_folder: "firmware/ap_types",
    arithmetic: &["ap_fixed.h", "ap_int.h", "hls", "hlsmith_arith"],
    top: Top::Packets,
    harness: None,
};
