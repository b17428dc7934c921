//! The graph: nodes and tensors in arenas with typed ids.

use crate::settings::{Compatibility, IoType, PeerTarget};
use crate::{Convolution, Geometry, NamedType, Op, Quantizer};

/// Identifies a node of one graph; never reused within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// Identifies a tensor of one graph; never reused within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TensorId(pub(crate) u32);

/// A value that flows between nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Variable name in generated code, such as `layer2_out`; unique in the graph.
    pub name: String,
    /// Shape without the batch dimension.
    pub shape: Vec<usize>,
    /// Number type of the elements.
    pub ty: NamedType,
    /// The quantiser that the model was trained with at this place, if there is one.
    pub quantizer: Option<Box<Quantizer>>,
}

/// An op at its place in the graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Layer name as in the model; unique in the graph, any characters.
    pub name: String,
    /// Number in order of creation, starting at 1; the number in generated names such as `w2`.
    pub index: u32,
    /// Class name of the layer in the model's own format, such as `InputLayer`; the key of configurations by type.
    pub origin: String,
    /// Whether `trace` records the output.
    pub trace: bool,
    /// What it computes.
    pub op: Op,
    /// Tensors it reads.
    pub inputs: Vec<TensorId>,
    /// Tensors it makes.
    pub outputs: Vec<TensorId>,
}

/// A neural network.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Name of the project.
    pub name: String,
    /// Whose numbers hold.
    pub compatibility: Compatibility,
    /// For which tools they are, where they are those of the peer.
    pub peer_target: PeerTarget,
    /// How tensors pass between the layers; a few layers compute other numbers on streams.
    pub io_type: IoType,
    pub(crate) nodes: Vec<Option<Node>>,
    pub(crate) tensors: Vec<Option<Tensor>>,
    pub(crate) order: Vec<NodeId>,
    pub(crate) inputs: Vec<TensorId>,
    pub(crate) outputs: Vec<TensorId>,
    pub(crate) last_index: u32,
}

