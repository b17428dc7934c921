//! A graph as a table.

use std::collections::BTreeMap;

use hlsmith_ir::{AttributeValue, Graph, IoType, Node};
use serde_json::{Value, json};

/// One layer of a graph, for people and machines.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Layer name.
    pub name: String,
    /// Class name.
    pub class: &'static str,
    /// What tells ops of one class apart, such as the function of an activation or how a convolution reads a stream.
    pub detail: String,
    /// Shapes of the outputs, without the batch dimension.
    pub shapes: Vec<Vec<usize>>,
    /// Types of the outputs.
    pub results: Vec<String>,
    /// Other types by attribute, weights included.
    pub types: Vec<(String, String)>,
    /// Number of trained constants.
    pub n_weights: usize,
    /// Strategy, for layers that have one.
    pub strategy: Option<String>,
    /// Reuse factor, for layers that have one.
    pub reuse_factor: Option<i64>,
    /// Names of the layers whose outputs it reads.
    pub inputs: Vec<String>,
    /// Packets that the FIFOs behind the outputs hold, for those that have one.
    pub fifo_depths: Vec<usize>,
}

/// The layers of a graph in execution order; `fifo_depths` has the depth of the FIFO behind each tensor by its name.
pub(crate) fn inspect(graph: &Graph, fifo_depths: &BTreeMap<String, usize>) -> Vec<Row> {
    graph.nodes().map(|(_, node)| row(graph, node, fifo_depths)).collect()
}

fn row(graph: &Graph, node: &Node, fifo_depths: &BTreeMap<String, usize>) -> Row {
    let text = |name: &str| match node.op.get(name)? {
        AttributeValue::Choice(text) => Some(text),
        AttributeValue::Int(value) => Some(value.to_string()),
        AttributeValue::Float(value) => Some(value.to_string()),
        AttributeValue::Extension(extension) => Some(extension.name().to_owned()),
        AttributeValue::Bool(_)
        | AttributeValue::Ints(_)
        | AttributeValue::Type(_)
        | AttributeValue::Weight(_)
        | AttributeValue::Values(_)
        | AttributeValue::Weights(_) => None,
    };
    let outputs = || node.outputs.iter().map(|&output| graph.tensor(output));
    Row {
        name: node.name.clone(),
        class: node.op.class(),
        detail: ["function", "implementation", "extension"]
            .iter()
            .find_map(|name| text(name))
            .or_else(|| text("conv_implementation").filter(|_| graph.io_type == IoType::Stream))
            .unwrap_or_default(),
        shapes: outputs().map(|tensor| tensor.shape.clone()).collect(),
        results: outputs().map(|tensor| tensor.ty.precision.to_string()).collect(),
        types: node.op.types().iter().map(|(name, ty)| ((*name).to_owned(), ty.precision.to_string())).collect(),
        n_weights: node.op.weights().iter().map(|(_, weight)| weight.data.len()).sum(),
        strategy: text("strategy"),
        reuse_factor: match node.op.get("reuse_factor") {
            Some(AttributeValue::Int(value)) => Some(value),
            Some(_) | None => None,
        },
        inputs: node
            .inputs
            .iter()
            .filter_map(|&input| graph.producer(input).map(|id| graph.node(id).name.clone()))
            .collect(),
        fifo_depths: outputs().filter_map(|tensor| fifo_depths.get(&tensor.name).copied()).collect(),
    }
}

impl Row {
    /// The row as a JSON object.
    pub fn to_json(&self) -> Value {
        let types: serde_json::Map<String, Value> =
            self.types.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
        json!({
            "name": self.name,
            "class": self.class,
            "detail": self.detail,
            "inputs": self.inputs,
            "shapes": self.shapes,
            "results": self.results,
            "types": types,
            "n_weights": self.n_weights,
            "strategy": self.strategy,
            "reuse_factor": self.reuse_factor,
            "fifo_depths": self.fifo_depths,
        })
    }
}
