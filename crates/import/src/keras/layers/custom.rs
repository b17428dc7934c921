//! Layers of extensions.

use std::borrow::Cow;

use hlsmith_diag::{Code, Diagnostic};
use hlsmith_ir::ops::Custom;
use hlsmith_ir::{AttributeValue, CustomWeight, Failure, OpAttributes, Weight};

use super::{Layer, Setting, Step, Stop};
use crate::extensions::{Handler, ImportedLayer, LayerInfo};

pub(super) fn import(layer: &Layer, handler: &Handler) -> Result<Vec<Step>, Stop> {
    let shapes = [layer.shape].into_iter().chain(layer.others.iter().copied());
    let inputs: Vec<&[usize]> = shapes.collect::<Option<_>>().ok_or(Stop::Unknown)?;
    let config = layer.config;
    let info = LayerInfo { name: &config.name, class: &config.class, settings: &config.settings, inputs: &inputs };
    let variables = (handler.variables)(&info).map_err(|failure| failed(layer, handler, &failure))?;
    let wanted: Vec<(&str, &[usize], bool)> =
        variables.iter().map(|(role, shape)| (role.as_str(), shape.as_slice(), true)).collect();
    for (_, shape, _) in &wanted {
        layer.check_elements(shape)?;
    }
    let arrays: Vec<_> = layer.some_arrays(&wanted)?.into_iter().flatten().collect();
    let imported = (handler.import)(&info, &arrays).map_err(|failure| failed(layer, handler, &failure))?;
    let ImportedLayer { shape, mut values, weights } = imported;
    layer.check_elements(&shape)?;
    if shape.is_empty() || shape.contains(&0) {
        let message = "the extension gives the layer a shape that no layer can have";
        return Err(layer.unsupported(message).found(format!("{shape:?}")).into());
    }
    values.sort_by(|(left, _), (right, _)| left.cmp(right));
    let weight = |(role, data)| CustomWeight { role, weight: Weight::new("", data) };
    let weights: Vec<CustomWeight> = weights.into_iter().map(weight).collect();
    let elements: Vec<usize> = inputs.iter().map(|shape| shape.iter().product()).collect();
    let op = Custom {
        extension: handler.extension.clone().into(),
        n_in: elements,
        shape: shape.clone(),
        values,
        weights,
        reuse_factor: 1,
    };
    Custom::from_values(&op.values().into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Vec<_>>())
        .map_err(|error| unusable_names(layer, &op, &error.to_string()))?;
    let setting = |(name, value)| match value {
        AttributeValue::Weights(weights) => (name, Setting::Weights(weights)),
        value => (name, Setting::Value(value)),
    };
    let step = Step::new("Custom", "Custom", op.values().into_iter().map(setting).collect(), shape);
    let others = (1..inputs.len()).collect();
    Ok(vec![Step { origin: Cow::Owned(config.class.clone()), others, ..step }])
}

fn unusable_names(layer: &Layer, op: &Custom, error: &str) -> Diagnostic {
    let names = op.values.iter().map(|(name, _)| name).chain(op.weights.iter().map(|weight| &weight.role));
    layer
        .unsupported("the extension gives the layer values or weights whose names cannot be used")
        .found(format!(
            "{} ({error})",
            names.map(|name| name.escape_debug().to_string()).collect::<Vec<_>>().join(", ")
        ))
        .expected("different names of letters, digits and `_` that start with a letter, other than `result`")
}

fn failed(layer: &Layer, handler: &Handler, failure: &Failure) -> Diagnostic {
    let message = format!("the extension `{}` cannot import the layer", handler.extension.name);
    Diagnostic::error(Code::ExtensionFailed, layer.config.place.subject(), message).found(failure.to_string())
}
