//! From the nodes of a graph to be to the graph.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Graph, Op, TensorId};

use super::step::{Setting, Step};

/// Name of the project until a configuration gives it one; the default of the peer.
const PROJECT: &str = "myproject";

/// Position in the list of shapes of a value that flows between layers.
pub(crate) type ValueId = usize;

/// A node of the graph to be.
pub(crate) struct Item {
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) step: Step,
    /// The values it reads.
    pub(crate) inputs: Vec<ValueId>,
    /// The values it makes.
    pub(crate) outputs: Vec<ValueId>,
}

/// Builds the graph of items in an order in which every value is made before it is read.
///
/// `shapes` are those of the values, `indices` those of the items.
///
/// # Errors
/// [`Code::Internal`] for items that do not fit each other.
pub(crate) fn emit(
    items: Vec<Item>,
    shapes: &[Vec<usize>],
    indices: &[u32],
    inputs: &[ValueId],
    outputs: &[ValueId],
) -> Result<Graph> {
    let mut graph = Graph::new(PROJECT);
    let mut tensors: Vec<Option<TensorId>> = vec![None; shapes.len()];
    let tensor = |tensors: &[Option<TensorId>], value: ValueId| {
        tensors[value].ok_or_else(|| Diagnostics::from(internal("a value is read before it is made")))
    };
    for (item, &index) in items.into_iter().zip(indices) {
        let Item { name, step, inputs, outputs } = item;
        let Step { origin, class, attributes, shape, more, quantizer, .. } = step;
        let attributes: Vec<_> = attributes
            .into_iter()
            .map(|(name, setting)| (name.to_owned(), Setting::into_value(setting, index)))
            .collect();
        let op = match Op::from_values(class, &attributes) {
            Some(Ok(op)) => op,
            Some(Err(error)) => return Err(internal(&format!("{class}: {error}")).into()),
            None => return Err(internal(&format!("no op {class}")).into()),
        };
        let inputs = inputs.into_iter().map(|input| tensor(&tensors, input)).collect::<Result<_>>()?;
        let shapes = [shape].into_iter().chain(more).collect();
        let made = graph.add_layer_with(index, name, origin, op, inputs, shapes);
        if let (Some(quantizer), Some(&output)) = (quantizer, made.first()) {
            graph.set_quantizer(output, quantizer);
        }
        for (output, tensor) in outputs.into_iter().zip(made) {
            tensors[output] = Some(tensor);
        }
    }
    graph.set_inputs(inputs.iter().map(|&value| tensor(&tensors, value)).collect::<Result<_>>()?);
    graph.set_outputs(outputs.iter().map(|&value| tensor(&tensors, value)).collect::<Result<_>>()?);
    Ok(graph)
}

/// A finding about hlsmith itself.
pub(crate) fn internal(message: &str) -> Diagnostic {
    Diagnostic::error(Code::Internal, Subject::Model, message)
}
