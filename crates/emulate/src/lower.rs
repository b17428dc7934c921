//! From the graph to a list of layers with types resolved and constants on their grid.

use std::collections::BTreeMap;
use std::ops::Range;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_fixed::FixedType;
use hlsmith_ir::{Compatibility, Graph, Node, Op, Steps, TensorId, verify};

use crate::from_float::FromFloat;
use crate::ops::batch_normalization_quantized_tanh;
use crate::ops::bounded_relu;
use crate::ops::custom;
use crate::ops::fixed_point_quantizer::FixedPointQuantizer;
use crate::ops::layer_normalization::LayerNormalization;
use crate::ops::{Context, LayerOp, activation, batch_normalization, broadcast, concatenate, cropping_1d, cropping_2d};
use crate::ops::{dense, dot, embedding, global_pooling_1d, global_pooling_2d, hard_activation, input, merge};
use crate::ops::{einsum, einsum_dense};
use crate::ops::{
    multi_threshold, stream_clone, ternary_tanh, time_distributed, transpose, unary_lut, zero_padding_1d,
    zero_padding_2d,
};
use crate::ops::{
    parametrized_activation, pooling_1d, pooling_2d, prelu, recurrent, repack, repeat_vector, reshape, resize, softmax,
};
use crate::types::{at_layer, fixed_type};

/// Most elements of a tensor.
const MAX_ELEMENTS: usize = 1 << 31;

/// A tensor of the model.
#[derive(Clone, Debug)]
pub(crate) struct Tensor {
    pub(crate) name: String,
    /// The shape of one sample, or of one step where the tensor is in a loop over steps.
    pub(crate) shape: Vec<usize>,
    /// The numbers of steps of the loops it is in, of the outermost first.
    pub(crate) steps: Vec<usize>,
    pub(crate) ty: FixedType,
}

impl Tensor {
    /// Number of elements of one sample, of all steps.
    pub(crate) fn len(&self) -> usize {
        self.n_steps() * self.shape.iter().product::<usize>()
    }

    /// How often it is computed for a sample.
    pub(crate) fn n_steps(&self) -> usize {
        self.steps.iter().product()
    }
}

/// A layer at its place.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) name: String,
    pub(crate) op: LayerOp,
    /// Indices of the tensors it reads.
    pub(crate) inputs: Vec<usize>,
    /// Indices of the tensors it makes; the first is the one that is recorded.
    pub(crate) outputs: Range<usize>,
}

impl Layer {
    /// Index of the first tensor it makes.
    pub(crate) fn output(&self) -> usize {
        self.outputs.start
    }
}

/// A typed graph whose layers are ready to be computed in order.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) tensors: Vec<Tensor>,
    pub(crate) layers: Vec<Layer>,
    /// Tensors of the arguments.
    pub(crate) inputs: Vec<usize>,
    /// Tensors of the results.
    pub(crate) outputs: Vec<usize>,
}

impl Model {
    /// Whether some layer starts a sample from what the one before has left.
    pub(crate) fn is_stateful(&self) -> bool {
        self.layers.iter().any(|layer| matches!(&layer.op, LayerOp::Recurrent(op) if op.is_stateful))
    }

    /// Resolves a graph.
    ///
    /// # Errors
    /// Every layer that cannot be computed, with the reason.
    pub(crate) fn lower(graph: &Graph) -> Result<Self> {
        verify(graph)?;
        let steps = graph.steps().map_err(|layer| {
            Diagnostic::error(Code::IrInvalid, Subject::Layer(layer), "the layer is in several loops over steps")
        })?;
        let mut findings = Diagnostics::new();
        let mut slots = BTreeMap::new();
        let mut model = Model { tensors: Vec::new(), layers: Vec::new(), inputs: Vec::new(), outputs: Vec::new() };
        for (_, node) in graph.nodes() {
            let Some(&output) = node.outputs.first() else {
                findings.push(internal(node, "a layer makes no tensor"));
                continue;
            };
            // The size of the outputs is checked before anything as large as they is made.
            let lowered =
                outputs(graph, node, &steps).and_then(|tensors| Ok((lower_node(graph, node, output)?, tensors)));
            match lowered {
                Ok((op, tensors)) => {
                    let inputs = node.inputs.iter().filter_map(|input| slots.get(input)).copied().collect();
                    let first = model.tensors.len();
                    slots.extend(node.outputs.iter().copied().zip(first..));
                    model.tensors.extend(tensors);
                    let outputs = first..model.tensors.len();
                    model.layers.push(Layer { name: node.name.clone(), op, inputs, outputs });
                }
                Err(errors) => findings.extend(at_layer(&node.name, errors)),
            }
        }
        findings.into_result()?;
        let slots_of = |ids: &[TensorId]| ids.iter().filter_map(|id| slots.get(id)).copied().collect();
        model.inputs = slots_of(graph.inputs());
        let is_argument =
            |&slot: &usize| model.layers.iter().any(|l| l.output() == slot && matches!(l.op, LayerOp::Input(_)));
        if !model.inputs.iter().all(is_argument) {
            let message = "an input of the model is not made by an input layer";
            return Err(Diagnostic::error(Code::IrInvalid, Subject::Model, message).into());
        }
        model.outputs = slots_of(graph.outputs());
        Ok(model)
    }
}

