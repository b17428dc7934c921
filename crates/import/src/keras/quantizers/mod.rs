//! The quantisers of QKeras: what they make of trained weights, and the types that they are as activations.
//!
//! Weights are quantised in single precision, operation by operation as QKeras does.
//! A quantiser stands in a model as an object of class and configuration, or as text such as `quantized_bits(6,0,alpha=1)`,
//! which [`text`] reads without running it.

mod arguments;
mod bernoulli;
mod binary;
mod exponents;
mod integer_bits;
mod quantized_bits;
mod quantized_hswish;
mod quantized_po2;
mod quantized_relu;
mod quantized_relu_po2;
mod quantized_sigmoid;
mod quantized_tanh;
mod quantized_ulaw;
mod scale;
pub(crate) mod staircase;
mod ternary;
mod text;

use hlsmith_diag::{Code, Diagnostic, Result, Subject, closest};
use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};
use hlsmith_ir::{Array, Quantizer as Types, Scale};
use serde_json::{Map, Value};

use super::config::{excerpt, shown};
pub(crate) use arguments::Arguments;
pub(crate) use bernoulli::Bernoulli;
pub(crate) use binary::Binary;
pub(crate) use integer_bits::integer_bits;
pub(crate) use quantized_bits::QuantizedBits;
pub(crate) use quantized_hswish::QuantizedHswish;
pub(crate) use quantized_po2::QuantizedPo2;
pub(crate) use quantized_relu::QuantizedRelu;
pub(crate) use quantized_relu_po2::QuantizedReluPo2;
pub(crate) use quantized_sigmoid::QuantizedSigmoid;
pub(crate) use quantized_tanh::QuantizedTanh;
pub(crate) use quantized_ulaw::QuantizedUlaw;
pub(crate) use scale::Alpha;
pub(crate) use staircase::Staircase;
pub(crate) use ternary::Ternary;

/// A quantiser of QKeras.
#[derive(Clone, Debug)]
pub(crate) enum Quantizer {
    /// See [`bernoulli`].
    Bernoulli(Bernoulli),
    /// See [`binary`].
    Binary(Binary),
    /// See [`quantized_bits`].
    Bits(QuantizedBits),
    /// See [`quantized_hswish`].
    Hswish(QuantizedHswish),
    /// See [`quantized_po2`].
    Po2(QuantizedPo2),
    /// See [`quantized_relu`].
    Relu(QuantizedRelu),
    /// See [`quantized_relu_po2`].
    ReluPo2(QuantizedReluPo2),
    /// See [`quantized_sigmoid`].
    Sigmoid(QuantizedSigmoid),
    /// See [`quantized_tanh`].
    Tanh(QuantizedTanh),
    /// See [`ternary`].
    Ternary(Ternary),
    /// See [`quantized_ulaw`].
    Ulaw(QuantizedUlaw),
}

/// What a quantiser makes of weights.
pub(crate) struct Quantized {
    /// What is left of them after quantisation, on a grid, without the scale.
    pub(crate) levels: Array,
    /// The types, and the scale where it is not 1.
    pub(crate) types: Types,
}

/// Which weights a quantiser is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Those that data are multiplied by; without an explicit scale QKeras looks for the best power of two.
    Kernel,
    /// Those that are added.
    Bias,
}

