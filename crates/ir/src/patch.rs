//! Changes to a graph, as data.

use hlsmith_diag::{Code, Diagnostic, Subject};

use crate::{Graph, NamedType, Node, NodeId, Op, Tensor, TensorId};

/// A node to be made by a patch.
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
    /// Type of the outputs.
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
    /// Puts a new node with one input and one output behind a tensor, for the reader of it at a position only.
    InsertBefore(NodeId, usize, NewNode),
    /// Puts a new node with one input behind a tensor; each use of the tensor, those by nodes in execution order and then
    /// those as model outputs, reads an output of its own. The node has as many outputs as the tensor has uses.
    Distribute(TensorId, NewNode),
    /// Puts a chain of new nodes in the place of a node with one output; the first reads what the node read, the others
    /// the node before them.
    ReplaceByChain(NodeId, Vec<NewNode>),
    /// Gives a node the next index; names that stand for its tensors and weights stay.
    Renumber(NodeId),
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
            Edit::InsertAfter(tensor, new) => {
                let (id, outputs) = self.insert(vec![tensor], new, 1, self.place_after(tensor))?;
                self.redirect(tensor, outputs[0], Some(id));
                Ok(())
            }
            Edit::InsertBefore(reader, position, new) => {
                let tensor = self.node(reader).inputs[position];
                let (_, outputs) = self.insert(vec![tensor], new, 1, self.place_after(tensor))?;
                self.node_mut(reader).inputs[position] = outputs[0];
                Ok(())
            }
            Edit::Distribute(tensor, new) => {
                let readers = self.consumers(tensor);
                let n_uses = self.n_uses(tensor);
                let (_, outputs) = self.insert(vec![tensor], new, n_uses, self.place_after(tensor))?;
                let mut outputs = outputs.into_iter();
                for ((reader, position), output) in readers.into_iter().zip(outputs.by_ref()) {
                    self.node_mut(reader).inputs[position] = output;
                }
                for (output, own) in self.outputs.iter_mut().filter(|output| **output == tensor).zip(outputs) {
                    *output = own;
                }
                Ok(())
            }
            Edit::ReplaceByChain(id, chain) => self.replace(id, chain),
            Edit::Renumber(id) => {
                self.last_index += 1;
                self.node_mut(id).index = self.last_index;
                Ok(())
            }
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

    /// The position behind the node that makes a tensor.
    fn place_after(&self, tensor: TensorId) -> Option<usize> {
        let producer = self.producer(tensor)?;
        self.order.iter().position(|&other| other == producer).map(|position| position + 1)
    }

    /// Adds a node with `n_outputs` outputs at a position of the execution order, by default the first.
    fn insert(
        &mut self,
        inputs: Vec<TensorId>,
        new: NewNode,
        n_outputs: usize,
        place: Option<usize>,
    ) -> hlsmith_diag::Result<(NodeId, Vec<TensorId>)> {
        let NewNode { name, origin, trace, op, ty } = new;
        let shapes: Vec<&[usize]> = inputs.iter().map(|&input| self.tensor(input).shape.as_slice()).collect();
        let subject = || Subject::Layer(name.clone());
        let shapes = op.output_shapes(&shapes).map_err(|error| {
            Diagnostic::error(Code::ShapeMismatch, subject(), "the new layer does not fit its place")
                .found(error.found)
                .expected(error.expected)
        })?;
        if shapes.len() != n_outputs {
            let message = "the new layer has another number of outputs than its place";
            return Err(Diagnostic::error(Code::PassFailed, subject(), message)
                .found(shapes.len().to_string())
                .expected(n_outputs.to_string())
                .into());
        }
        let index = self.next_index();
        let mut outputs = Vec::with_capacity(n_outputs);
        for (position, shape) in shapes.into_iter().enumerate() {
            let name = format!("layer{index}_{}", op.output_suffix(position));
            outputs.push(self.add_tensor(Tensor { name, shape, ty: ty.clone(), quantizer: None }));
        }
        let id = self.add_node(Node { name, index, origin, trace, op, inputs, outputs: outputs.clone() });
        self.order.pop();
        self.order.insert(place.unwrap_or(0), id);
        Ok((id, outputs))
    }

    fn replace(&mut self, id: NodeId, chain: Vec<NewNode>) -> hlsmith_diag::Result<()> {
        let node = self.node(id);
        let (mut inputs, name) = (node.inputs.clone(), node.name.clone());
        let &[output] = &node.outputs[..] else {
            let message = "only a layer with one output can be replaced";
            return Err(Diagnostic::error(Code::PassFailed, Subject::Layer(name), message).into());
        };
        let mut last = None;
        for new in chain {
            let place = self.order.iter().position(|&other| other == id);
            let (_, outputs) = self.insert(inputs, new, 1, place)?;
            last = outputs.first().copied();
            inputs = outputs;
        }
        let Some(last) = last else {
            let message = "a layer cannot be replaced by nothing";
            return Err(Diagnostic::error(Code::PassFailed, Subject::Layer(name), message).into());
        };
        let (from, to) = (&self.tensor(output).shape, &self.tensor(last).shape);
        if from != to {
            return Err(self.misfit(id, format!("{to:?}"), format!("{from:?}")));
        }
        self.redirect(output, last, None);
        self.order.retain(|&other| other != id);
        self.nodes[id.0 as usize] = None;
        self.tensors[output.0 as usize] = None;
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

    pub(crate) fn tensor_mut(&mut self, id: TensorId) -> &mut Tensor {
        self.tensors[id.0 as usize].as_mut().expect("the tensor is in the graph")
    }
}
