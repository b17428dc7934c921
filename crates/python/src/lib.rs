//! The extension module `hlsmith._core`: type conversion and error mapping, no logic.
//!
//! Every function that can fail raises `hlsmith.HlsmithError`; a panic of the Rust side becomes the diagnostic
//! `Internal`. Work that takes time runs detached from the interpreter. The pure Python package in `python/hlsmith`
//! is what users call.

mod arguments;
mod arrays;
mod errors;
mod extensions;
mod imported;
mod json;
mod model;
mod multi_model;
mod precision;
mod registry;
mod reports;
mod run;
mod targets;
mod views;

use pyo3::pymodule;

#[pymodule]
mod _core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::errors::make_error;
    #[pymodule_export]
    use crate::extensions::Extensions;
    #[pymodule_export]
    use crate::imported::{Imported, supported_keras_layers, supported_onnx_operators, supported_torch_operators};
    #[pymodule_export]
    use crate::model::Model;
    #[pymodule_export]
    use crate::multi_model::MultiModel;
    #[pymodule_export]
    use crate::precision::parse_precision;
    #[pymodule_export]
    use crate::registry::{
        available_backends, available_flows, available_passes, backend_base, backend_name, closest_reuse_factor,
        config_from_model, initial_config, read_config, valid_reuse_factors,
    };
    #[pymodule_export]
    use crate::reports::{read_report, report_table, show_vivado_report, stitched_report};
    #[pymodule_export]
    use crate::targets::register_target;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::errors::record_panics();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
