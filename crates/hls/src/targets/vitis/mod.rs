//! Vitis HLS.

use super::Dialect;

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect {
    name: "vitis",
    solution_options: &["-flow_target", "vivado"],
    solution_commands: &[],
    reads_options: true,
};
