//! Keyword arguments of a conversion.

use hlsmith::{Code, ConvertOptions, Diagnostic, Diagnostics, Subject, did_you_mean};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::Value;

use crate::errors::raise;
use crate::json;

/// Names the arguments once, for look-up and for the list of valid names.
macro_rules! arguments {
    ($($name:ident,)+) => {
        /// The names of the arguments.
        const ARGUMENTS: &[&str] = &[$(stringify!($name),)+];

        fn find<'a>(options: &'a mut ConvertOptions, name: &str) -> Option<&'a mut Option<Value>> {
            // Without `..` the compiler notices an option that is missing here.
            let ConvertOptions { $($name,)+ } = options;
            match name { $(stringify!($name) => Some($name),)+ _ => None }
        }
    };
}

arguments! {
    output_dir,
    project_name,
    input_data_tb,
    output_data_tb,
    backend,
    version,
    board,
    interface,
    driver,
    platform,
    input_type,
    output_type,
    tech,
    asiclibs,
    fifo,
    fpga_family,
    smarthls_path,
    part,
    clock_period,
    clock_uncertainty,
    io_type,
    hyperopt_handshake,
    namespace,
    write_weights_txt,
    write_tar,
    tb_output_stream,
    write_emulation_constants,
    bit_exact,
    allow_da_fallback,
    allow_v2_fallback,
}

/// Reads the arguments that are not `None`; reports every unknown name.
pub(crate) fn convert_options(arguments: &Bound<'_, PyDict>) -> PyResult<ConvertOptions> {
    let mut options = ConvertOptions::default();
    let mut findings = Diagnostics::new();
    for (name, value) in arguments {
        let name: String = name.extract()?;
        match find(&mut options, &name) {
            Some(_) if value.is_none() => {}
            Some(option) => *option = Some(json::to_json(&value)?),
            None => findings.push(
                Diagnostic::error(Code::Usage, Subject::Argument(name.clone()), "there is no such argument")
                    .remedy(did_you_mean(&name, ARGUMENTS.iter().copied())),
            ),
        }
    }
    findings.into_result().map_err(|findings| raise(arguments.py(), &findings))?;
    Ok(options)
}
