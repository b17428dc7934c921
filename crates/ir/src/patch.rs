//! Changes to a graph, as data.

use hlsmith_diag::{Code, Diagnostic, Subject};

use crate::{Graph, NamedType, Node, NodeId, Op, Tensor, TensorId};

/// A node to be made by a patch, with one output tensor.
#[derive(Clone, Debug, PartialEq)]
pub struct NewNode {
    /// Layer name.
    pub name: String,
    /// Class name in the model's own format.
    pub origin: String,
    /// Whether `trace` records the output.
    pub trace: bool,
    /// What it computes.
    pub op: Op,
    /// Type of the output.
    pub ty: NamedType,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Removes a node with one input and one output; whoever read its output reads its input.
    RemoveNode(NodeId),
    /// Gives a node another op; name, index and connections stay.
    SetOp(NodeId, Op),
    /// Gives a tensor another type.
    SetTensorType(TensorId, NamedType),
    /// Says whether `trace` records a node.
    SetTrace(NodeId, bool),
    /// Puts a new node with one input and one output behind a tensor; all uses of the tensor read the new output.
    InsertAfter(TensorId, NewNode),
}

/// The changes of one rewrite, applied in order; nothing when empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    /// The changes.
    pub edits: Vec<Edit>,
}

impl Patch {
    /// A patch of one change.
    pub fn one(edit: Edit) -> Self {
        Self { edits: vec![edit] }
    }

    /// True when it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

impl From<Vec<Edit>> for Patch {
    fn from(edits: Vec<Edit>) -> Self {
        Self { edits }
    }
}

impl Graph {
    /// Applies a patch.
    ///
    /// # Errors
    /// When a change does not fit the graph; the graph is then in an unspecified valid state.
    pub fn apply(&mut self, patch: Patch) -> hlsmith_diag::Result<()> {
        patch.edits.into_iter().try_for_each(|edit| self.apply_edit(edit))
    }

    fn apply_edit(&mut self, edit: Edit) -> hlsmith_diag::Result<()> {
        match edit {
            Edit::RemoveNode(id) => self.remove_node(id),
            Edit::SetOp(id, op) => {
                let shapes: Vec<&[usize]> =
                    self.node(id).inputs.iter().map(|&input| self.tensor(input).shape.as_slice()).collect();
                let made: Vec<Vec<usize>> =
                    self.node(id).outputs.iter().map(|&output| self.tensor(output).shape.clone()).collect();
                match op.output_shapes(&shapes) {
                    Ok(expected) if expected == made => {}
                    Ok(expected) => return Err(self.misfit(id, format!("{expected:?}"), format!("{made:?}"))),
                    Err(error) => return Err(self.misfit(id, error.found, error.expected)),
                }
                self.node_mut(id).op = op;
                Ok(())
            }
            Edit::SetTensorType(id, ty) => {
                self.tensor_mut(id).ty = ty;
                Ok(())
            }
            Edit::SetTrace(id, trace) => {
                self.node_mut(id).trace = trace;
                Ok(())
            }
            Edit::InsertAfter(tensor, new) => self.insert_after(tensor, new),
        }
    }

    fn misfit(&self, id: NodeId, found: String, expected: String) -> hlsmith_diag::Diagnostics {
        let name = self.node(id).name.clone();
        Diagnostic::error(Code::ShapeMismatch, Subject::Layer(name), "the rewritten layer does not fit its place")
            .found(found)
            .expected(expected)
            .into()
    }

    fn remove_node(&mut self, id: NodeId) -> hlsmith_diag::Result<()> {
        let node = self.node(id);
        let ([input], [output]) = (&node.inputs[..], &node.outputs[..]) else {
            let name = node.name.clone();
            let message = "only a layer with one input and one output can be removed";
            return Err(Diagnostic::error(Code::PassFailed, Subject::Layer(name), message).into());
        };
        let (input, output) = (*input, *output);
        self.redirect(output, input, None);
        self.order.retain(|&other| other != id);
        self.nodes[id.0 as usize] = None;
        self.tensors[output.0 as usize] = None;
        Ok(())
    }

    fn insert_after(&mut self, tensor: TensorId, new: NewNode) -> hlsmith_diag::Result<()> {
        let shape = self.tensor(tensor).shape.clone();
        let shapes = new.op.output_shapes(&[&shape]).map_err(|error| {
            Diagnostic::error(
                Code::ShapeMismatch,
                Subject::Layer(new.name.clone()),
                "the new layer does not fit its place",
            )
            .found(error.found)
            .expected(error.expected)
        })?;
        let [shape] = <[Vec<usize>; 1]>::try_from(shapes).map_err(|shapes| {
            let message = "a layer with one output is needed here";
            Diagnostic::error(Code::PassFailed, Subject::Layer(new.name.clone()), message)
                .found(format!("{} outputs", shapes.len()))
        })?;
        let index = self.next_index();
        let position = self.producer(tensor).and_then(|id| self.order.iter().position(|&other| other == id));
        let output = self.add_tensor(Tensor { name: format!("layer{index}_out"), shape, ty: new.ty });
        let NewNode { name, origin, trace, op, .. } = new;
        let (inputs, outputs) = (vec![tensor], vec![output]);
        let id = self.add_node(Node { name, index, origin, trace, op, inputs, outputs });
        self.redirect(tensor, output, Some(id));
        self.order.pop();
        self.order.insert(position.map_or(0, |position| position + 1), id);
        Ok(())
    }

    /// Lets every use of a tensor, except by one node, read another.
    fn redirect(&mut self, from: TensorId, to: TensorId, except: Option<NodeId>) {
        for index in 0..self.order.len() {
            let id = self.order[index];
            if Some(id) != except {
                self.node_mut(id).inputs.iter_mut().filter(|input| **input == from).for_each(|input| *input = to);
            }
        }
        self.outputs.iter_mut().filter(|output| **output == from).for_each(|output| *output = to);
    }

    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        self.nodes[id.0 as usize].as_mut().expect("the node is in the graph")
    }

    fn tensor_mut(&mut self, id: TensorId) -> &mut Tensor {
        self.tensors[id.0 as usize].as_mut().expect("the tensor is in the graph")
    }
}
