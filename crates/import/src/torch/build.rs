//! From the program to the graph: what each name of the program stands for, and which calls become layers.

use std::collections::{BTreeMap, BTreeSet};

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Array, Graph, Layouts};

use super::archive::Archive;
use super::names::Names;
use super::ops::{self, attention};
use super::schema::{Input, Made, Node, Program, TensorMeta};
use super::weights::Weights;
use crate::flow::{Flow, Stop, Value};
use crate::limits::MAX_FOLDED_ELEMENTS;
use crate::text::{counted, shown};

/// A tensor of the program that the graph computes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tensor {
    /// The tensor without its batch dimension.
    pub(super) value: Value,
    /// The place of the batch dimension among the dimensions of the program.
    pub(super) batch: usize,
}

/// A size that may depend on the number of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Known(i64),
    /// The number of samples.
    Batch,
    /// Something else that depends on it.
    Unknown,
}

/// What a name of the program stands for.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Tensor(Tensor),
    /// A trained tensor by its name in the module.
    Trained(String),
    /// What is computed of constants alone.
    Constant(Array),
    /// Scores of which a constant mask hides some: minus infinity is added to those, 0 to the others.
    Masked(Tensor, Array),
    /// Zeros, such as the first states of a recurrent layer.
    Zeros,
    /// The last states of the layers and directions of a recurrent layer, one behind the other along the first dimension.
    States(Vec<Value>),
    /// The absolute values of a tensor, as the first part of a softsign.
    Absolute(Tensor),
    /// One more than the absolute values of a tensor.
    AbsolutePlusOne(Tensor),
    Extent(Extent),
    /// Nothing that hardware knows, such as the indices of largest elements: the reason why it cannot be used.
    Unusable(&'static str),
    /// What a call that has been refused would have made.
    Refused,
}

/// The state of an import.
pub(super) struct Importer<'a> {
    pub(super) archive: Archive<'a>,
    pub(super) weights: Weights,
    pub(super) flow: Flow,
    pub(super) items: BTreeMap<String, Item>,
    /// Types and shapes of the tensors of the program.
    pub(super) tensors: BTreeMap<String, TensorMeta>,
    /// The names that anything reads.
    pub(super) used: BTreeSet<String>,
    /// The names of the results.
    pub(super) results: BTreeSet<String>,
    /// How many elements more the constants may have that calls compute.
    pub(super) room: usize,
    names: Names,
}

/// Builds the graph of a program, and says what is odd about the file.
///
/// # Errors
/// Everything that cannot be imported.
pub(super) fn build(
    program: Program,
    weights: Weights,
    archive: Archive<'_>,
    layouts: Layouts,
) -> Result<(Graph, Diagnostics)> {
    let Program { inputs, nodes, outputs, tensors, remarks } = program;
    let mut used: BTreeSet<String> = outputs.iter().cloned().collect();
    used.extend(nodes.iter().flat_map(Node::reads).map(str::to_owned));
    let (flow, names, results) = (Flow::new(layouts), Names::default(), outputs.iter().cloned().collect());
    let room = MAX_FOLDED_ELEMENTS;
    let mut importer = Importer { archive, weights, flow, items: BTreeMap::new(), tensors, used, results, room, names };
    let mut findings = Diagnostics::new();
    let ends = importer.inputs(&inputs, &mut findings);
    let mut position = 0;
    while let Some(node) = nodes.get(position) {
        // The calls of a module that is imported as a whole are one layer.
        let n_calls = attention::calls(&nodes[position..]);
        let calls = &nodes[position..position + n_calls.max(1)];
        position += calls.len();
        let made = if n_calls > 0 { importer.attention(calls) } else { importer.node(node) };
        match made {
            Ok(()) => {}
            Err(stop) => {
                if let Stop::Refused(refused) = stop {
                    findings.extend(refused);
                }
                for name in calls.iter().flat_map(|call| &call.outputs).filter_map(Made::name) {
                    importer.items.insert(name.to_owned(), Item::Refused);
                }
            }
        }
    }
    let mut results = Vec::with_capacity(outputs.len());
    for output in &outputs {
        match importer.result(output) {
            Ok(value) => results.push(value),
            Err(Stop::Refused(refused)) => findings.extend(refused),
            Err(Stop::Unknown) => {}
        }
    }
    findings.into_result()?;
    let unique: BTreeSet<Value> = results.iter().copied().collect();
    if unique.len() < results.len() {
        let message = "the model gives one tensor as several outputs";
        return Err(Diagnostic::error(Code::UnsupportedLayer, Subject::Model, message)
            .expected("every output once")
            .into());
    }
    let graph = importer.flow.finish(&ends, &results)?;
    Ok((graph, remarks))
}

impl Made {
    /// The name of what is made.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Made::Tensor(name) | Made::Scalar(name) => Some(name),
            Made::Nothing => None,
        }
    }
}

