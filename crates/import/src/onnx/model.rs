//! A model file as nodes in an order in which each comes after those it reads.

use std::collections::{BTreeMap, BTreeSet};

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use prost::Message;

use super::external::External;
use super::proto::tensor_proto::DataType;
use super::proto::tensor_shape_proto::dimension;
use super::proto::type_proto;
use super::proto::{FunctionProto, GraphProto, ModelProto, NodeProto, ValueInfoProto};
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
        let damaged = |found: String| {
            let message = "this is not an ONNX model file, or it is damaged";
            let finding = malformed(message).found(found).expected("a ModelProto message with a graph");
            Diagnostics::from(finding.remedy("export the model again, or copy the whole file"))
        };
        let structure =
            structure_bytes(bytes).ok_or_else(|| damaged(format!("{} bytes that are no message", bytes.len())))?;
        if structure > MAX_STRUCTURE_BYTES {
            let message = "the structure of the model is too large";
            return Err(Diagnostic::error(Code::ReaderLimit, Subject::Model, message)
                .found(format!("{structure} bytes without constants"))
                .expected(format!("at most {MAX_STRUCTURE_BYTES}"))
                .into());
        }
        let ModelProto { opset_import, graph, functions, .. } =
            ModelProto::decode(bytes).map_err(|error| damaged(error.to_string()))?;
        let Some(graph) = graph else { return Err(damaged(format!("{} bytes without a graph", bytes.len()))) };
        let standard = |domain: &str| if domain == "ai.onnx" { String::new() } else { domain.to_owned() };
        let mut versions = BTreeMap::new();
        for own in &opset_import {
            if versions.insert(standard(own.domain()), own.version()).is_some_and(|other| other != own.version()) {
                return Err(malformed("the model has two versions of the same operator set")
                    .found(match standard(own.domain()).as_str() {
                        "" => "two versions of the standard operators".into(),
                        domain => format!("two versions of {}", shown(domain)),
                    })
                    .expected("one version of each operator set")
                    .remedy("export the model again")
                    .into());
            }
        }
        let Some(&opset) = versions.get("") else {
            return Err(malformed("the model does not say of which version its operators are")
                .found("no opset_import of the standard operators")
                .expected(format!("opset {OLDEST_OPSET} to {NEWEST_OPSET}"))
                .remedy("export the model again")
                .into());
        };
        let is_called = |function: &&FunctionProto| {
            let is_call = |node: &NodeProto| (node.domain(), node.op_type()) == (function.domain(), function.name());
            graph.node.iter().any(is_call)
        };
        if let Some(function) = functions.iter().find(is_called) {
            let message = "the model has functions of its own";
            return Err(Diagnostic::error(Code::UnsupportedSetting, Subject::Model, message)
                .found(format!("{}::{}", shown(function.domain()), shown(function.name())))
                .expected("operators only")
                .remedy("write the functions out with onnx.inliner.inline_local_functions")
                .into());
        }
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
                .found(format!("{} sparse constants", sparse_initializer.len()))
                .expected("dense constants")
                .into());
        }
        if output.is_empty() {
            return Err(malformed("the model has no output").found("0 outputs").expected("at least 1 output").into());
        }
        let mut initialisers = BTreeMap::new();
        for proto in &initializer {
            if initialisers.insert(proto.name(), proto).is_some() {
                return Err(malformed("two constants have the same name")
                    .found(shown(proto.name()))
                    .expected("a name of its own for each constant")
                    .into());
            }
        }
        let mut inputs = Vec::new();
        for info in input.iter().filter(|info| !initialisers.contains_key(info.name())) {
            let input = read_input(info)?;
            if inputs.iter().any(|other: &Input| other.name == input.name) {
                return Err(malformed("two inputs of the model have the same name")
                    .found(shown(&input.name))
                    .expected("a name of its own for each input")
                    .into());
            }
            inputs.push(input);
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
    let refuse = |message: &str, found: &str| {
        Diagnostic::error(Code::UnsupportedSetting, Subject::Layer(shown(info.name())), message)
            .found(found)
            .expected("a tensor of numbers and of known rank")
    };
    let Some(type_proto::Value::TensorType(tensor)) = info.r#type.as_ref().and_then(|ty| ty.value.as_ref()) else {
        return Err(refuse("an input of the model is no tensor", "another type, or none").into());
    };
    let Some(shape) = &tensor.shape else {
        return Err(refuse("an input of the model has no shape", "a tensor of any rank").into());
    };
    let ty = DataType::try_from(tensor.elem_type()).unwrap_or(DataType::Undefined);
    if matches!(ty, DataType::String | DataType::Complex64 | DataType::Complex128) {
        return Err(refuse("the elements of an input of the model are no numbers of one part", ty.as_str_name()).into());
    }
    let is_wrong = |dimension: &&super::proto::tensor_shape_proto::Dimension| {
        matches!(dimension.value, Some(dimension::Value::DimValue(..=0)))
    };
    if let Some(position) = shape.dim.iter().skip(1).position(|dimension| is_wrong(&dimension)) {
        let found = format!("an extent of 0 or less along axis {}", position + 1);
        return Err(refuse("an input of the model has no elements", &found).into());
    }
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
                return Err(malformed("a value is made twice")
                    .found(shown(name))
                    .expected("one node, input or constant of each name")
                    .into());
            }
        }
    }
    let mut waits_for = vec![0usize; nodes.len()];
    let mut readers = vec![Vec::new(); nodes.len()];
    let mut is_needed = vec![false; nodes.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut findings = Diagnostics::new();
    let unknown = |name: &str, subject: Subject| {
        Diagnostic::error(Code::ModelFormat, subject, "a value is read that nothing makes")
            .found(shown(name))
            .expected("the name of an input, a constant or an output of a node")
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
        let waiting = (0..nodes.len()).filter(|&index| is_needed[index] && waits_for[index] > 0).count();
        return Err(Diagnostic::error(Code::ModelFormat, subject, message)
            .found(format!("{waiting} nodes in or behind a cycle"))
            .expected("a graph without cycles")
            .into());
    }
    let mut nodes: Vec<Option<NodeProto>> = nodes.into_iter().map(Some).collect();
    Ok(order.into_iter().filter_map(|index| nodes.get_mut(index)?.take()).collect())
}
