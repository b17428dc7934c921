//! Layers that a Python program adds: its functions behind those of the library.

use std::sync::{Arc, Mutex, PoisonError};

use hlsmith::{
    Array, Call, Computation, Constant, Extension, Failure, Handler, ImportedLayer, KernelText, LayerInfo, Precision,
    ResultRule,
};
use numpy::{PyArray1, PyArrayDyn, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use serde_json::Value;

use crate::errors::{guarded, raise};
use crate::{arrays, json, views};

/// The extensions of a program.
#[pyclass(frozen, module = "hlsmith._core")]
pub(crate) struct Extensions {
    /// Replaced as a whole, so that functions of extensions may register others.
    inner: Mutex<Arc<hlsmith::Extensions>>,
}

impl Extensions {
    /// The extensions registered so far.
    pub(crate) fn get(&self) -> Arc<hlsmith::Extensions> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[pymethods]
impl Extensions {
    #[new]
    fn new() -> Self {
        Self { inner: Mutex::default() }
    }

    /// The classes of layers with an extension.
    fn classes(&self) -> Vec<String> {
        self.get().classes().map(str::to_owned).collect()
    }

    /// Adds an extension; see `hlsmith.extensions.register`.
    #[allow(clippy::too_many_arguments, reason = "the keywords are those of the Python function")]
    fn register(
        &self,
        py: Python<'_>,
        name: String,
        classes: Vec<String>,
        variables: Option<Py<PyAny>>,
        convert: Py<PyAny>,
        compute: Py<PyAny>,
        kernel: Option<(String, String, String)>,
        result: &str,
    ) -> PyResult<()> {
        let result = match result {
            "default" => ResultRule::Default,
            "input" => ResultRule::Input,
            precision => {
                let subject = hlsmith::Subject::Argument("result".into());
                let parsed = Precision::parse_for(precision, subject).map_err(|findings| raise(py, &findings))?;
                ResultRule::Precision(parsed)
            }
        };
        let kernel = kernel.map(|(header, text, function)| KernelText { header, text, function });
        let computation = Computation::real(move |call| Python::attach(|py| run(py, &compute, call)));
        let extension = Extension { result, kernel, ..Extension::new(name, computation) };
        let handler = Handler {
            classes,
            variables: Box::new(move |layer| match &variables {
                None => Ok(Vec::new()),
                Some(variables) => Python::attach(|py| {
                    let (config, shapes) = described(py, layer)?;
                    let named = variables.call1(py, (config, shapes))?;
                    let named = named.bind(py).cast::<PyDict>()?;
                    named
                        .iter()
                        .map(|(name, shape)| Ok((name.extract()?, shape.extract()?)))
                        .collect::<PyResult<Vec<(String, Vec<usize>)>>>()
                })
                .map_err(failure),
            }),
            import: Box::new(move |layer, arrays| {
                Python::attach(|py| imported(py, &convert, layer, arrays)).map_err(failure)
            }),
            extension: extension.into(),
        };
        guarded(py, || {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::make_mut(&mut inner).register(handler)
        })
    }
}

/// An exception as the reason why an extension failed.
fn failure(error: PyErr) -> Failure {
    error.to_string().into()
}

/// The settings of a layer and the shapes of its inputs.
fn described<'py>(py: Python<'py>, layer: &LayerInfo<'_>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
    let config = json::to_python(py, &Value::Object(layer.settings.clone()))?;
    let shapes = layer.inputs.iter().map(|shape| PyTuple::new(py, *shape)).collect::<PyResult<Vec<_>>>()?;
    Ok((config, PyTuple::new(py, shapes)?))
}

/// What the function `convert` makes of a layer.
fn imported(py: Python<'_>, convert: &Py<PyAny>, layer: &LayerInfo<'_>, values: &[Array]) -> PyResult<ImportedLayer> {
    let (config, shapes) = described(py, layer)?;
    let values = values.iter().map(|array| arrays::from_ir(py, array)).collect::<PyResult<Vec<_>>>()?;
    let made = convert.call1(py, (config, shapes, PyTuple::new(py, values)?))?;
    let (shape, constants, weights): (Vec<usize>, Bound<'_, PyDict>, Bound<'_, PyDict>) = made.extract(py)?;
    let constant = |(name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
        let value = match json::to_json(&value)? {
            Value::Bool(value) => Some(Constant::Bool(value)),
            Value::Number(number) => number.as_i64().map(Constant::Int).or(number.as_f64().map(Constant::Float)),
            Value::Array(items) => items.iter().map(Value::as_i64).collect::<Option<Vec<_>>>().map(Constant::Ints),
            Value::Null | Value::String(_) | Value::Object(_) => None,
        };
        let value = value.ok_or_else(|| {
            let message = format!("the value `{name}` is no number, boolean or list of integers");
            pyo3::exceptions::PyTypeError::new_err(message)
        })?;
        Ok((name.extract::<String>()?, value))
    };
    let weight = |(role, value): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
        let role = role.extract::<String>()?;
        let array = arrays::to_ir(&value, layer.name)?;
        Ok((role, array))
    };
    Ok(ImportedLayer {
        shape,
        values: constants.iter().map(constant).collect::<PyResult<_>>()?,
        weights: weights.iter().map(weight).collect::<PyResult<_>>()?,
    })
}

/// The results of the function `compute`: it is called with the inputs as arrays of shape `(n_samples, n)`, the weights in
/// their shapes and the values, and gives the results in the same form.
fn run(py: Python<'_>, compute: &Py<PyAny>, call: &Call<'_, f64>) -> Result<Vec<f64>, Failure> {
    let results = || -> PyResult<Vec<f64>> {
        let inputs = call.inputs.iter().map(|input| {
            let n = input.len() / call.n_samples.max(1);
            arrays::shaped(PyArray1::from_slice(py, input), &[call.n_samples, n])
        });
        let inputs = PyTuple::new(py, inputs.collect::<PyResult<Vec<_>>>()?)?;
        let weights = PyDict::new(py);
        for (custom, data) in call.layer.weights.iter().zip(call.weights) {
            let array = arrays::shaped(PyArray1::from_slice(py, data), custom.weight.data.shape())?;
            weights.set_item(&custom.role, array)?;
        }
        let values = views::constants(py, &call.layer.values)?;
        let made = compute.call1(py, (inputs, weights, values))?;
        let made = made.bind(py).cast::<PyArrayDyn<f64>>()?.try_readonly()?;
        Ok(made.as_slice()?.to_vec())
    };
    results().map_err(failure)
}
