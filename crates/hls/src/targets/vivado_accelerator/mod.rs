//! Vivado HLS for a board.

use super::{AMD, Dialect, Scripts};

/// See [`Dialect`].
pub(super) const DIALECT: Dialect = Dialect {
    family: &AMD,
    scripts: Scripts::Tcl {
        name: "vivadoaccelerator",
        solution_options: &[],
        solution_commands: super::vivado::SOLUTION_COMMANDS,
        reads_options: false,
    },
};