impl Importer<'_> {
    /// Makes the inputs of the model and notes where its trained tensors are.
    fn inputs(&mut self, inputs: &[Input], findings: &mut Diagnostics) -> Vec<Value> {
        let mut ends = Vec::new();
        for input in inputs {
            match input {
                Input::User(name) => match self.user_input(name) {
                    Ok(tensor) => {
                        ends.push(tensor.value);
                        self.items.insert(name.clone(), Item::Tensor(tensor));
                    }
                    Err(refused) => {
                        findings.extend(refused);
                        self.items.insert(name.clone(), Item::Refused);
                    }
                },
                Input::Trained(name, own) | Input::Constant(name, own) => {
                    self.items.insert(name.clone(), Item::Trained(own.clone()));
                }
                Input::Other => {}
            }
        }
        if ends.is_empty() && findings.is_empty() {
            findings.push(Diagnostic::error(Code::ModelFormat, Subject::Model, "the model has no input"));
        }
        ends
    }

    fn user_input(&mut self, name: &str) -> Result<Tensor> {
        let layer = self.names.take(name);
        let refuse =
            |message: &str| Diagnostic::error(Code::UnsupportedSetting, Subject::Layer(layer.clone()), message);
        let Some(meta) = self.tensors.get(name) else {
            return Err(refuse("the input has no shape").into());
        };
        let sizes = &meta.sizes;
        let unknown: Vec<usize> = (0..sizes.len()).filter(|&axis| sizes[axis].is_none()).collect();
        let batch = match unknown[..] {
            [] => 0,
            [batch] => batch,
            _ => {
                return Err(refuse("the input has several dimensions of unknown size")
                    .found(counted(unknown.len(), "dimension"))
                    .expected("a fixed size for every dimension besides the batch")
                    .into());
            }
        };
        let shape: Vec<usize> =
            sizes.iter().enumerate().filter(|(axis, _)| *axis != batch).filter_map(|(_, size)| *size).collect();
        if shape.is_empty() || shape.contains(&0) {
            return Err(refuse("the input has no dimension besides the batch, or is empty")
                .found(format!("{shape:?}"))
                .expected("at least one dimension")
                .into());
        }
        Ok(Tensor { value: self.flow.input(&layer, "InputLayer", &shape)?, batch })
    }

    /// Imports one call.
    fn node(&mut self, node: &Node) -> std::result::Result<(), Stop> {
        let mut call = ops::Call { importer: self, node, name: node.name.clone() };
        let made = match ops::constant::fold(&mut call)? {
            Some(array) => vec![Item::Constant(array)],
            None => {
                let import = ops::find(node)?;
                call.name = call.importer.layer_name(node);
                import(&mut call)?
            }
        };
        for (output, item) in node.outputs.iter().zip(made) {
            if let Some(name) = output.name() {
                self.items.insert(name.to_owned(), item);
            }
        }
        Ok(())
    }

    /// Imports the calls of a `MultiheadAttention`.
    fn attention(&mut self, calls: &[Node]) -> std::result::Result<(), Stop> {
        let Some(first) = calls.first() else { return Ok(()) };
        let name = self.layer_name(first);
        let (output, tensor) = attention::import(self, calls, &name)?;
        let reason = "only the result of an attention can be used, not its weights or what it computes on the way";
        for made in calls.iter().flat_map(|call| &call.outputs) {
            // Sizes that are computed between the calls are read elsewhere.
            if let Made::Tensor(name) = made {
                self.items.insert(name.clone(), Item::Unusable(reason));
            }
        }
        self.items.insert(output, Item::Tensor(tensor));
        Ok(())
    }

    /// The name of the layer of a call.
    fn layer_name(&mut self, node: &Node) -> String {
        let (path, class) = &node.module;
        let is_leaf = class.starts_with("torch.nn.modules.") && !class.starts_with("torch.nn.modules.container.");
        if is_leaf && !path.is_empty() {
            return self.names.take(path);
        }
        let function = match node.function.as_str() {
            "" => node.target.split('.').nth(1).unwrap_or("call"),
            "__getitem__" => "getitem",
            function => function.trim_matches('_'),
        };
        self.names.take(function)
    }

    /// The tensor of an output of the model.
    fn result(&mut self, name: &str) -> std::result::Result<Value, Stop> {
        let refuse = |message: &str| {
            let subject = Subject::Layer(shown(name));
            Stop::from(
                Diagnostic::error(Code::UnsupportedLayer, subject, message).expected("a tensor that is computed"),
            )
        };
        match self.items.get(name) {
            Some(Item::Tensor(tensor)) if tensor.batch == 0 => Ok(tensor.value),
            Some(Item::Tensor(_)) => Err(refuse("the batch is not the first dimension of the output")),
            Some(Item::Refused) => Err(Stop::Unknown),
            Some(Item::Unusable(reason)) => Err(refuse(reason)),
            Some(Item::Masked(..)) => Err(refuse("the output hides elements with minus infinity")),
            Some(Item::States(_)) => Err(refuse("the output holds the states of a recurrent layer")),
            Some(_) | None => Err(refuse("the output does not depend on the inputs")),
        }
    }
}
