//! A node of a model that is about to be imported: its inputs and attributes, and what they may be.

use std::cell::RefCell;
use std::collections::BTreeSet;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::Array;

use super::build::{Builder, Value};
use super::external::External;
use super::model::shown;
use super::proto::attribute_proto::AttributeType;
use super::proto::{AttributeProto, NodeProto};
use super::quant::Grid;
use super::tensor::Tensor;
use crate::flow::{Setting, Step};

/// What a name of the model stands for.
#[derive(Clone, Debug)]
pub(crate) enum Slot {
    /// A tensor that depends on the inputs.
    Value(Value),
    /// A constant.
    Constant(Tensor),
    /// Scores of which a constant mask hides some: minus infinity is added to those, 0 to the others.
    Masked(Value, Tensor),
    /// A tensor of the model of which an axis is that of the samples and others taken as one. The value has them apart;
    /// for each axis of the model, the axes of the value in their order, that of the samples among them.
    Folded(Value, Vec<Vec<usize>>),
    /// The integers of a grid that a tensor was brought to, until they are turned into numbers again.
    Integers(Value, Grid),
}

/// A node with its inputs.
pub(crate) struct Node<'a> {
    pub(crate) proto: &'a NodeProto,
    /// The name of its layer.
    pub(crate) name: String,
    /// The class that the layer reports.
    pub(crate) origin: &'static str,
    /// Version of the standard operators.
    pub(crate) opset: i64,
    /// Whether it is of the domain whose tensors have their channels last.
    pub(crate) is_channels_last: bool,
    /// Extent of the axis of the batch.
    pub(crate) batch: usize,
    /// What it reads; `None` for inputs that are left out.
    pub(crate) inputs: Vec<Option<Slot>>,
    pub(crate) external: &'a External,
    /// The attributes that have been looked at.
    pub(crate) read: RefCell<BTreeSet<String>>,
}

