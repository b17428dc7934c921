//! Vivado HLS.

use super::{AMD, Dialect, Scripts};

/// Without it, arrays of more than 1024 elements are refused.
pub(super) const SOLUTION_COMMANDS: &[&str] = &["config_array_partition -maximum_size 4096"];

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect {
    family: &AMD,
    scripts: Scripts::Tcl {
        name: "vivado",
        solution_options: &[],
        solution_commands: SOLUTION_COMMANDS,
        reads_options: false,
    },
};