impl Graph {
    /// An empty graph.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            compatibility: Compatibility::Sound,
            peer_target: PeerTarget::Amd,
            io_type: IoType::Parallel,
            nodes: Vec::new(),
            tensors: Vec::new(),
            order: Vec::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            last_index: 0,
        }
    }

    /// Whether the numbers are those of the peer for Quartus.
    pub fn is_peer_for_quartus(&self) -> bool {
        match (self.compatibility, self.peer_target) {
            (Compatibility::Hls4ml13, PeerTarget::Quartus) => true,
            (Compatibility::Hls4ml13, PeerTarget::Amd) | (Compatibility::Sound, _) => false,
        }
    }

    /// Adds a tensor that no node makes yet.
    pub fn add_tensor(&mut self, tensor: Tensor) -> TensorId {
        let id = TensorId(self.tensors.len() as u32);
        self.tensors.push(Some(tensor));
        id
    }

    /// Appends a node. Its index should come from [`Graph::next_index`].
    pub fn add_node(&mut self, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.last_index = self.last_index.max(node.index);
        self.nodes.push(Some(node));
        self.order.push(id);
        id
    }

    /// Appends a node with one output tensor of the conventional name `layer<index>_out` and an automatic type named
    /// `layer<index>_t`; an input's tensor has the name of the layer and the type `input_t` (`input<index>_t` after the
    /// first layer).
    pub fn add_layer(
        &mut self,
        name: impl Into<String>,
        origin: impl Into<String>,
        op: impl Into<Op>,
        inputs: Vec<TensorId>,
        shape: Vec<usize>,
    ) -> TensorId {
        self.add_layer_at(self.next_index(), name, origin, op, inputs, shape)
    }

    /// As [`Graph::add_layer`], with an index that need not follow the order of execution: the index of no other layer.
    pub fn add_layer_at(
        &mut self,
        index: u32,
        name: impl Into<String>,
        origin: impl Into<String>,
        op: impl Into<Op>,
        inputs: Vec<TensorId>,
        shape: Vec<usize>,
    ) -> TensorId {
        self.add_layer_with(index, name, origin, op, inputs, vec![shape])[0]
    }

    /// As [`Graph::add_layer_at`], with an output tensor for each shape; those behind the first are named after what the
    /// op calls them, such as `layer2_h` of the type `layer2_h_t`. At least one shape is needed.
    pub fn add_layer_with(
        &mut self,
        index: u32,
        name: impl Into<String>,
        origin: impl Into<String>,
        op: impl Into<Op>,
        inputs: Vec<TensorId>,
        shapes: Vec<Vec<usize>>,
    ) -> Vec<TensorId> {
        let (name, op) = (name.into(), op.into());
        let names = |position: usize| match (&op, position, op.output_suffix(position)) {
            (Op::Input(_), 0, _) if index == 1 => (name.clone(), "input_t".to_owned()),
            (Op::Input(_), 0, _) => (name.clone(), format!("input{index}_t")),
            (_, 0, suffix) => (format!("layer{index}_{suffix}"), format!("layer{index}_t")),
            (_, _, suffix) => (format!("layer{index}_{suffix}"), format!("layer{index}_{suffix}_t")),
        };
        let named: Vec<(String, String)> = (0..shapes.len()).map(names).collect();
        let tensor = |((name, type_name), shape): ((String, String), Vec<usize>)| {
            let ty = NamedType { name: type_name, ..NamedType::auto() };
            self.add_tensor(Tensor { name, shape, ty, quantizer: None })
        };
        let outputs: Vec<TensorId> = named.into_iter().zip(shapes).map(tensor).collect();
        let node = Node { name, index, origin: origin.into(), trace: false, op, inputs, outputs: outputs.clone() };
        self.add_node(node);
        outputs
    }

    /// The index the next created node gets.
    pub fn next_index(&self) -> u32 {
        self.last_index + 1
    }

    /// Says which quantiser the model was trained with at a tensor.
    pub fn set_quantizer(&mut self, tensor: TensorId, quantizer: Quantizer) {
        self.tensor_mut(tensor).quantizer = Some(Box::new(quantizer));
    }

    /// Declares the inputs of the model, in the order of its arguments.
    pub fn set_inputs(&mut self, inputs: Vec<TensorId>) {
        self.inputs = inputs;
    }

    /// Declares the outputs of the model, in the order of its results.
    pub fn set_outputs(&mut self, outputs: Vec<TensorId>) {
        self.outputs = outputs;
    }

    /// The inputs of the model, in the order of its arguments.
    pub fn inputs(&self) -> &[TensorId] {
        &self.inputs
    }

    /// The outputs of the model, in the order of its results.
    pub fn outputs(&self) -> &[TensorId] {
        &self.outputs
    }

    /// The nodes in execution order.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = (NodeId, &Node)> + '_ {
        self.order.iter().filter_map(|&id| Some((id, self.nodes[id.0 as usize].as_ref()?)))
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// True when there is no node.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// True when the node has not been removed.
    pub fn contains(&self, id: NodeId) -> bool {
        self.nodes.get(id.0 as usize).is_some_and(Option::is_some)
    }

    /// A node.
    ///
    /// # Panics
    /// When the node was removed or the id is of another graph.
    pub fn node(&self, id: NodeId) -> &Node {
        self.nodes[id.0 as usize].as_ref().expect("the node is in the graph")
    }

    /// A tensor.
    ///
    /// # Panics
    /// When the tensor was removed or the id is of another graph.
    pub fn tensor(&self, id: TensorId) -> &Tensor {
        self.tensors[id.0 as usize].as_ref().expect("the tensor is in the graph")
    }

    /// The node of a name.
    pub fn find(&self, name: &str) -> Option<NodeId> {
        self.nodes().find(|(_, node)| node.name == name).map(|(id, _)| id)
    }

    /// The node that makes a tensor.
    pub fn producer(&self, tensor: TensorId) -> Option<NodeId> {
        self.nodes().find(|(_, node)| node.outputs.contains(&tensor)).map(|(id, _)| id)
    }

    /// The nodes that read a tensor, in execution order, one entry for each place it is read.
    pub fn consumers(&self, tensor: TensorId) -> Vec<(NodeId, usize)> {
        self.nodes()
            .flat_map(|(id, node)| {
                node.inputs
                    .iter()
                    .enumerate()
                    .filter(move |(_, input)| **input == tensor)
                    .map(move |(slot, _)| (id, slot))
            })
            .collect()
    }

    /// Whether the model has quantizers, whose types say how wide everything between them must be.
    pub fn has_quantizers(&self) -> bool {
        self.nodes().any(|(_, node)| matches!(node.op, Op::FixedPointQuantizer(_)))
    }

    /// How often a tensor is used, counting model outputs.
    pub fn n_uses(&self, tensor: TensorId) -> usize {
        self.consumers(tensor).len() + self.outputs.iter().filter(|output| **output == tensor).count()
    }

    /// A layer as products over windows of its input; `None` for layers that are something else.
    pub fn convolution<'a>(&'a self, node: &'a Node) -> Option<Convolution<'a>> {
        let input = node.inputs.first().map_or(&[][..], |&input| &self.tensor(input).shape);
        node.op.convolution(input)
    }

    /// The products of a layer that has a strategy for one matrix; `None` for layers that are something else.
    pub fn products(&self, node: &Node) -> Option<Geometry> {
        if let Op::EinsumDense(op) = &node.op {
            let shape = node.inputs.first().map(|&input| &self.tensor(input).shape)?;
            return op.contraction(shape).ok().map(|loops| loops.geometry());
        }
        self.convolution(node).map(|convolution| convolution.geometry)
    }

    /// The tensor a node with one input reads; `None` for other nodes.
    pub fn sole_input(&self, node: &Node) -> Option<TensorId> {
        if let [input] = node.inputs[..] { Some(input) } else { None }
    }
}
