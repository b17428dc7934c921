//! Starting configurations of a model, for users to edit.

use hlsmith_diag::{Code, Diagnostic, Result, Subject, did_you_mean};
use hlsmith_fixed::Precision;
use hlsmith_ir::{AttributeDecl, AttributeValue, Graph, Kind, Level, Node, Op, Quantizer, choices, pascal_case};
use serde_json::map::Entry;
use serde_json::{Map, Value, json};

use crate::Backend;
use crate::layers::DEPTHWISE_VARIABLE;

choices! {
    /// How fine a starting configuration is.
    pub enum Granularity {
        /// One entry for all layers.
        Model = "model",
        /// One entry for each class of layer.
        Type = "type",
        /// One entry for each layer.
        Name = "name",
    }
}

impl Granularity {
    /// Reads the word, in any letter case.
    ///
    /// # Errors
    /// [`Code::Usage`] when it is none of [`Granularity::ALL`].
    pub fn read(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|choice| choice.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let words = || Self::ALL.iter().map(|choice| choice.as_str());
            Diagnostic::error(Code::Usage, Subject::Argument("granularity".into()), "unknown granularity")
                .found(text)
                .expected(format!("one of {}", words().collect::<Vec<_>>().join(", ")))
                .remedy(did_you_mean(text, words()))
                .into()
        })
    }
}

/// Weights with more elements than this become ports when a starting configuration is used as it is.
const BRAM_FACTOR: u64 = 1_000_000_000;

/// The configuration that says for each layer what holds without it, key by key that of the peer's
/// `config_from_keras_model`.
///
/// Settings of the target are among them when a backend is named. Precisions without a default of their own are
/// `auto`. The precisions are copied as they are.
pub fn config_from_model(
    graph: &Graph,
    granularity: Granularity,
    backend: Option<Backend>,
    default_precision: &str,
    default_reuse_factor: u32,
    max_precision: Option<&str>,
) -> Value {
    let mut precision = Map::from_iter([("default".to_owned(), json!(default_precision))]);
    if let Some(maximum) = max_precision {
        precision.insert("maximum".to_owned(), json!(maximum));
    }
    let model = json!({
        "Precision": precision,
        "ReuseFactor": default_reuse_factor,
        "Strategy": "Latency",
        "BramFactor": BRAM_FACTOR,
        "TraceOutput": false,
    });
    let mut config = Map::from_iter([("Model".to_owned(), model)]);
    let (section, key): (&str, fn(&Node) -> &str) = match granularity {
        Granularity::Model => return Value::Object(config),
        Granularity::Type => ("LayerType", |node| &node.origin),
        Granularity::Name => ("LayerName", |node| &node.name),
    };
    let mut entries = Map::new();
    for (_, node) in graph.nodes() {
        let own = layer_entry(graph, node, backend, default_reuse_factor);
        match entries.entry(key(node)) {
            Entry::Vacant(entry) => drop(entry.insert(own)),
            // The first layer of a class decides the types of the class; what its layers do not agree in is left to them.
            Entry::Occupied(mut entry) => {
                let agrees = |name: &String, value: &mut Value| name == "Precision" || own.get(name) == Some(&*value);
                entry.get_mut().as_object_mut().into_iter().for_each(|entry| entry.retain(agrees));
            }
        }
    }
    config.insert(section.to_owned(), Value::Object(entries));
    Value::Object(config)
}

