//! The architecture of a model: the JSON of Keras as a typed tree.

use std::collections::{BTreeMap, BTreeSet};

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use serde_json::{Map, Value};

use super::weights::{Part, Place, Slot};
use crate::flow::names;
pub(crate) use crate::text::{counted, excerpt, shown};

/// A model, the outermost or a nested one.
#[derive(Debug)]
pub(crate) struct Model {
    /// Its layers in the order of the file.
    pub(crate) layers: Vec<LayerConfig>,
    /// Whether layers that cannot be read have been left out.
    pub(crate) is_incomplete: bool,
    /// Its inputs in the order of the arguments.
    pub(crate) inputs: Vec<Reference>,
    /// Its outputs in the order of the results.
    pub(crate) outputs: Vec<Reference>,
}

/// A layer as the file describes it.
#[derive(Debug)]
pub(crate) struct LayerConfig {
    /// Its name, unique in its model.
    pub(crate) name: String,
    /// Its class name.
    pub(crate) class: String,
    /// Whether its class is not one of Keras itself.
    pub(crate) is_custom: bool,
    /// The package that its class is registered for, if it is a custom one.
    pub(crate) package: Option<String>,
    /// Its settings.
    pub(crate) settings: Map<String, Value>,
    /// How it is used, once for each place.
    pub(crate) calls: Vec<Call>,
    /// What is inside, if it is a model.
    pub(crate) nested: Option<Model>,
    /// Where its weights are.
    pub(crate) place: Place,
}

impl LayerConfig {
    /// A layer that a setting of this one describes with class and settings; `None` when the setting does not.
    pub(crate) fn inner(&self, key: &str) -> Option<LayerConfig> {
        let value = self.settings.get(key)?.as_object()?;
        let settings = value.get("config")?.as_object()?;
        Some(LayerConfig {
            name: settings.get("name")?.as_str()?.to_owned(),
            class: value.get("class_name")?.as_str()?.to_owned(),
            is_custom: value
                .get("registered_name")
                .and_then(Value::as_str)
                .is_some_and(|name| name.contains('>') && !is_known(name, &["qkeras"])),
            package: package(value).map(str::to_owned),
            settings: settings.clone(),
            calls: Vec::new(),
            nested: None,
            place: self.place.clone(),
        })
    }

    /// The layer itself, without what is inside it and with another value of a setting, or without the setting.
    pub(crate) fn with(&self, key: &str, value: Option<Value>) -> LayerConfig {
        let mut settings = self.settings.clone();
        match value {
            Some(value) => drop(settings.insert(key.to_owned(), value)),
            None => drop(settings.remove(key)),
        }
        LayerConfig {
            name: self.name.clone(),
            class: self.class.clone(),
            is_custom: self.is_custom,
            package: self.package.clone(),
            settings,
            calls: Vec::new(),
            nested: None,
            place: self.place.clone(),
        }
    }

    /// Whether it is an input layer.
    pub(crate) fn is_input(&self) -> bool {
        self.class == "InputLayer" && !self.is_custom
    }
}

/// Whether a module, or a class with its package, is of one of some packages.
fn is_known(name: &str, known: &[&str]) -> bool {
    known.contains(&name.split(['.', '>']).next().unwrap_or_default())
}

/// One use of a layer.
#[derive(Debug, Default)]
pub(crate) struct Call {
    /// The tensors it reads.
    pub(crate) inputs: Vec<Reference>,
    /// Whether it is told to behave as in training.
    pub(crate) training: bool,
    /// The keywords of tensors that are passed by keyword, with the position of the tensor among all.
    pub(crate) keywords: Vec<(String, usize)>,
    /// The keywords of other arguments that are set to something else than nothing or false.
    pub(crate) flags: Vec<String>,
}

/// An output of a layer of the same model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Name of the layer.
    pub(crate) layer: String,
    /// Which of its calls, where there are several.
    pub(crate) call: usize,
    /// Which of the outputs of the call.
    pub(crate) tensor: usize,
}

