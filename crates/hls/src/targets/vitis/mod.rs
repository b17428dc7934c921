//! Vitis HLS.

use super::{AMD, Dialect, Scripts};

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect {
    family: &AMD,
    scripts: Scripts::Tcl {
        name: "vitis",
        solution_options: &["-flow_target", "vivado"],
        solution_commands: &[],
        reads_options: true,
    },
};
