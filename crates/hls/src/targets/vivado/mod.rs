//! Vivado HLS.

use super::Dialect;

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect {
    name: "vivado",
    solution_options: &[],
    // Without it, arrays of more than 1024 elements are refused.
    solution_commands: &["config_array_partition -maximum_size 4096"],
    reads_options: false,
};
