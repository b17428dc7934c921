//! What differs between the tools a project is made for, as data.

mod vitis;
mod vivado;

use hlsmith_config::Backend;

/// A tool.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// Its name in scripts.
    pub(crate) name: &'static str,
    /// Options of `open_solution`.
    pub(crate) solution_options: &'static [&'static str],
    /// Commands that configure a solution, besides those that all tools share.
    pub(crate) solution_commands: &'static [&'static str],
    /// Whether the steps to run are read from `build_opt.tcl`, since the tool passes no arguments to scripts.
    pub(crate) reads_options: bool,
}

impl Dialect {
    /// The dialect of a backend.
    pub(crate) fn of(backend: Backend) -> &'static Dialect {
        match backend {
            Backend::Vivado => &vivado::DIALECT,
            Backend::Vitis => &vitis::DIALECT,
        }
    }
}
