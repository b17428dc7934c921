//! `Activation`, and the functions that other layers name as their `activation`.
//!
//! The functions are those Keras defines. hls4ml 1.3 differs in two: it gives the `hard_sigmoid` of Keras 3, whose slope
//! is 1/6, the slope 0.2 of Keras 2, and it runs the softmax of a matrix over all elements instead of the last axis.

use hlsmith_diag::{Code, Diagnostic, Result};
use hlsmith_ir::ops::CellFunction;
use serde_json::Value;

use super::{Layer, Setting, Step, Stop, softmax};
use crate::keras::Dialect;
use crate::keras::config::shown;

pub(super) fn import(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    Ok(vec![named(layer)?.step(layer)?])
}

/// An activation function that can be imported.
#[derive(Clone, Copy)]
pub(super) struct Function(&'static str, Kind);

#[derive(Clone, Copy)]
enum Kind {
    /// A function of `Activation` under its own name.
    Plain,
    /// A function of `Activation` under another name.
    Named(&'static str),
    /// A function of `HardActivation`, its slope in Keras 2 and Keras 3, `None` where Keras has no such function.
    Hard(&'static str, [Option<f64>; 2]),
    /// The class name, the function and the fixed parameter.
    Parametrized(&'static str, &'static str, f64),
    /// Over the last axis.
    Softmax,
}

/// Every function, sorted by name.
const FUNCTIONS: &[Function] = &[
    // With its parameter of 1 the continuously differentiable unit is the plain one.
    Function("celu", Kind::Parametrized("ELU", "elu", 1.0)),
    Function("elu", Kind::Parametrized("ELU", "elu", 1.0)),
    Function("exponential", Kind::Plain),
    Function("gelu", Kind::Plain),
    Function("hard_shrink", Kind::Plain),
    Function("hard_sigmoid", Kind::Hard("hard_sigmoid", [Some(0.2), Some(1.0 / 6.0)])),
    Function("hard_silu", Kind::Hard("hard_silu", [None, Some(1.0 / 6.0)])),
    Function("hard_swish", Kind::Hard("hard_silu", [None, Some(1.0 / 6.0)])),
    // `max(-1, min(1, x))`, which is `2 * max(0, min(1, x / 2 + 1 / 2)) - 1`.
    Function("hard_tanh", Kind::Hard("hard_tanh", [None, Some(0.5)])),
    Function("leaky_relu", Kind::Parametrized("LeakyReLU", "leaky_relu", 0.2)),
    Function("linear", Kind::Plain),
    Function("log_sigmoid", Kind::Plain),
    Function("mish", Kind::Plain),
    Function("relu", Kind::Plain),
    Function("relu6", Kind::Plain),
    Function("selu", Kind::Plain),
    Function("sigmoid", Kind::Plain),
    Function("silu", Kind::Plain),
    Function("soft_shrink", Kind::Plain),
    Function("softmax", Kind::Softmax),
    Function("softplus", Kind::Plain),
    Function("softsign", Kind::Plain),
    Function("sparse_plus", Kind::Plain),
    Function("sparse_sigmoid", Kind::Hard("hard_sigmoid", [None, Some(0.5)])),
    Function("swish", Kind::Named("silu")),
    Function("tanh", Kind::Plain),
    Function("tanh_shrink", Kind::Plain),
];

/// The function named by the setting `activation`; linear when there is none.
pub(super) fn named(layer: &Layer) -> Result<Function> {
    named_by(layer, "activation", "linear")
}

/// The function named by a setting, with the one that stands for none: where the setting is missing its default, and
/// always linear where it is null.
pub(super) fn named_by(layer: &Layer, key: &str, default: &'static str) -> Result<Function> {
    let name = match layer.config.settings.get(key) {
        None => default,
        Some(Value::Null) => "linear",
        Some(Value::String(name)) => name,
        Some(Value::Object(object)) => {
            let class = object.get("class_name").and_then(Value::as_str).unwrap_or_default();
            if matches!(class, "function" | "__lambda__") {
                return Err(executable(layer));
            }
            return Err(layer
                .unsupported("the activation is an object")
                .found(shown(class))
                .expected("the name of a function")
                .remedy("put the activation into a layer of its own")
                .into());
        }
        other => return Err(layer.malformed(key, other, "the name of a function")),
    };
    if name == "<lambda>" {
        return Err(executable(layer));
    }
    let known = || FUNCTIONS.iter().filter(|function| function.exists_in(layer.dialect));
    known().find(|function| function.name() == name).copied().ok_or_else(|| {
        layer
            .unsupported("the activation function is not supported")
            .found(shown(name))
            .expected(known().map(Function::name).collect::<Vec<_>>().join(", "))
            .remedy("train the model with a supported function")
            .into()
    })
}

/// Whether Keras has a function of a name that can be imported.
pub(super) fn is_known(name: &str) -> bool {
    FUNCTIONS.iter().any(|function| function.name() == name)
}

fn executable(layer: &Layer) -> hlsmith_diag::Diagnostics {
    let message = "the activation is Python code, which is never run";
    Diagnostic::error(Code::ExecutableModel, layer.config.place.subject(), message)
        .expected("the name of a function of Keras")
        .into()
}

impl Function {
    /// The name in Keras, which is also the one behind the name of a layer.
    pub(super) fn name(&self) -> &'static str {
        self.0
    }

    /// The function as it can stand inside a recurrent layer, and its slope or parameter if it has one.
    pub(super) fn in_cell(&self, dialect: Dialect) -> Option<(CellFunction, Option<f64>)> {
        let (name, slope) = match self.1 {
            Kind::Plain => (self.0, None),
            Kind::Named(name) => (name, None),
            Kind::Hard(name, slopes) => (name, Some(slopes[dialect as usize]?)),
            Kind::Parametrized(_, name, parameter) => (name, Some(parameter)),
            Kind::Softmax => return None,
        };
        Some((name.parse().ok()?, slope))
    }

    fn exists_in(&self, dialect: Dialect) -> bool {
        match self.1 {
            Kind::Hard(_, slopes) => slopes[dialect as usize].is_some(),
            Kind::Plain | Kind::Named(_) | Kind::Parametrized(..) | Kind::Softmax => true,
        }
    }

    /// The step that applies the function to the input of a layer.
    pub(super) fn step(self, layer: &Layer) -> std::result::Result<Step, Stop> {
        let Function(name, kind) = self;
        match kind {
            Kind::Plain => plain(layer, name),
            Kind::Named(function) => plain(layer, function),
            Kind::Hard(function, slopes) => {
                let slope = slopes[layer.dialect as usize].ok_or(Stop::Unknown)?;
                let attributes = vec![
                    ("function", Setting::choice(function)),
                    ("slope", Setting::float(slope)),
                    ("shift", Setting::float(0.5)),
                ];
                layer.elementwise("HardActivation", "HardActivation", attributes)
            }
            Kind::Parametrized(origin, function, parameter) => layer.parametrized(origin, function, parameter),
            Kind::Softmax => {
                let last = layer.input()?.len().saturating_sub(1);
                softmax::over(layer, last, last)
            }
        }
    }
}

/// The step of a function without parameters.
pub(super) fn plain(layer: &Layer, function: &str) -> std::result::Result<Step, Stop> {
    layer.elementwise("Activation", "Activation", vec![("function", Setting::choice(function))])
}

#[cfg(test)]
mod tests {
    use super::FUNCTIONS;

    #[test]
    fn functions_are_sorted_and_unique() {
        assert!(FUNCTIONS.windows(2).all(|pair| pair[0].name() < pair[1].name()));
    }
}