impl Node<'_> {
    /// The operator.
    pub(crate) fn kind(&self) -> &str {
        self.proto.op_type()
    }

    pub(crate) fn subject(&self) -> Subject {
        Subject::Layer(self.name.clone())
    }

    /// A refusal of something about the node.
    pub(crate) fn unsupported(&self, message: &str) -> Diagnostic {
        Diagnostic::error(Code::UnsupportedSetting, self.subject(), message)
    }

    /// A finding about an attribute that is not what it must be.
    fn malformed(&self, key: &str, expected: &str) -> Diagnostics {
        let message = format!("the attribute `{key}` cannot be read");
        let attribute = self.proto.attribute.iter().find(|attribute| attribute.name() == key);
        let found = attribute.map_or("nothing", |attribute| attribute.r#type().as_str_name());
        Diagnostic::error(Code::ModelFormat, self.subject(), message).found(found).expected(expected).into()
    }

    /// A finding about shapes that do not fit the operator.
    pub(crate) fn misfit(&self, found: &[usize], expected: impl Into<String>) -> Diagnostics {
        let message = "the shape of an input does not fit the operator";
        Diagnostic::error(Code::ShapeMismatch, self.subject(), message)
            .found(format!("{found:?} without the batch"))
            .expected(expected)
            .into()
    }

    fn attribute(&self, key: &str, ty: AttributeType) -> Result<Option<&AttributeProto>> {
        self.read.borrow_mut().insert(key.to_owned());
        let Some(attribute) = self.proto.attribute.iter().find(|attribute| attribute.name() == key) else {
            return Ok(None);
        };
        // Old files do not say the type.
        if ![ty, AttributeType::Undefined].contains(&attribute.r#type()) || !attribute.ref_attr_name().is_empty() {
            return Err(self.malformed(key, ty.as_str_name()));
        }
        Ok(Some(attribute))
    }

    /// Refuses attributes that nothing has looked at.
    ///
    /// # Errors
    /// [`Code::UnsupportedSetting`] with the first such attribute.
    pub(crate) fn check_attributes(&self) -> Result<()> {
        let read = self.read.borrow();
        match self.proto.attribute.iter().find(|attribute| !read.contains(attribute.name())) {
            Some(attribute) => Err(self
                .unsupported("the operator has an attribute that is not supported")
                .found(shown(attribute.name()))
                .expected(if read.is_empty() {
                    "no attribute".into()
                } else {
                    read.iter().cloned().collect::<Vec<_>>().join(", ")
                })
                .into()),
            None => Ok(()),
        }
    }

    /// Takes note of attributes that change no number.
    pub(crate) fn ignore(&self, keys: &[&str]) {
        self.read.borrow_mut().extend(keys.iter().map(|&key| key.to_owned()));
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.proto.attribute.iter().any(|attribute| attribute.name() == key)
    }

    pub(crate) fn int(&self, key: &str, default: i64) -> Result<i64> {
        Ok(self.attribute(key, AttributeType::Int)?.map_or(default, |attribute| attribute.i()))
    }

    pub(crate) fn flag(&self, key: &str, default: bool) -> Result<bool> {
        match self.int(key, i64::from(default))? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.malformed(key, "0 or 1")),
        }
    }

    pub(crate) fn float(&self, key: &str, default: f32) -> Result<f32> {
        let value = self.attribute(key, AttributeType::Float)?.map_or(default, |attribute| attribute.f());
        if value.is_finite() { Ok(value) } else { Err(self.malformed(key, "a finite number")) }
    }

    pub(crate) fn ints(&self, key: &str) -> Result<Option<&[i64]>> {
        Ok(self.attribute(key, AttributeType::Ints)?.map(|attribute| attribute.ints.as_slice()))
    }

    pub(crate) fn floats(&self, key: &str) -> Result<Option<&[f32]>> {
        Ok(self.attribute(key, AttributeType::Floats)?.map(|attribute| attribute.floats.as_slice()))
    }

    pub(crate) fn word(&self, key: &str, default: &str) -> Result<String> {
        match self.attribute(key, AttributeType::String)? {
            Some(attribute) => String::from_utf8(attribute.s().to_vec()).map_err(|_| self.malformed(key, "a word")),
            None => Ok(default.to_owned()),
        }
    }

    pub(crate) fn words(&self, key: &str) -> Result<Option<Vec<String>>> {
        let Some(attribute) = self.attribute(key, AttributeType::Strings)? else { return Ok(None) };
        let words = attribute.strings.iter().map(|word| String::from_utf8(word.clone()));
        words.collect::<std::result::Result<_, _>>().map(Some).map_err(|_| self.malformed(key, "words"))
    }

    pub(crate) fn tensor(&self, key: &str) -> Result<Option<Tensor>> {
        let Some(attribute) = self.attribute(key, AttributeType::Tensor)? else { return Ok(None) };
        let tensor = attribute.t.as_ref().ok_or_else(|| self.malformed(key, "a tensor"))?;
        Tensor::read(tensor, self.external).map(Some)
    }

    /// Refuses a word that is none of `known`.
    pub(crate) fn one_of<'w>(&self, key: &str, default: &'w str, known: &[&'w str]) -> Result<&'w str> {
        let word = self.word(key, default)?;
        match known.iter().find(|known| **known == word) {
            Some(known) => Ok(known),
            None => Err(self
                .unsupported("an attribute of the operator has a value that is not supported")
                .found(format!("{key}={}", shown(&word)))
                .expected(known.join(", "))
                .into()),
        }
    }

    /// Whether an input is given.
    pub(crate) fn is_given(&self, position: usize) -> bool {
        self.inputs.get(position).is_some_and(Option::is_some)
    }

    /// An input, if it is a constant.
    pub(crate) fn known(&self, position: usize) -> Option<&Tensor> {
        match self.inputs.get(position)?.as_ref()? {
            Slot::Constant(tensor) => Some(tensor),
            Slot::Value(_) | Slot::Masked(..) | Slot::Folded(..) | Slot::Integers(..) => None,
        }
    }

    /// An input that depends on the inputs of the model.
    pub(crate) fn value(&self, position: usize) -> Result<&Value> {
        match self.inputs.get(position).and_then(Option::as_ref) {
            Some(Slot::Value(value)) => Ok(value),
            Some(Slot::Constant(_)) => Err(self
                .unsupported("the operator is applied to a constant")
                .found(format!("a constant at input {position}"))
                .expected("a tensor that depends on the inputs of the model")
                .remedy("fold the constants of the model first, for example with qonnx cleanup or onnxsim")
                .into()),
            Some(Slot::Masked(..)) => Err(self
                .unsupported("scores that a mask hides are read by another operator than a softmax")
                .found(self.kind())
                .expected("Softmax")
                .remedy("put the softmax behind the mask, or a finite number in place of minus infinity")
                .into()),
            Some(Slot::Folded(..)) => Err(self
                .unsupported(
                    "the operator reads a tensor of which an axis mixes the samples of the batch with other axes",
                )
                .found(self.kind())
                .expected("a shape that keeps the axis of the samples")
                .into()),
            Some(Slot::Integers(..)) => Err(self
                .unsupported("the operator computes with quantised integers")
                .found(format!("integers of a quantiser at input {position}"))
                .expected("DequantizeLinear behind QuantizeLinear")
                .into()),
            None => Err(self.missing(position)),
        }
    }

    /// A value whose first axis is that of the batch.
    pub(crate) fn batch_first(&self, position: usize) -> Result<&Value> {
        let value = self.value(position)?;
        self.check_batch(value)?;
        Ok(value)
    }

    pub(crate) fn check_batch(&self, value: &Value) -> Result<()> {
        if value.batch != 0 {
            return Err(self
                .unsupported("the operator reads a tensor whose first axis is not that of the samples")
                .found(format!("samples along axis {}", value.batch))
                .expected("samples along axis 0")
                .into());
        }
        Ok(())
    }

    /// A constant input; `None` when it is left out.
    pub(crate) fn constant(&self, position: usize) -> Result<Option<&Tensor>> {
        match self.inputs.get(position).and_then(Option::as_ref) {
            Some(Slot::Constant(tensor)) => Ok(Some(tensor)),
            Some(Slot::Value(_) | Slot::Masked(..) | Slot::Folded(..) | Slot::Integers(..)) => Err(self
                .unsupported("an input of the operator depends on the inputs of the model")
                .found(format!("input {position}"))
                .expected("a constant")
                .into()),
            None => Ok(None),
        }
    }

    /// A constant input that must be there.
    pub(crate) fn wanted(&self, position: usize) -> Result<&Tensor> {
        self.constant(position)?.ok_or_else(|| self.missing(position))
    }

    fn missing(&self, position: usize) -> Diagnostics {
        Diagnostic::error(Code::ModelFormat, self.subject(), "an input of the operator is missing")
            .found(format!("{} inputs", self.proto.input.len()))
            .expected(format!("input {position}"))
            .into()
    }

    /// Integers that newer versions of the operator read as an input and older ones as an attribute.
    pub(crate) fn ints_at(&self, position: usize, key: &str) -> Result<Option<Vec<i64>>> {
        if let Some(values) = self.ints(key)? {
            return Ok(Some(values.to_vec()));
        }
        self.constant(position)?
            .map(|tensor| tensor.as_wholes().map(<[i64]>::to_vec).ok_or_else(|| self.not_wholes(position)))
            .transpose()
    }

    pub(crate) fn not_wholes(&self, position: usize) -> Diagnostics {
        Diagnostic::error(
            Code::ModelFormat,
            self.subject(),
            format!("input {position} of the operator has no integers"),
        )
        .found("other numbers")
        .expected("whole numbers of an integer type")
        .into()
    }

    /// An axis of a tensor of a rank that counts the batch, counted from the front.
    pub(crate) fn axis(&self, axis: i64, rank: usize) -> Result<usize> {
        let n = i64::try_from(rank).unwrap_or(i64::MAX);
        let counted = if axis < 0 { axis.checked_add(n) } else { Some(axis) };
        counted.filter(|&axis| axis < n).and_then(|axis| usize::try_from(axis).ok()).ok_or_else(|| {
            Diagnostic::error(Code::ModelFormat, self.subject(), "an axis is not one of the tensor")
                .found(axis.to_string())
                .expected(format!("{} to {}", -n, n - 1))
                .into()
        })
    }

    /// An axis of a value, without that of the batch.
    pub(crate) fn own_axis(&self, axis: i64, value: &Value) -> Result<usize> {
        let axis = self.axis(axis, value.shape.len() + 1)?;
        if axis == value.batch {
            return Err(self
                .unsupported("the operator works along the samples of the batch")
                .found(format!("axis {axis}"))
                .expected("another axis")
                .into());
        }
        Ok(axis - usize::from(axis > value.batch))
    }

    /// Trained data of a constant, as floating-point numbers.
    pub(crate) fn array(&self, tensor: &Tensor) -> Result<Array> {
        let array = tensor.to_array().filter(|array| array.iter().all(f64::is_finite));
        array.ok_or_else(|| {
            let message = "the trained constants are not all finite";
            let other = tensor.to_reals().into_iter().find(|value| !value.is_finite());
            Diagnostic::error(Code::ModelWeights, self.subject(), message)
                .found(other.map_or("too many elements".into(), |value| value.to_string()))
                .expected("finite numbers")
                .into()
        })
    }

    /// Adds a node under the name of this one.
    pub(crate) fn add(
        &self,
        builder: &mut Builder,
        class: &'static str,
        attributes: Vec<(&'static str, Setting)>,
        inputs: &[crate::flow::Value],
        shape: Vec<usize>,
    ) -> Result<crate::flow::Value> {
        self.add_named(builder, &self.name, class, attributes, inputs, shape)
    }

    /// As [`Node::add`], under another name.
    pub(crate) fn add_named(
        &self,
        builder: &mut Builder,
        name: &str,
        class: &'static str,
        attributes: Vec<(&'static str, Setting)>,
        inputs: &[crate::flow::Value],
        shape: Vec<usize>,
    ) -> Result<crate::flow::Value> {
        Ok(builder.add(name, Step::new(self.origin, class, attributes, shape), inputs)?[0])
    }

    /// Adds an element-wise op; the value keeps the order of its axes.
    pub(crate) fn elementwise(
        &self,
        builder: &mut Builder,
        value: &Value,
        class: &'static str,
        attributes: Vec<(&'static str, Setting)>,
    ) -> Result<Value> {
        self.elementwise_named(builder, &self.name, value, class, attributes)
    }

    /// As [`Node::elementwise`], under another name.
    pub(crate) fn elementwise_named(
        &self,
        builder: &mut Builder,
        name: &str,
        value: &Value,
        class: &'static str,
        attributes: Vec<(&'static str, Setting)>,
    ) -> Result<Value> {
        let mut all = vec![("n_in", Setting::size(value.len()))];
        all.extend(attributes);
        let stored = self.add_named(builder, name, class, all, &[value.stored], value.stored_shape())?;
        Ok(Value { stored, ..value.clone() })
    }
}