/// How a quantiser is read from its arguments.
type Read = fn(&mut Arguments<'_>) -> Result<Quantizer>;

/// The quantisers: class, the names of its arguments in order, how it is read. Sorted.
const KINDS: &[(&str, &[&str], Read)] = &[
    ("bernoulli", bernoulli::ARGUMENTS, bernoulli::read),
    ("binary", binary::ARGUMENTS, binary::read),
    ("quantized_bits", quantized_bits::ARGUMENTS, quantized_bits::read),
    ("quantized_hswish", quantized_hswish::ARGUMENTS, quantized_hswish::read),
    ("quantized_linear", quantized_bits::LINEAR_ARGUMENTS, quantized_bits::read_linear),
    ("quantized_po2", quantized_po2::ARGUMENTS, quantized_po2::read),
    ("quantized_relu", quantized_relu::ARGUMENTS, quantized_relu::read),
    ("quantized_relu_po2", quantized_relu_po2::ARGUMENTS, quantized_relu_po2::read),
    ("quantized_sigmoid", quantized_sigmoid::ARGUMENTS, quantized_sigmoid::read),
    ("quantized_tanh", quantized_tanh::ARGUMENTS, quantized_tanh::read),
    ("quantized_ulaw", quantized_ulaw::ARGUMENTS, quantized_ulaw::read),
    // In use these are their namesakes; only training is random.
    ("stochastic_binary", binary::STOCHASTIC_ARGUMENTS, binary::read),
    ("stochastic_ternary", ternary::STOCHASTIC_ARGUMENTS, ternary::read),
    ("ternary", ternary::ARGUMENTS, ternary::read),
];

/// Whether a name is that of a quantiser.
pub(crate) fn is_quantizer(name: &str) -> bool {
    let name = name.split('(').next().unwrap_or_default().trim();
    KINDS.iter().any(|(known, ..)| *known == name)
}

/// Reads a quantiser from the value of a setting.
///
/// # Errors
/// When it is not one, or one that is not supported, or its arguments are wrong.
pub(crate) fn read(value: &Value, key: &str, subject: &Subject) -> Result<Quantizer> {
    let malformed = |message: &str| {
        Diagnostic::error(Code::ModelFormat, subject.clone(), format!("the setting `{key}` {message}"))
            .found(excerpt(value))
            .expected("a quantiser of QKeras as an object or as text")
    };
    let (name, mut arguments) = match value {
        Value::String(text) => {
            let (name, arguments) = text::parse(text)
                .map_err(|(found, expected)| malformed("is no readable quantiser").found(found).expected(expected))?;
            let (_, order, _) = kind(name, key, subject)?;
            (name, text::named(arguments, order).map_err(|problem| malformed("has wrong arguments").found(problem))?)
        }
        Value::Object(object) => {
            let name = object.get("class_name").and_then(Value::as_str);
            let name = name.ok_or_else(|| malformed("has no class_name"))?;
            let none = Value::Object(Map::new());
            let config = object.get("config").unwrap_or(&none);
            (name, config.as_object().ok_or_else(|| malformed("has a config that is no object"))?.clone())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            return Err(malformed("is no quantiser").into());
        }
    };
    let (name, order, read) = kind(name, key, subject)?;
    if let Some(unknown) = arguments.keys().find(|argument| !order.contains(&argument.as_str()) && *argument != "name")
    {
        // What newer versions add says nothing while it is empty.
        if !arguments.get(unknown).is_some_and(Value::is_null) {
            let message = format!("the quantiser `{name}` has an unknown argument");
            return Err(Diagnostic::error(Code::UnsupportedSetting, subject.clone(), message)
                .found(shown(unknown))
                .expected(order.join(", "))
                .into());
        }
    }
    arguments.retain(|argument, _| order.contains(&argument.as_str()));
    let mut arguments = Arguments { name, key, subject, values: arguments };
    arguments.check_common()?;
    read(&mut arguments)
}

/// The kind of a name.
fn kind(name: &str, key: &str, subject: &Subject) -> Result<(&'static str, &'static [&'static str], Read)> {
    if let Some(&kind) = KINDS.iter().find(|(known, ..)| *known == name) {
        return Ok(kind);
    }
    let names = || KINDS.iter().map(|(name, ..)| *name);
    let finding = Diagnostic::error(Code::UnsupportedSetting, subject.clone(), "the quantiser is unknown")
        .found(format!("{key}: {}", shown(name)))
        .expected(names().collect::<Vec<_>>().join(", "));
    Err(match closest(name, names()) {
        Some(name) => finding.remedy(format!("did you mean `{name}`?")),
        None => finding.remedy("train the model with a quantiser of QKeras"),
    }
    .into())
}

impl Quantizer {
    /// The class name.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Quantizer::Bernoulli(_) => "bernoulli",
            Quantizer::Binary(binary) if binary.is_stochastic => "stochastic_binary",
            Quantizer::Binary(_) => "binary",
            Quantizer::Bits(bits) if bits.is_linear => "quantized_linear",
            Quantizer::Bits(_) => "quantized_bits",
            Quantizer::Hswish(_) => "quantized_hswish",
            Quantizer::Po2(_) => "quantized_po2",
            Quantizer::Relu(_) => "quantized_relu",
            Quantizer::ReluPo2(_) => "quantized_relu_po2",
            Quantizer::Sigmoid(_) => "quantized_sigmoid",
            Quantizer::Tanh(_) => "quantized_tanh",
            Quantizer::Ternary(ternary) if ternary.is_stochastic => "stochastic_ternary",
            Quantizer::Ternary(_) => "ternary",
            Quantizer::Ulaw(_) => "quantized_ulaw",
        }
    }

    /// What it makes of weights; `None` for quantisers of results only.
    pub(crate) fn of_weights(&self, data: &Array, role: Role) -> Option<Quantized> {
        let trained = single(data);
        match self {
            Quantizer::Bernoulli(bernoulli) => bernoulli.of_weights(&trained, role),
            Quantizer::Binary(binary) => binary.of_weights(&trained, role),
            Quantizer::Bits(bits) => bits.of_weights(&trained, role),
            Quantizer::Po2(po2) => po2.of_weights(&trained),
            Quantizer::Ternary(ternary) => ternary.of_weights(&trained, role),
            Quantizer::Hswish(_)
            | Quantizer::Relu(_)
            | Quantizer::ReluPo2(_)
            | Quantizer::Sigmoid(_)
            | Quantizer::Tanh(_)
            | Quantizer::Ulaw(_) => None,
        }
    }
}