/// Reads an architecture as far as possible and tells what is wrong with it.
///
/// # Errors
/// When too little is readable to look further.
pub(crate) fn parse(config: &Value, subject: &Subject) -> Result<(Model, Diagnostics)> {
    let malformed = |message: &str| {
        Diagnostic::error(Code::ModelFormat, subject.clone(), message).expected("the text of model.to_json()")
    };
    let model = config.as_object().ok_or_else(|| malformed("the architecture is not a JSON object"))?;
    let class = model.get("class_name").and_then(Value::as_str).ok_or_else(|| malformed("there is no class_name"))?;
    let Some(kind) = Kind::of(class) else {
        let message = "the structure of the model is in Python code";
        return Err(Diagnostic::error(Code::ExecutableModel, subject.clone(), message)
            .found(format!("a model of class `{}`", shown(class)))
            .expected("a Sequential or functional model")
            .remedy("build the model with keras.Sequential or keras.Model(inputs, outputs) and save it again")
            .into());
    };
    let config = model.get("config").ok_or_else(|| malformed("the model has no config"))?;
    let mut parser = Parser { subject, findings: Diagnostics::new() };
    match parser.model(kind, config, &Place::default()) {
        Some(model) => Ok((model, parser.findings)),
        None => Err(parser.findings),
    }
}

/// The class of layers that apply a layer to each step of a sequence.
pub(crate) const TIME_DISTRIBUTED: &str = "TimeDistributed";

/// How the layers of a model are connected.
#[derive(Clone, Copy)]
enum Kind {
    Sequential,
    Functional,
}

impl Kind {
    fn of(class: &str) -> Option<Self> {
        match class {
            "Sequential" => Some(Kind::Sequential),
            "Functional" | "Model" => Some(Kind::Functional),
            _ => None,
        }
    }
}

struct Parser<'a> {
    subject: &'a Subject,
    findings: Diagnostics,
}