/// The tensors that a node makes.
fn outputs(graph: &Graph, node: &Node, steps: &BTreeMap<TensorId, Steps>) -> Result<Vec<Tensor>> {
    let tensor = |&output: &TensorId| {
        let tensor = graph.tensor(output);
        let steps: Vec<usize> = steps.get(&output).iter().flat_map(|steps| steps.extents()).collect();
        let elements = steps.iter().chain(&tensor.shape).try_fold(1_usize, |product, &n| product.checked_mul(n));
        if !elements.is_some_and(|elements| (1..=MAX_ELEMENTS).contains(&elements)) {
            let message = "the number of elements is out of range";
            return Err(Diagnostic::error(Code::ShapeMismatch, Subject::Model, message)
                .found(format!("{:?}", [&steps[..], &tensor.shape].concat()))
                .expected(format!("1 to {MAX_ELEMENTS}"))
                .into());
        }
        let ty = fixed_type(&tensor.ty, "the result")?;
        Ok(Tensor { name: tensor.name.clone(), shape: tensor.shape.clone(), steps, ty })
    };
    node.outputs.iter().map(tensor).collect()
}

/// The op of a node, with types resolved.
fn lower_node(graph: &Graph, node: &Node, output: TensorId) -> Result<LayerOp> {
    let output_ty = fixed_type(&graph.tensor(output).ty, "the result")?;
    let (input_ty, shape) = match node.inputs.first() {
        Some(&input) => (fixed_type(&graph.tensor(input).ty, "the input")?, graph.tensor(input).shape.as_slice()),
        None => (output_ty, [].as_slice()),
    };
    let other = node.inputs.get(1).map_or(&[][..], |&input| &graph.tensor(input).shape);
    let compatibility: Compatibility = graph.compatibility;
    let is_quartus = graph.is_peer_for_quartus();
    let context = &Context { input: input_ty, output: output_ty, compatibility, is_quartus, io_type: graph.io_type };
    Ok(match &node.op {
        Op::Activation(op) => LayerOp::Activation(activation::Activation::lower(op, context)?),
        Op::BatchNormalizationQuantizedTanh(op) => {
            LayerOp::Levels(batch_normalization_quantized_tanh::BatchNormalizationQuantizedTanh::lower(op, context)?)
        }
        Op::BatchNormalization(op) => {
            LayerOp::BatchNormalization(batch_normalization::BatchNormalization::lower(op, context)?)
        }
        Op::Bidirectional(op) => LayerOp::Recurrent(Box::new(recurrent::Recurrent::lower(&op.view(), context)?)),
        Op::Broadcast(op) => LayerOp::Rearrange(broadcast::lower(op, shape)),
        Op::Concatenate(op) => LayerOp::Concatenate(concatenate::Concatenate::lower(op, [shape, other])),
        Op::Cropping1d(op) => LayerOp::Rearrange(cropping_1d::lower(op)),
        Op::Cropping2d(op) => LayerOp::Rearrange(cropping_2d::lower(op)),
        Op::BoundedRelu(op) => LayerOp::BoundedRelu(bounded_relu::BoundedRelu::lower(op, context)?),
        Op::Gru(op) => LayerOp::Recurrent(Box::new(recurrent::Recurrent::lower(&op.view(), context)?)),
        Op::Conv1d(_)
        | Op::Conv1dTranspose(_)
        | Op::Conv2d(_)
        | Op::Conv2dTranspose(_)
        | Op::Dense(_)
        | Op::DepthwiseConv1d(_)
        | Op::DepthwiseConv2d(_)
        | Op::PointwiseConv1d(_)
        | Op::PointwiseConv2d(_) => {
            let convolution = node.op.convolution(shape);
            let convolution = convolution.ok_or_else(|| internal(node, "the layer is no sum of products"))?;
            let dense = dense::Dense::lower(&convolution, context)?;
            let is_compressed = matches!(&node.op, Op::Dense(op) if op.compression);
            LayerOp::Dense(if is_compressed { dense.compressed(convolution.reuse_factor) } else { dense })
        }
        Op::Custom(op) => {
            let ty = |&input: &TensorId| fixed_type(&graph.tensor(input).ty, "the input");
            let inputs = node.inputs.iter().map(ty).collect::<Result<Vec<_>>>()?;
            LayerOp::Custom(custom::Custom::lower(&node.name, op, &inputs, context)?)
        }
        Op::Dot(op) => LayerOp::Dot(dot::Dot::lower(op)?),
        Op::Einsum(op) => LayerOp::Einsum(einsum::lower(op, [shape, other])?),
        Op::EinsumDense(op) => LayerOp::Einsum(einsum_dense::lower(op, shape, context)?),
        Op::Embedding(op) => LayerOp::Embedding(embedding::Embedding::lower(op, context)?),
        Op::FixedPointQuantizer(op) => LayerOp::FixedPointQuantizer(FixedPointQuantizer::lower(op, shape)),
        Op::GlobalPooling1d(op) => LayerOp::Pooling(global_pooling_1d::lower(op, context)?),
        Op::GlobalPooling2d(op) => LayerOp::Pooling(global_pooling_2d::lower(op, context)?),
        Op::HardActivation(op) => LayerOp::HardActivation(hard_activation::HardActivation::lower(op, context)?),
        Op::Input(_) => {
            let argument = graph.inputs().iter().position(|&input| input == output);
            let argument = argument.ok_or_else(|| internal(node, "an input layer is not an input of the model"))?;
            let assignment = FromFloat::new(&graph.tensor(output).ty, "the result", compatibility)?;
            LayerOp::Input(input::Input { argument, assignment })
        }
        Op::Lstm(op) => LayerOp::Recurrent(Box::new(recurrent::Recurrent::lower(&op.view(), context)?)),
        Op::LayerNormalization(op) => LayerOp::LayerNormalization(LayerNormalization::lower(op, context)?),
        Op::Merge(op) => LayerOp::Merge(merge::Merge::lower(op, [shape, other], context)),
        Op::ParametrizedActivation(op) => {
            LayerOp::ParametrizedActivation(parametrized_activation::ParametrizedActivation::lower(op, context)?)
        }
        Op::Pooling1d(op) => LayerOp::Pooling(pooling_1d::lower(op, context)?),
        Op::Pooling2d(op) => LayerOp::Pooling(pooling_2d::lower(op, context)?),
        Op::Prelu(op) => LayerOp::Prelu(prelu::Prelu::lower(op, context)?),
        Op::Repack(_) => LayerOp::Repack(repack::Repack),
        Op::RepeatVector(op) => LayerOp::Rearrange(repeat_vector::lower(op)),
        Op::Reshape(_) => LayerOp::Reshape(reshape::Reshape::lower(context)?),
        Op::SimpleRnn(op) => LayerOp::Recurrent(Box::new(recurrent::Recurrent::lower(&op.view(), context)?)),
        Op::SeparableConv1d(_) | Op::SeparableConv2d(_) => {
            let message = "a separable convolution is computed as the two layers it stands for";
            return Err(Diagnostic::error(Code::EmulatorUnsupported, Subject::Layer(node.name.clone()), message)
                .remedy("run the pass `separable_to_depthwise_and_conv`")
                .into());
        }
        Op::TernaryTanh(op) => ternary_tanh::lower(op, context)?,
        Op::Resize(op) => resize::lower(op),
        Op::Softmax(op) => LayerOp::Softmax(softmax::Softmax::lower(op, &node.name, shape, context)?),
        Op::StreamClone(_) => LayerOp::StreamClone(stream_clone::StreamClone),
        Op::TimeDistributed(_) => LayerOp::TimeDistributed(time_distributed::TimeDistributed),
        Op::Transpose(op) => LayerOp::Rearrange(transpose::lower(op, shape)),
        Op::MultiThreshold(op) => multi_threshold::lower(op, context)?,
        Op::UnaryLut(op) => LayerOp::UnaryLut(unary_lut::UnaryLut::lower(op, context)?),
        Op::ZeroPadding1d(op) => LayerOp::Rearrange(zero_padding_1d::lower(op)),
        Op::ZeroPadding2d(op) => LayerOp::Rearrange(zero_padding_2d::lower(op)),
    })
}

fn internal(node: &Node, message: &str) -> Diagnostic {
    Diagnostic::error(Code::IrInvalid, Subject::Layer(node.name.clone()), message)
}
