//! A model file as nodes in an order in which each comes after those it reads.

use std::collections::{BTreeMap, BTreeSet};

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use prost::Message;

use super::external::External;
use super::proto::tensor_shape_proto::dimension;
use super::proto::type_proto;
use super::proto::{GraphProto, ModelProto, NodeProto, ValueInfoProto};
use super::tensor::Tensor;
use super::wire::{MAX_STRUCTURE_BYTES, structure_bytes};
use super::{NEWEST_OPSET, OLDEST_OPSET};

/// An input of the model.
pub(crate) struct Input {
    pub(crate) name: String,
    /// Extents with that of the batch; `None` where the model leaves one open.
    pub(crate) shape: Vec<Option<usize>>,
}

/// A model as stored.
pub(crate) struct Model {
    /// Version of the standard operators.
    pub(crate) opset: i64,
    pub(crate) inputs: Vec<Input>,
    pub(crate) outputs: Vec<String>,
    /// Initialisers that a node or output reads.
    pub(crate) constants: BTreeMap<String, Tensor>,
    /// The nodes that the outputs depend on.
    pub(crate) nodes: Vec<NodeProto>,
}

/// A text of the file, cut to a length that fits into a message.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(80).flat_map(char::escape_debug).collect()
}

/// A finding about the file as a whole.
fn malformed(message: &str) -> Diagnostic {
    Diagnostic::error(Code::ModelFormat, Subject::Model, message)
}

impl Model {
    /// Decodes a model file.
    ///
    /// # Errors
    /// When the bytes are no model, the model is of an operator set that is not supported, or its nodes do not fit
    /// together.
    pub(crate) fn read(bytes: &[u8], external: &External) -> Result<Self> {
        let damaged = || {
            Diagnostics::from(
                malformed("this is not an ONNX model file, or it is damaged").expected("a ModelProto message"),
            )
        };
        let structure = structure_bytes(bytes).ok_or_else(damaged)?;
        if structure > MAX_STRUCTURE_BYTES {
            let message = "the structure of the model is too large";
            return Err(Diagnostic::error(Code::ReaderLimit, Subject::Model, message)
                .found(format!("{structure} bytes without constants"))
                .expected(format!("at most {MAX_STRUCTURE_BYTES}"))
                .into());
        }
        let ModelProto { opset_import, graph, .. } = ModelProto::decode(bytes).map_err(|_| damaged())?;
        let Some(graph) = graph else { return Err(damaged()) };
        let opset = opset_import
            .iter()
            .find(|opset| matches!(opset.domain(), "" | "ai.onnx"))
            .map_or(1, |opset| opset.version());
        if !(OLDEST_OPSET..=NEWEST_OPSET).contains(&opset) {
            return Err(malformed("the model is of an operator set that is not supported")
                .found(format!("opset {opset}"))
                .expected(format!("opset {OLDEST_OPSET} to {NEWEST_OPSET}"))
                .remedy("export the model again with another opset_version, or use onnx.version_converter")
                .into());
        }
        Self::of_graph(graph, opset, external)
    }

    fn of_graph(graph: GraphProto, opset: i64, external: &External) -> Result<Self> {
        let GraphProto { node: nodes, initializer, sparse_initializer, input, output, .. } = graph;
        if !sparse_initializer.is_empty() {
            let message = "the model has sparse constants";
            return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
                .expected("dense constants")
                .into());
        }
        if output.is_empty() {
            return Err(malformed("the model has no output").into());
        }
        let mut initialisers = BTreeMap::new();
        for proto in &initializer {
            if initialisers.insert(proto.name(), proto).is_some() {
                return Err(malformed("two constants have the same name").found(shown(proto.name())).into());
            }
        }
        let mut inputs = Vec::new();
        for info in input.iter().filter(|info| !initialisers.contains_key(info.name())) {
            inputs.push(read_input(info)?);
        }
        let outputs: Vec<String> = output.iter().map(|info| info.name().to_owned()).collect();
        let given = inputs.iter().map(|input| input.name.as_str()).chain(initialisers.keys().copied());
        let nodes = in_order(nodes, given.collect(), &outputs)?;
        let read = nodes.iter().flat_map(|node| &node.input).chain(&outputs).collect::<BTreeSet<_>>();
        let mut constants = BTreeMap::new();
        for name in read {
            if let Some(proto) = initialisers.get(name.as_str()) {
                constants.insert(name.clone(), Tensor::read(proto, external)?);
            }
        }
        Ok(Self { opset, inputs, outputs, constants, nodes })
    }
}

