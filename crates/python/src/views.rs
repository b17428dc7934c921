//! Layers and tensors as plain Python data, read from the declarations of the ops.

use hlsmith_ir::{AttributeValue, Constant, Graph, NamedType, Node, TensorId, Weight};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::precision;

/// One layer: `name`, `class_name`, `origin`, `doc`, `index`, `trace`, `inputs` and `outputs` (variables),
/// `producers` (layer names) and `attributes` (name to `kind`, `doc` and value).
pub(crate) fn layer<'py>(py: Python<'py>, graph: &Graph, node: &Node) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("name", &node.name)?;
    dict.set_item("class_name", node.op.class())?;
    dict.set_item("origin", &node.origin)?;
    dict.set_item("doc", hlsmith_ir::Op::doc(node.op.class()).unwrap_or_default().trim())?;
    dict.set_item("index", node.index)?;
    dict.set_item("trace", node.trace)?;
    dict.set_item("inputs", variables(py, graph, &node.inputs)?)?;
    dict.set_item("outputs", variables(py, graph, &node.outputs)?)?;
    let producers = node.inputs.iter().filter_map(|&input| graph.producer(input));
    dict.set_item("producers", producers.map(|id| graph.node(id).name.clone()).collect::<Vec<_>>())?;
    let attributes = PyDict::new(py);
    for declaration in node.op.declaration() {
        if let Some(value) = node.op.get(declaration.name) {
            let entry = attribute(py, &value)?;
            entry.set_item("doc", declaration.doc.trim())?;
            attributes.set_item(declaration.name, entry)?;
        }
    }
    dict.set_item("attributes", attributes)?;
    Ok(dict)
}

/// Variables: `name`, `shape` without the batch dimension, `type`.
pub(crate) fn variables<'py>(py: Python<'py>, graph: &Graph, tensors: &[TensorId]) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for &id in tensors {
        let tensor = graph.tensor(id);
        let dict = PyDict::new(py);
        dict.set_item("name", &tensor.name)?;
        dict.set_item("shape", &tensor.shape)?;
        dict.set_item("type", named_type(py, &tensor.ty)?)?;
        list.append(dict)?;
    }
    Ok(list)
}

fn named_type<'py>(py: Python<'py>, ty: &NamedType) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("name", &ty.name)?;
    dict.set_item("precision", precision::to_dict(py, ty.precision)?)?;
    Ok(dict)
}

fn attribute<'py>(py: Python<'py>, value: &AttributeValue) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let kind = match value {
        AttributeValue::Int(value) => {
            dict.set_item("value", value)?;
            "int"
        }
        AttributeValue::Float(value) => {
            dict.set_item("value", value)?;
            "float"
        }
        AttributeValue::Bool(value) => {
            dict.set_item("value", value)?;
            "bool"
        }
        AttributeValue::Choice(value) => {
            dict.set_item("value", value)?;
            "choice"
        }
        AttributeValue::Ints(value) => {
            dict.set_item("value", value)?;
            "ints"
        }
        AttributeValue::Type(ty) => {
            dict.set_item("value", named_type(py, ty)?)?;
            "type"
        }
        AttributeValue::Weight(weight) => {
            dict.set_item("value", self::weight(py, weight)?)?;
            "weight"
        }
        AttributeValue::Extension(extension) => {
            dict.set_item("value", extension.name())?;
            "extension"
        }
        AttributeValue::Values(values) => {
            dict.set_item("value", constants(py, values)?)?;
            "values"
        }
        AttributeValue::Weights(weights) => {
            let value = PyDict::new(py);
            for custom in weights {
                value.set_item(&custom.role, self::weight(py, &custom.weight)?)?;
            }
            dict.set_item("value", value)?;
            "weights"
        }
    };
    dict.set_item("kind", kind)?;
    Ok(dict)
}

fn weight<'py>(py: Python<'py>, weight: &Weight) -> PyResult<Bound<'py, PyDict>> {
    let value = PyDict::new(py);
    value.set_item("name", &weight.name)?;
    value.set_item("shape", weight.data.shape())?;
    value.set_item("type", named_type(py, &weight.ty)?)?;
    Ok(value)
}

/// Values of a layer of an extension as a dictionary.
pub(crate) fn constants<'py>(py: Python<'py>, values: &[(String, Constant)]) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in values {
        match value {
            Constant::Int(value) => dict.set_item(name, value)?,
            Constant::Float(value) => dict.set_item(name, value)?,
            Constant::Bool(value) => dict.set_item(name, value)?,
            Constant::Ints(values) => dict.set_item(name, values)?,
        }
    }
    Ok(dict)
}