/// Weights in single precision with the length of their last axis.
struct Trained {
    shape: Vec<usize>,
    values: Vec<f32>,
    /// Elements of the last axis; 1 for none.
    n_outputs: usize,
}

fn single(data: &Array) -> Trained {
    let values = data.iter().map(|value| value as f32).collect();
    let n_outputs = data.shape().last().copied().unwrap_or(1).max(1);
    Trained { shape: data.shape().to_vec(), values, n_outputs }
}

impl Trained {
    /// Elements in the place of the values.
    fn array(&self, values: Vec<f32>) -> Option<Array> {
        Array::from_f32(self.shape.clone(), values)
    }
}

/// A scale of one number for all outputs as factors for each.
fn factors(scale: Vec<f32>, n_outputs: usize, is_power_of_two: bool) -> Option<Option<Scale>> {
    if scale.iter().all(|&factor| factor == 1.0) && !is_power_of_two {
        return Some(None);
    }
    let all = if scale.len() == n_outputs { scale } else { vec![*scale.first()?; n_outputs] };
    Some(Some(Scale { factors: Array::from_f32(vec![n_outputs], all)?, is_power_of_two }))
}

/// A fixed-point type that rounds to even and saturates.
fn saturating(bits: u32, integer: i32, signed: bool, overflow: Overflow) -> Precision {
    Precision::Fixed(FixedType::new(bits, integer, signed).with_modes(Rounding::RndConv, overflow))
}

/// The type that hls4ml 1.3 gives a result of `bits` bits, `integer` of them left of the point: an integer where none
/// are right of it.
fn peer_result(bits: u32, integer: i32, signed: bool, overflow: Overflow) -> Precision {
    match u32::try_from(integer) {
        Ok(width) if width >= bits => Precision::Integer { width, signed },
        Ok(_) | Err(_) => saturating(bits, integer, signed, overflow),
    }
}

/// Two-bit integers, for the levels -1, 0 and 1.
const LEVELS: Precision = Precision::Integer { width: 2, signed: true };

#[cfg(test)]
mod tests {
    use super::KINDS;

    #[test]
    fn quantizers_are_sorted_and_unique() {
        assert!(KINDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