impl Parser<'_> {
    /// A model; `None` after a finding that leaves nothing to go on with.
    fn model(&mut self, kind: Kind, config: &Value, place: &Place) -> Option<Model> {
        let subject = if place.names.is_empty() { self.subject.clone() } else { place.subject() };
        let layers = match config {
            Value::Array(layers) => Some(layers),
            Value::Object(config) => config.get("layers").and_then(Value::as_array),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        let Some(layers) = layers.filter(|layers| !layers.is_empty()) else {
            self.findings.push(
                Diagnostic::error(Code::ModelFormat, subject, "the model has no layers")
                    .expected("the text of model.to_json()"),
            );
            return None;
        };
        let mut slots = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut parsed: Vec<Option<LayerConfig>> = Vec::with_capacity(layers.len());
        for (position, layer) in layers.iter().enumerate() {
            parsed.push(match self.layer(layer, position, place, Some(&mut slots)) {
                Ok(layer) if seen.insert(layer.name.clone()) => Some(layer),
                Ok(layer) => {
                    let message = "two layers of the model have this name";
                    self.findings.push(
                        Diagnostic::error(Code::BadName, layer.place.subject(), message)
                            .expected("a name of its own for each layer")
                            .remedy("rename one of them"),
                    );
                    None
                }
                Err(findings) => {
                    self.findings.extend(findings);
                    None
                }
            });
        }
        match kind {
            Kind::Sequential => self.sequential(parsed, place, &subject),
            Kind::Functional => self.functional(parsed, config, &subject),
        }
    }

    /// Connects the layers of a sequential model.
    fn sequential(&mut self, layers: Vec<Option<LayerConfig>>, place: &Place, subject: &Subject) -> Option<Model> {
        let is_incomplete = layers.iter().any(Option::is_none);
        let mut connected: Vec<LayerConfig> = Vec::with_capacity(layers.len() + 1);
        if let Some(Some(first)) = layers.first()
            && first.class != "InputLayer"
        {
            // Old files state the shape of the input at the first layer; a nested model gets it from its caller.
            let shape = first.settings.get("batch_input_shape").or_else(|| first.settings.get("batch_shape"));
            if shape.is_none() && place.names.is_empty() {
                self.findings.push(
                    Diagnostic::error(Code::ModelFormat, subject.clone(), "the model does not state its input shape")
                        .expected("an input layer first")
                        .remedy("start the model with keras.Input(shape) and save it again"),
                );
                return None;
            }
            connected.push(LayerConfig {
                // The name the peer gives it.
                name: "input1".into(),
                class: "InputLayer".into(),
                is_custom: false,
                package: None,
                settings: shape.map(|shape| ("batch_input_shape".to_owned(), shape.clone())).into_iter().collect(),
                calls: Vec::new(),
                nested: None,
                place: Place { names: vec!["input1".into()], ..Place::default() },
            });
        }
        // Behind a layer that has been left out the reference leads nowhere, which an incomplete model excuses.
        let end = |layer: Option<&LayerConfig>| {
            let layer = layer.map_or_else(String::new, |layer| layer.name.clone());
            Reference { layer, call: 0, tensor: 0 }
        };
        let mut previous = connected.first().map(|layer| end(Some(layer)));
        let first = previous.clone().unwrap_or_else(|| end(layers.first().and_then(Option::as_ref)));
        for layer in layers {
            let output = end(layer.as_ref());
            if let Some(mut layer) = layer {
                let inputs = previous.into_iter().collect();
                layer.calls = vec![Call { inputs, ..Call::default() }];
                connected.push(layer);
            }
            previous = Some(output);
        }
        Some(Model { layers: connected, is_incomplete, inputs: vec![first], outputs: previous.into_iter().collect() })
    }

    /// Finds the inputs and outputs of a functional model.
    fn functional(&mut self, layers: Vec<Option<LayerConfig>>, config: &Value, subject: &Subject) -> Option<Model> {
        let mut ends = |key: &str| {
            let mut references = Vec::new();
            let is_read = config.get(key).is_some_and(|value| collect(value, &mut references));
            if !is_read || references.is_empty() {
                let message = format!("the model has no readable {key}");
                self.findings.push(
                    Diagnostic::error(Code::ModelFormat, subject.clone(), message)
                        .expected("a list of [layer, node, tensor]"),
                );
                return None;
            }
            Some(references)
        };
        let (inputs, outputs) = (ends("input_layers"), ends("output_layers"));
        let is_incomplete = layers.iter().any(Option::is_none);
        let layers = layers.into_iter().flatten().collect();
        Some(Model { layers, is_incomplete, inputs: inputs?, outputs: outputs? })
    }

    /// The layer that a wrapper applies to each step, as a model of that layer alone.
    fn distributed(&mut self, config: &Value, place: &Place) -> Result<Model> {
        let layer = config.get("layer").ok_or_else(|| {
            Diagnostic::error(Code::ModelFormat, place.subject(), "the setting `layer` cannot be read")
                .found("nothing")
                .expected("a layer with class_name and config")
        })?;
        let mut around = place.clone();
        around.slots.push(Slot::Inside("layer"));
        let mut inner = self.layer(layer, 0, &around, None)?;
        let reference = |layer: &str| Reference { layer: layer.to_owned(), call: 0, tensor: 0 };
        // No layer has an empty name.
        let step = "";
        inner.calls = vec![Call { inputs: vec![reference(step)], ..Call::default() }];
        let input = LayerConfig {
            name: step.to_owned(),
            class: "InputLayer".into(),
            is_custom: false,
            package: None,
            settings: Map::new(),
            calls: Vec::new(),
            nested: None,
            place: place.clone(),
        };
        let outputs = vec![reference(&inner.name)];
        Ok(Model { layers: vec![input, inner], is_incomplete: false, inputs: vec![reference(step)], outputs })
    }

    /// A layer; `slots` counts the layers of each class in the model around it, and is `None` inside a wrapper.
    fn layer(
        &mut self,
        layer: &Value,
        position: usize,
        around: &Place,
        slots: Option<&mut BTreeMap<String, usize>>,
    ) -> Result<LayerConfig> {
        let malformed = |name: &str, message: &str| {
            Diagnostics::from(Diagnostic::error(Code::ModelFormat, Subject::Layer(name.to_owned()), message))
        };
        let nameless = format!("#{position}");
        let text = |key: &str| layer.get(key).and_then(Value::as_str);
        let class = text("class_name").ok_or_else(|| malformed(&nameless, "the layer has no class_name"))?;
        // HDF5 files of Keras 2 have the package in front of the class.
        let class = class.split_once('>').map_or(class, |(_, class)| class);
        let config = layer.get("config").ok_or_else(|| malformed(&nameless, "the layer has no config"))?;
        let name = text("name").or_else(|| config.get("name").and_then(Value::as_str));
        let name = name.ok_or_else(|| malformed(&nameless, "the layer has no name"))?;
        if let Err(findings) = names::check(name) {
            self.findings.extend(findings);
        }

        let mut place = around.clone();
        match slots {
            Some(slots) => {
                let slot = snake(class);
                let number = slots.entry(slot.clone()).and_modify(|number| *number += 1).or_insert(0);
                let slot = if *number == 0 { slot } else { format!("{slot}_{number}") };
                place.names.push(name.to_owned());
                place.slots.push(Slot::Layer(slot));
            }
            None if Kind::of(class).is_some() => place.names.push(name.to_owned()),
            // The arrays of a layer inside a wrapper are those of the wrapper.
            None => place.part = Some(Part { slots: Vec::new(), name: None, first: 0, n_arrays: None }),
        }

        let is_custom = text("class_name").is_some_and(|name| name.contains('>') && !is_known(name, &["qkeras"]))
            || text("registered_name").is_some_and(|name| name.contains('>') && !is_known(name, &["qkeras"]))
            || text("module").is_some_and(|module| !is_known(module, &["keras", "qkeras", "tensorflow", "tf_keras"]));
        let mut calls = Vec::new();
        match layer.get("inbound_nodes") {
            None | Some(Value::Null) => {}
            Some(Value::Array(nodes)) => {
                for node in nodes {
                    let call = call(node).ok_or_else(|| {
                        Diagnostic::error(Code::ModelFormat, place.subject(), "an inbound node cannot be read")
                            .found(excerpt(node))
                            .expected("a list of [layer, node, tensor] or a list of Keras tensors")
                    })?;
                    calls.push(call);
                }
            }
            Some(other) => {
                return Err(Diagnostic::error(Code::ModelFormat, place.subject(), "inbound_nodes is not a list")
                    .found(excerpt(other))
                    .expected("a list of calls")
                    .into());
            }
        }
        let nested = match Kind::of(class) {
            // The reason why there is no model is among the findings.
            Some(kind) if !is_custom => Some(self.model(kind, config, &place).ok_or_else(Diagnostics::new)?),
            None if class == TIME_DISTRIBUTED && !is_custom => Some(self.distributed(config, &place)?),
            Some(_) | None => None,
        };
        let settings = match config {
            Value::Object(settings) => settings.clone(),
            _ if nested.is_some() => Map::new(),
            other => {
                return Err(Diagnostic::error(
                    Code::ModelFormat,
                    place.subject(),
                    "the config of the layer is no object",
                )
                .found(excerpt(other))
                .into());
            }
        };
        let (name, class) = (name.to_owned(), class.to_owned());
        let settings = if Kind::of(&class).is_some() && nested.is_some() { Map::new() } else { settings };
        let package = layer.as_object().and_then(package).map(str::to_owned);
        Ok(LayerConfig { name, class, is_custom, package, settings, calls, nested, place })
    }
}

