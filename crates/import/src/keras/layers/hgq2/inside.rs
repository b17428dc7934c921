//! The function inside a layer: the rectifier as such, every other one of a single number as a table that is made when the
//! numbers of its argument and the quantizers behind it are known.

use hlsmith_fixed::Format;
use hlsmith_ir::{Array, TableFunction};
use serde_json::Value;

use super::super::{Layer, Setting, Step, Stop, activation};
use crate::flow::blocks::unary_table;
use crate::keras::config::shown;

/// The name of a function, which Keras writes as a word or as an object.
pub(super) fn named<'a>(layer: &'a Layer, key: &str) -> Result<&'a str, Stop> {
    let value = layer.setting(key).unwrap_or(&Value::Null);
    let name = match value {
        Value::Null => Some("linear"),
        Value::Object(object) => object.get("config").and_then(Value::as_str),
        other => other.as_str(),
    };
    name.ok_or_else(|| layer.malformed(key, Some(value), "the name of a function").into())
}

/// The step of the function that a setting names on a tensor of a shape, named after the function; none for a linear one.
///
/// # Errors
/// For functions that are not of a single number.
pub(super) fn activated(layer: &Layer, key: &str, shape: Option<&[usize]>) -> Result<Option<Step>, Stop> {
    let layer = Layer { shape, ..*layer };
    let name = named(&layer, key)?;
    let function = TableFunction::find(name).ok_or_else(|| {
        layer
            .unsupported("the activation inside the layer gives numbers that are not on any grid")
            .found(shown(name))
            .expected(TableFunction::known())
            .remedy("put the function into a layer of its own behind this one")
    })?;
    let step = match function {
        TableFunction::Linear => return Ok(None),
        TableFunction::Relu => activation::plain(&layer, name)?,
        other => tabulated(&layer, other)?,
    };
    Ok(Some(Step { suffix: Some(function.as_str().into()), ..step }))
}

/// A table without entries yet.
fn tabulated(layer: &Layer, function: TableFunction) -> Result<Step, Stop> {
    let index = Format { width: 1, integer: 1, signed: false };
    let mut attributes = vec![("function", Setting::choice(function.as_str()))];
    attributes.extend(unary_table(index, Array::zeros(vec![2])).ok_or(Stop::Unknown)?);
    layer.elementwise("UnaryLUT", "UnaryLUT", attributes)
}
