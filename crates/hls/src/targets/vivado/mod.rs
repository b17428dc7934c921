//! Vivado HLS.

use super::{AMD, Dialect, Scripts};

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect {
    family: &AMD,
    scripts: Scripts::Tcl {
        name: "vivado",
        solution_options: &[],
        // Without it, arrays of more than 1024 elements are refused.
        solution_commands: &["config_array_partition -maximum_size 4096"],
        reads_options: false,
    },
};