/// The package that the class of an object is registered for.
fn package(object: &Map<String, Value>) -> Option<&str> {
    let named = |key: &str| object.get(key)?.as_str()?.split_once('>').map(|(package, _)| package);
    named("registered_name").or_else(|| named("class_name"))
}

/// One use of a layer: of Keras 3 an object with tensors among its arguments, of Keras 2 a list of references.
fn call(node: &Value) -> Option<Call> {
    let mut call = Call::default();
    match node {
        Value::Object(node) => {
            tensors(node.get("args")?, &mut call.inputs)?;
            let keywords = node.get("kwargs")?;
            for (keyword, value) in keywords.as_object().into_iter().flatten() {
                let position = call.inputs.len();
                tensors(value, &mut call.inputs)?;
                if call.inputs.len() > position {
                    call.keywords.push((keyword.clone(), position));
                } else if !matches!(value, Value::Null | Value::Bool(false)) {
                    call.flags.push(keyword.clone());
                }
            }
            call.training = node.get("kwargs")?.get("training") == Some(&Value::Bool(true));
        }
        Value::Array(_) => {
            if !collect(node, &mut call.inputs) {
                return None;
            }
            call.training = trains(node);
            keywords(node, &mut call);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    }
    Some(call)
}

/// All Keras tensors in the arguments of a Keras 3 call; `None` when one cannot be read.
fn tensors(value: &Value, found: &mut Vec<Reference>) -> Option<()> {
    match value {
        Value::Object(map) if map.get("class_name").and_then(Value::as_str) == Some("__keras_tensor__") => {
            found.push(reference(map.get("config")?.get("keras_history")?.as_array()?)?);
            Some(())
        }
        Value::Object(map) => map.values().try_for_each(|value| tensors(value, found)),
        Value::Array(values) => values.iter().try_for_each(|value| tensors(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(()),
    }
}

/// All references in a list, a nest of lists or an object of them; false when something else is there.
fn collect(value: &Value, found: &mut Vec<Reference>) -> bool {
    match value {
        Value::Array(values) if values.first().is_some_and(Value::is_string) => {
            reference(values).map(|reference| found.push(reference)).is_some()
        }
        Value::Array(values) => values.iter().all(|value| collect(value, found)),
        Value::Object(map) => map.values().all(|value| collect(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The arguments by name of a Keras 2 call, which stand in an object behind one of its references.
fn keywords(node: &Value, call: &mut Call) {
    let Value::Array(values) = node else { return };
    let [Value::String(_), _, _, Value::Object(named), ..] = &values[..] else {
        return values.iter().for_each(|value| keywords(value, call));
    };
    for (keyword, value) in named {
        let argument = value.as_array().filter(|values| values.len() == 3).and_then(|values| reference(values));
        match (argument, value) {
            (Some(argument), _) => {
                call.keywords.push((keyword.clone(), call.inputs.len()));
                call.inputs.push(argument);
            }
            (None, Value::Null | Value::Bool(false)) => {}
            (None, Value::Bool(true) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => {
                call.flags.push(keyword.clone());
            }
        }
    }
}

/// `[layer, node, tensor]`. The node tells several calls of a layer apart.
fn reference(values: &[Value]) -> Option<Reference> {
    let [layer, node, tensor, ..] = values else { return None };
    let [call, tensor] = [node, tensor].map(|number| number.as_u64().and_then(|number| usize::try_from(number).ok()));
    Some(Reference { layer: layer.as_str()?.to_owned(), call: call?, tensor: tensor? })
}

/// Whether a Keras 2 call passes `training=True` with one of its references.
fn trains(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().any(trains),
        Value::Object(map) => map.get("training") == Some(&Value::Bool(true)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// A class name in the snake case that Keras gives it in weight files: `PReLU` is `p_re_lu`.
fn snake(class: &str) -> String {
    let class: Vec<char> = class.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    let is_lower = |position: usize| class.get(position).is_some_and(char::is_ascii_lowercase);
    let mut snake = String::new();
    for (position, c) in class.iter().enumerate() {
        if position > 0 && c.is_ascii_uppercase() && (is_lower(position + 1) || is_lower(position - 1)) {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn classes_are_spelled_as_in_weight_files() {
        for (class, expected) in [
            ("Dense", "dense"),
            ("BatchNormalization", "batch_normalization"),
            ("InputLayer", "input_layer"),
            ("ReLU", "re_lu"),
            ("PReLU", "p_re_lu"),
            ("LeakyReLU", "leaky_re_lu"),
            ("ThresholdedReLU", "thresholded_re_lu"),
            ("ELU", "elu"),
            ("SpatialDropout1D", "spatial_dropout1d"),
            ("GaussianNoise", "gaussian_noise"),
            ("ABcDe", "a_bc_de"),
        ] {
            assert_eq!(snake(class), expected);
        }
    }
}
