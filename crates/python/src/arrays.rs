//! NumPy arrays in and out.

use hlsmith::{Code, Diagnostic, Sample, Subject};
use hlsmith_ir::{Array, ArrayData};
use numpy::{Element, PyArray1, PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::errors::raise;

/// A C-contiguous array of one of the element types the emulator takes.
pub(crate) fn read<'py, T: Sample + Element>(value: &Bound<'py, PyAny>) -> Option<PyReadonlyArrayDyn<'py, T>> {
    let array = value.cast::<PyArrayDyn<T>>().ok()?.try_readonly().ok()?;
    array.is_c_contiguous().then_some(array)
}

/// As [`read`], arrays of the given lengths.
pub(crate) fn read_all<'py, T: Sample + Element>(
    values: &[Bound<'py, PyAny>],
    lengths: &[usize],
) -> Option<Vec<PyReadonlyArrayDyn<'py, T>>> {
    let arrays = values.iter().map(read).collect::<Option<Vec<_>>>()?;
    let fits = arrays.len() == lengths.len()
        && arrays.iter().zip(lengths).all(|(array, &length)| array.as_array().len() == length);
    fits.then_some(arrays)
}

/// Trained constants as an array of the graph: float32 stays float32, everything else must be float64.
pub(crate) fn to_ir(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Array> {
    let array = if let Some(array) = read::<f32>(value) {
        array.as_slice().ok().and_then(|data| Array::from_f32(array.shape().to_vec(), data))
    } else if let Some(array) = read::<f64>(value) {
        array.as_slice().ok().and_then(|data| Array::from_f64(array.shape().to_vec(), data))
    } else {
        None
    };
    array.ok_or_else(|| {
        let finding = Diagnostic::error(Code::ModelWeights, Subject::Layer(name.to_owned()), "an array cannot be read")
            .expected("a C-contiguous NumPy array of float32 or float64");
        raise(value.py(), &finding.into())
    })
}

/// Constants of the graph as a new NumPy array of their shape and element type.
pub(crate) fn from_ir<'py>(py: Python<'py>, array: &Array) -> PyResult<Bound<'py, PyAny>> {
    match array.data() {
        ArrayData::F32(data) => shaped(PyArray1::from_slice(py, data), array.shape()),
        ArrayData::F64(data) => shaped(PyArray1::from_slice(py, data), array.shape()),
    }
}

/// Elements in C order under a shape.
pub(crate) fn shaped<'py, T: Element>(flat: Bound<'py, PyArray1<T>>, shape: &[usize]) -> PyResult<Bound<'py, PyAny>> {
    Ok(flat.reshape(shape.to_vec())?.into_any())
}