/// The entry of one layer.
fn layer_entry(graph: &Graph, node: &Node, backend: Option<Backend>, default_reuse_factor: u32) -> Value {
    let op = &node.op;
    let result = node.outputs.first().and_then(|&output| graph.tensor(output).quantizer.as_deref());
    let of_quantizer = |quantizer: Option<&Quantizer>| match quantizer {
        Some(quantizer) => json!(in_words(quantizer.peer)),
        None => json!("auto"),
    };
    let mut precision = Map::from_iter([("result".to_owned(), of_quantizer(result))]);
    let mut entry = Map::from_iter([("Trace".to_owned(), json!(false)), ("Precision".to_owned(), Value::Null)]);
    let defaults = Op::class_defaults(op.class()).unwrap_or_default();
    let is_reuse_factor = |attribute: &&AttributeDecl| attribute.name == "reuse_factor";
    if backend.is_some() && op.declaration().iter().any(|attribute| is_reuse_factor(&attribute)) {
        entry.insert("ReuseFactor".to_owned(), json!(default_reuse_factor));
    }
    for attribute in op.declaration().iter().filter(|attribute| !is_reuse_factor(attribute)) {
        let is_listed = match attribute.level {
            Level::Core => true,
            Level::Target => backend.is_some(),
            Level::Structure | Level::Advanced => false,
        };
        if !is_listed {
            continue;
        }
        let default = defaults.iter().find(|(name, _)| *name == attribute.name).map(|(_, value)| value);
        match attribute.kind {
            Kind::Weight => {
                let weight =
                    op.weights().into_iter().find(|(name, _)| *name == attribute.name).map(|(_, weight)| weight);
                let quantizer = weight.and_then(|weight| weight.quantizer.as_deref());
                let is_depthwise = matches!(op, Op::DepthwiseConv1d(_) | Op::DepthwiseConv2d(_));
                if is_depthwise && attribute.name == "weight" && quantizer.is_some() {
                    precision.insert(DEPTHWISE_VARIABLE.to_owned(), of_quantizer(quantizer));
                    precision.insert(attribute.name.to_owned(), json!("auto"));
                    continue;
                }
                precision.insert(attribute.name.to_owned(), of_quantizer(quantizer));
            }
            Kind::Type => {
                let variable = attribute.name.strip_suffix("_t").unwrap_or(attribute.name);
                // The types of the op itself are left open; those that belong to the target show their default.
                let text = match default {
                    Some(AttributeValue::Type(ty)) if attribute.level == Level::Target => ty.precision.to_string(),
                    Some(_) | None => "auto".to_owned(),
                };
                precision.insert(variable.to_owned(), text.into());
            }
            Kind::Weights => {
                precision.extend(op.weights().iter().map(|(role, _)| ((*role).to_owned(), json!("auto"))));
            }
            Kind::Int | Kind::Float | Kind::Bool | Kind::Choice(_) | Kind::Ints | Kind::Extension | Kind::Values => {
                // What the model says of a layer is not to be overridden by the configuration that begins with it.
                if let Some(value) = op.get(attribute.name).as_ref().and_then(plain) {
                    entry.insert(pascal_case(attribute.name), value);
                }
            }
        }
    }
    entry.insert("Precision".to_owned(), Value::Object(precision));
    Value::Object(entry)
}

/// A type as configurations spell it, which have no words for one bit that stands for a sign and for exponents.
fn in_words(precision: Precision) -> String {
    let integer = |width, signed| Precision::Integer { width, signed }.to_string();
    match precision {
        Precision::Xnor => integer(1, false),
        Precision::Exponent { width, signed } => integer(width, signed),
        Precision::Auto | Precision::Fixed(_) | Precision::Integer { .. } | Precision::Float(_) => {
            precision.to_string()
        }
    }
}

/// An attribute's value in a configuration; `None` for weights and types, which have a precision instead.
pub(crate) fn plain(value: &AttributeValue) -> Option<Value> {
    match value {
        AttributeValue::Int(value) => Some(json!(value)),
        AttributeValue::Float(value) => Some(json!(value)),
        AttributeValue::Bool(value) => Some(json!(value)),
        AttributeValue::Choice(value) => Some(json!(value)),
        AttributeValue::Ints(values) => Some(json!(values)),
        AttributeValue::Type(_)
        | AttributeValue::Weight(_)
        | AttributeValue::Extension(_)
        | AttributeValue::Values(_)
        | AttributeValue::Weights(_) => None,
    }
}
