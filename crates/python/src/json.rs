//! Configuration dictionaries between Python and JSON values.

use hlsmith::{Code, Diagnostic, Subject};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde_json::{Map, Number, Value};

use crate::errors::raise;

/// Deepest nesting of a configuration; a dictionary that contains itself ends here.
const MAX_DEPTH: usize = 32;

/// A Python value as JSON.
///
/// Beyond the types of JSON it takes tuples, NumPy scalars, paths, and objects with a method `__hlsmith_config__`.
pub(crate) fn to_json(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    convert(value, &mut Vec::new())
}

fn convert(value: &Bound<'_, PyAny>, path: &mut Vec<String>) -> PyResult<Value> {
    if path.len() > MAX_DEPTH {
        return Err(refuse(value, &path[..4], "the configuration is nested too deeply"));
    }
    if value.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Value::Bool(flag.is_true()));
    }
    if value.is_instance_of::<PyInt>() {
        let number = value.extract::<i64>().map(Number::from).or_else(|_| value.extract::<u64>().map(Number::from));
        return number.map(Value::Number).map_err(|_| refuse(value, path, "the number is too large"));
    }
    if value.is_instance_of::<PyFloat>() {
        let number = Number::from_f64(value.extract()?);
        return number.map(Value::Number).ok_or_else(|| refuse(value, path, "the number is not finite"));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return text
            .to_str()
            .map(|text| Value::String(text.to_owned()))
            .map_err(|_| refuse(value, path, "the text is not valid Unicode"));
    }
    if let Ok(dict) = value.cast::<PyDict>() {
        return convert_dict(dict, path);
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let mut items = Vec::new();
        for (position, item) in value.try_iter()?.enumerate() {
            path.push(position.to_string());
            items.push(convert(&item?, path)?);
            path.pop();
        }
        return Ok(Value::Array(items));
    }
    for method in ["__hlsmith_config__", "__fspath__", "item"] {
        // A class has the method too, but it is not what the user meant to write.
        if !value.is_instance_of::<pyo3::types::PyType>() && value.hasattr(method)? {
            path.push(method.to_owned());
            let plain = value.call_method0(method).map_err(|_| refuse(value, path, "a single value is needed"))?;
            let converted = convert(&plain, path)?;
            path.pop();
            return Ok(converted);
        }
    }
    Err(refuse(value, path, "a value of this type cannot be used"))
}

fn convert_dict(dict: &Bound<'_, PyDict>, path: &mut Vec<String>) -> PyResult<Value> {
    let mut map = Map::new();
    for (key, item) in dict {
        let Ok(name) = key.extract::<String>() else {
            return Err(refuse(&key, path, "a key is not text"));
        };
        path.push(name.clone());
        map.insert(name, convert(&item, path)?);
        path.pop();
    }
    Ok(Value::Object(map))
}

fn refuse(value: &Bound<'_, PyAny>, path: &[String], message: &str) -> PyErr {
    let kind = value.get_type().fully_qualified_name().map_or_else(|_| "?".to_owned(), |name| name.to_string());
    let finding = Diagnostic::error(Code::ConfigValue, Subject::Key(path.join(".")), message)
        .found(format!("an object of type {kind}"))
        .expected("a dictionary, a list, text, a finite number, True, False or None");
    raise(value.py(), &finding.into())
}

/// A JSON value as Python, objects in their order.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(flag) => PyBool::new(py, *flag).to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => number.into_pyobject(py)?.into_any(),
            (None, Some(number)) => number.into_pyobject(py)?.into_any(),
            (None, None) => number.as_f64().into_pyobject(py)?.into_any(),
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            let items = items.iter().map(|item| to_python(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
        Value::Object(map) => {
            let dict = PyDict::new(py);
            for (key, item) in map {
                dict.set_item(key, to_python(py, item)?)?;
            }
            dict.into_any()
        }
    })
}