fn read_input(info: &ValueInfoProto) -> Result<Input> {
    let refuse = |message: &str| {
        Diagnostic::error(Code::UnsupportedSetting, Subject::Layer(shown(info.name())), message)
            .expected("a tensor of known rank")
    };
    let Some(type_proto::Value::TensorType(tensor)) = info.r#type.as_ref().and_then(|ty| ty.value.as_ref()) else {
        return Err(refuse("an input of the model is no tensor").into());
    };
    let Some(shape) = &tensor.shape else { return Err(refuse("an input of the model has no shape").into()) };
    let extent = |dimension: &super::proto::tensor_shape_proto::Dimension| match dimension.value {
        Some(dimension::Value::DimValue(extent)) => usize::try_from(extent).ok().filter(|&extent| extent > 0),
        Some(dimension::Value::DimParam(_)) | None => None,
    };
    Ok(Input { name: info.name().to_owned(), shape: shape.dim.iter().map(extent).collect() })
}

/// The nodes that `outputs` depend on, each behind those it reads and otherwise as in the file. `given` are the values
/// that no node makes.
fn in_order(nodes: Vec<NodeProto>, given: BTreeSet<&str>, outputs: &[String]) -> Result<Vec<NodeProto>> {
    let mut makers: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        for name in node.output.iter().filter(|name| !name.is_empty()) {
            if given.contains(name.as_str()) || makers.insert(name, index).is_some() {
                return Err(malformed("a value is made twice").found(shown(name)).into());
            }
        }
    }
    let mut waits_for = vec![0usize; nodes.len()];
    let mut readers = vec![Vec::new(); nodes.len()];
    let mut is_needed = vec![false; nodes.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut findings = Diagnostics::new();
    let unknown = |name: &str, subject: Subject| {
        Diagnostic::error(Code::ModelFormat, subject, "a value is read that nothing makes").found(shown(name))
    };
    for name in outputs {
        match makers.get(name.as_str()) {
            Some(&maker) => open.push(maker),
            None if given.contains(name.as_str()) => {}
            None => findings.push(unknown(name, Subject::Model)),
        }
    }
    while let Some(index) = open.pop() {
        if std::mem::replace(&mut is_needed[index], true) {
            continue;
        }
        let node = &nodes[index];
        for name in node.input.iter().filter(|name| !name.is_empty() && !given.contains(name.as_str())) {
            match makers.get(name.as_str()) {
                Some(&maker) => {
                    waits_for[index] += 1;
                    readers[maker].push(index);
                    open.push(maker);
                }
                None => findings.push(unknown(name, Subject::Layer(shown(node.name())))),
            }
        }
    }
    findings.into_result()?;
    let mut ready: BTreeSet<usize> =
        (0..nodes.len()).filter(|&index| is_needed[index] && waits_for[index] == 0).collect();
    let mut order = Vec::new();
    while let Some(index) = ready.pop_first() {
        order.push(index);
        for &reader in &readers[index] {
            waits_for[reader] -= 1;
            if waits_for[reader] == 0 {
                ready.insert(reader);
            }
        }
    }
    if let Some(stuck) = (0..nodes.len()).find(|&index| is_needed[index] && waits_for[index] > 0) {
        let message = "nodes wait for each other's outputs";
        let subject = Subject::Layer(shown(nodes[stuck].name()));
        return Err(Diagnostic::error(Code::ModelFormat, subject, message).found(shown(nodes[stuck].op_type())).into());
    }
    let mut nodes: Vec<Option<NodeProto>> = nodes.into_iter().map(Some).collect();
    Ok(order.into_iter().filter_map(|index| nodes.get_mut(index)?.take()).collect())
}
