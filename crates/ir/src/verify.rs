//! Rules every graph keeps.

use std::collections::BTreeSet;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Subject};

use crate::Graph;

/// Checks that names are unique, every tensor is made before it is read, made once and only once, that all shapes
/// follow from the ops, and that loops over steps are closed.
///
/// # Errors
/// Every broken rule.
pub fn verify(graph: &Graph) -> hlsmith_diag::Result<()> {
    let mut findings = Diagnostics::new();
    let mut invalid = |layer: &str, message: String| {
        findings.push(Diagnostic::error(Code::IrInvalid, Subject::Layer(layer.to_owned()), message));
    };
    let (mut node_names, mut tensor_names, mut made) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (_, node) in graph.nodes() {
        if !node_names.insert(node.name.as_str()) {
            invalid(&node.name, "another layer has the same name".into());
        }
        for &input in &node.inputs {
            if !made.contains(&input) {
                let tensor = &graph.tensor(input).name;
                invalid(&node.name, format!("reads `{tensor}` before any layer has made it"));
            }
        }
        for &output in &node.outputs {
            let tensor = &graph.tensor(output).name;
            if !made.insert(output) {
                invalid(&node.name, format!("makes `{tensor}`, which another layer has made"));
            }
            if !tensor_names.insert(tensor.as_str()) {
                invalid(&node.name, format!("another tensor is named `{tensor}`"));
            }
        }
    }
    for (_, node) in graph.nodes() {
        let inputs: Vec<&[usize]> = node.inputs.iter().map(|&input| graph.tensor(input).shape.as_slice()).collect();
        let outputs: Vec<&Vec<usize>> = node.outputs.iter().map(|&output| &graph.tensor(output).shape).collect();
        let mismatch = |found: String, expected: String| {
            let message = "shapes do not fit the layer";
            Diagnostic::error(Code::ShapeMismatch, Subject::Layer(node.name.clone()), message)
                .found(found)
                .expected(expected)
        };
        match node.op.output_shapes(&inputs) {
            Ok(expected) if expected.iter().eq(outputs.iter().copied()) => {}
            Ok(expected) => findings.push(mismatch(format!("{outputs:?}"), format!("{expected:?}"))),
            Err(error) => findings.push(mismatch(error.found, error.expected)),
        }
    }
    match graph.steps() {
        Ok(steps) => {
            let ends = graph.inputs().iter().chain(graph.outputs());
            for tensor in ends.filter(|tensor| steps.get(tensor).is_some_and(|steps| !steps.loops.is_empty())) {
                let name = &graph.tensor(*tensor).name;
                let message = format!("the input or output `{name}` of the model is a single step");
                findings.push(Diagnostic::error(Code::IrInvalid, Subject::Model, message));
            }
        }
        Err(layer) => {
            let message = "the layer reads tensors of different loops over steps, or ends a loop that it is not in";
            findings.push(Diagnostic::error(Code::IrInvalid, Subject::Layer(layer), message));
        }
    }
    for (role, tensors) in [("input", graph.inputs()), ("output", graph.outputs())] {
        for &tensor in tensors {
            if !made.contains(&tensor) {
                let message = format!("the model's {role} `{}` is made by no layer", graph.tensor(tensor).name);
                findings.push(Diagnostic::error(Code::IrInvalid, Subject::Model, message));
            }
        }
    }
    if graph.outputs().is_empty() {
        findings.push(Diagnostic::error(Code::IrInvalid, Subject::Model, "the model has no output"));
    }
    findings.into_result().map(|_| ())
}
