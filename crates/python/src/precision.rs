//! Precisions as Python sees them.

use hlsmith_fixed::{FloatFormat, Precision};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::guarded;

/// Reads a precision string such as `ap_fixed<16,6,RND,SAT>`; see [`to_dict`] for the result.
#[pyfunction]
pub(crate) fn parse_precision<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyDict>> {
    let precision = guarded(py, || Precision::parse(text))?;
    to_dict(py, precision)
}

/// `kind`, `text` and, by kind, `width`, `integer`, `signed`, `rounding`, `saturation`, `saturation_bits`, `exponent`.
pub(crate) fn to_dict<'py>(py: Python<'py>, precision: Precision) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("text", precision.to_string())?;
    let kind = match precision {
        Precision::Auto => "auto",
        Precision::Fixed(fixed) => {
            dict.set_item("integer", fixed.format.integer)?;
            dict.set_item("rounding", fixed.rounding.name())?;
            dict.set_item("saturation", fixed.overflow.name())?;
            dict.set_item("saturation_bits", fixed.saturation_bits)?;
            set_size(&dict, fixed.format.width, fixed.format.signed)?;
            "fixed"
        }
        Precision::Integer { width, signed } => {
            set_size(&dict, width, signed)?;
            "integer"
        }
        Precision::Xnor => {
            set_size(&dict, 1, false)?;
            "xnor"
        }
        Precision::Exponent { width, signed } => {
            set_size(&dict, width, signed)?;
            "exponent"
        }
        Precision::Float(format) => {
            let (width, exponent) = match format {
                FloatFormat::Double => (64, 11),
                FloatFormat::Float => (32, 8),
                FloatFormat::Half => (16, 5),
                FloatFormat::Bfloat16 => (16, 8),
                FloatFormat::Custom { width, exponent } => (width, exponent),
            };
            dict.set_item("exponent", exponent)?;
            set_size(&dict, width, true)?;
            "float"
        }
    };
    dict.set_item("kind", kind)?;
    Ok(dict)
}

fn set_size(dict: &Bound<'_, PyDict>, width: u32, signed: bool) -> PyResult<()> {
    dict.set_item("width", width)?;
    dict.set_item("signed", signed)
}
