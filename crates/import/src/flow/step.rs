//! What a layer of a model becomes: nodes of the graph that are not in it yet.

use std::borrow::Cow;

use hlsmith_diag::{Diagnostic, Diagnostics};
use hlsmith_fixed::Precision;
use hlsmith_ir::{Array, AttributeValue, CustomWeight, NamedType, Quantizer, Weight};

/// One node a layer becomes.
#[derive(Debug)]
pub(crate) struct Step {
    /// What stands behind the layer's name and `_`; nothing for the layer itself.
    pub(crate) suffix: Option<Cow<'static, str>>,
    /// The class name the peer reports.
    pub(crate) origin: Cow<'static, str>,
    /// The class of the op.
    pub(crate) class: &'static str,
    /// The attributes of the op that have no default or another value.
    pub(crate) attributes: Vec<(&'static str, Setting)>,
    /// The shape of the output.
    pub(crate) shape: Vec<usize>,
    /// The shapes of further outputs.
    pub(crate) more: Vec<Vec<usize>>,
    /// The positions among the layer's tensors of those that are read behind the result of the step before.
    pub(crate) others: Vec<usize>,
    /// What the step reads instead of the result of the step before, if it is told.
    pub(crate) reads: Option<Vec<Read>>,
    /// What the layer gives instead of the results of its last step, if that step is told.
    pub(crate) gives: Option<Vec<Read>>,
    /// The quantiser that the result has gone through.
    pub(crate) quantizer: Option<Quantizer>,
}

/// A tensor within a layer of several steps.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Read {
    /// A tensor that the layer is called with, by its position.
    Tensor(usize),
    /// A result of an earlier step.
    Result {
        /// The index of the step.
        step: usize,
        /// Which of its results.
        output: usize,
    },
}

impl Step {
    /// The layer itself as a step that reads the result of the step before.
    pub(crate) fn new(
        origin: &'static str,
        class: &'static str,
        attributes: Vec<(&'static str, Setting)>,
        shape: Vec<usize>,
    ) -> Self {
        Self {
            suffix: None,
            origin: Cow::Borrowed(origin),
            class,
            attributes,
            shape,
            more: Vec::new(),
            others: Vec::new(),
            reads: None,
            gives: None,
            quantizer: None,
        }
    }
}

/// The steps of a layer that reads its first tensor and then `n_others` more, one in each step; `step` makes the one
/// that reads a position. All but the last are named after how many tensors they join.
pub(crate) fn chain(n_others: usize, step: impl Fn(usize) -> Step) -> Vec<Step> {
    let suffix = |position: usize| (position < n_others).then(|| Cow::from(format!("first_{}", position + 1)));
    (1..=n_others).map(|position| Step { suffix: suffix(position), others: vec![position], ..step(position) }).collect()
}

/// The value of an attribute; constants are named when the index of the node is known.
#[derive(Debug)]
pub(crate) enum Setting {
    /// As it is.
    Value(AttributeValue),
    /// Constants named by a letter and the index, such as `w2`.
    Weight(&'static str, Array),
    /// Constants of a type that the model fixes, and what they are, such as `weight`, which begins the name of the type.
    Typed(&'static str, &'static str, Array, Precision),
    /// Constants that a quantiser has made, and the beginning of the name of their type, such as `weight`.
    Quantized(&'static str, &'static str, Array, Quantizer),
    /// Constants of an extension, named by what they are and the index.
    Weights(Vec<CustomWeight>),
    /// The bias of a layer that has none: zeros of one bit, of this shape.
    NoBias(Vec<usize>),
}

impl Setting {
    /// A count or size.
    pub(crate) fn size(value: usize) -> Self {
        Setting::Value(AttributeValue::Int(i64::try_from(value).unwrap_or(i64::MAX)))
    }

    /// The count or size that it is.
    pub(crate) fn as_size(&self) -> Option<usize> {
        match self {
            Setting::Value(AttributeValue::Int(size)) => usize::try_from(*size).ok(),
            Setting::Value(_)
            | Setting::Weight(..)
            | Setting::Quantized(..)
            | Setting::Typed(..)
            | Setting::Weights(_)
            | Setting::NoBias(_) => None,
        }
    }

    /// A list of sizes.
    pub(crate) fn sizes(values: &[usize]) -> Self {
        Setting::Value(AttributeValue::Ints(values.iter().map(|&v| i64::try_from(v).unwrap_or(i64::MAX)).collect()))
    }

    /// A real number.
    pub(crate) fn float(value: f64) -> Self {
        Setting::Value(AttributeValue::Float(value))
    }

    /// One of a closed set of words.
    pub(crate) fn choice(value: &str) -> Self {
        Setting::Value(AttributeValue::Choice(value.to_owned()))
    }

    /// True or false.
    pub(crate) fn flag(value: bool) -> Self {
        Setting::Value(AttributeValue::Bool(value))
    }

    /// A type that is still to be derived.
    pub(crate) fn auto() -> Self {
        Setting::Value(AttributeValue::Type(NamedType::auto()))
    }

    /// The value for the node of an index.
    pub(crate) fn into_value(self, index: u32) -> AttributeValue {
        match self {
            Setting::Value(value) => value,
            Setting::Weight(letter, data) => AttributeValue::Weight(Weight::new(format!("{letter}{index}"), data)),
            Setting::Quantized(letter, role, data, quantizer) => AttributeValue::Weight(Weight {
                ty: NamedType::new(format!("{role}{index}_t"), Precision::Auto),
                quantizer: Some(Box::new(quantizer)),
                ..Weight::new(format!("{letter}{index}"), data)
            }),
            Setting::Typed(letter, role, data, precision) => AttributeValue::Weight(Weight {
                ty: NamedType::new(format!("{role}{index}_t"), precision),
                ..Weight::new(format!("{letter}{index}"), data)
            }),
            Setting::Weights(mut weights) => {
                for CustomWeight { role, weight } in &mut weights {
                    weight.name = format!("{role}{index}");
                }
                AttributeValue::Weights(weights)
            }
            Setting::NoBias(shape) => AttributeValue::Weight(Weight {
                name: format!("b{index}"),
                data: Array::zeros(shape),
                ty: NamedType::new(format!("bias{index}_t"), Precision::Integer { width: 1, signed: false }),
                quantizer: None,
            }),
        }
    }
}

/// Why a layer has no steps.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It cannot be imported.
    Refused(Diagnostics),
    /// A layer before it has been refused, so that the shape of its input is not known.
    Unknown,
}

impl From<Diagnostics> for Stop {
    fn from(findings: Diagnostics) -> Self {
        Stop::Refused(findings)
    }
}

impl From<Diagnostic> for Stop {
    fn from(finding: Diagnostic) -> Self {
        Stop::Refused(finding.into())
    }
}
