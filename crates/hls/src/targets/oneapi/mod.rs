//! The compiler of oneAPI for FPGAs: SYCL.

pub(super) mod numbers;

use super::{Dialect, Family, Scripts, Top};
use crate::directives::{Registers, Words};
use crate::types::Numbers;

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect { family: &SYCL, scripts: Scripts::Cmake };

const SYCL: Family = Family {
    dialects: &["ac", "sycl"],
    directives: Some(&Words {
        unroll: "#pragma unroll",
        factor: None,
        interval: ["NNET_INTERVAL(", ")"],
        registers: Registers::Word("NNET_REGISTER "),
        functions: None,
    }),
    numbers: Numbers::Ac,
    stream: "nnet::stream",
    type_headers: &["nnet_utils/nnet_types.h"],
    arithmetic_folder: "firmware/ac_types",
    arithmetic: &["ac_fixed.h", "ac_int.h", "hlsmith_arith", "sycl"],
    top: Top::Kernel,
    harness: None,
};
