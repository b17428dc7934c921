//! The closed set of operations, one file each.

mod activation;
mod batch_normalization;
mod batch_normalization_quantized_tanh;
mod bidirectional;
mod bounded_relu;
mod broadcast;
mod concatenate;
mod conv_1d;
mod conv_1d_transpose;
mod conv_2d;
mod conv_2d_transpose;
mod cropping_1d;
mod cropping_2d;
mod custom;
mod dense;
mod depthwise_conv_1d;
mod depthwise_conv_2d;
mod dot;
mod einsum;
mod einsum_dense;
mod embedding;
mod fixed_point_quantizer;
mod global_pooling_1d;
mod global_pooling_2d;
mod gru;
mod hard_activation;
mod input;
mod layer_normalization;
mod lstm;
mod merge;
mod multi_threshold;
mod parametrized_activation;
mod pointwise_conv_1d;
mod pointwise_conv_2d;
mod pooling_1d;
mod pooling_2d;
mod prelu;
mod recurrent;
mod repack;
mod repeat_vector;
mod reshape;
mod resize;
mod separable_conv_1d;
mod separable_conv_2d;
mod simple_rnn;
mod softmax;
mod stream_clone;
mod ternary_tanh;
mod time_distributed;
mod transpose;
mod unary_lut;
mod zero_padding_1d;
mod zero_padding_2d;

pub use activation::{Activation, Base, Function};
pub use batch_normalization::BatchNormalization;
pub use batch_normalization_quantized_tanh::BatchNormalizationQuantizedTanh;
pub use bidirectional::Bidirectional;
pub use bounded_relu::BoundedRelu;
pub use broadcast::{Broadcast, broadcast_places, broadcast_shape};
pub use concatenate::Concatenate;
pub use conv_1d::Conv1d;
pub use conv_1d_transpose::Conv1dTranspose;
pub use conv_2d::Conv2d;
pub use conv_2d_transpose::Conv2dTranspose;
pub use cropping_1d::Cropping1d;
pub use cropping_2d::Cropping2d;
pub use custom::Custom;
pub use dense::Dense;
pub use depthwise_conv_1d::DepthwiseConv1d;
pub use depthwise_conv_2d::DepthwiseConv2d;
pub use dot::Dot;
pub use einsum::Einsum;
pub use einsum_dense::EinsumDense;
pub use embedding::Embedding;
pub use fixed_point_quantizer::FixedPointQuantizer;
pub use global_pooling_1d::GlobalPooling1d;
pub use global_pooling_2d::GlobalPooling2d;
pub use gru::Gru;
pub use hard_activation::{HardActivation, HardFunction};
pub use input::Input;
pub use layer_normalization::{InverseRoot, LayerNormalization};
pub use lstm::Lstm;
pub use merge::{Merge, MergeFunction, repeats_in_turn};
pub use multi_threshold::{MAX_THRESHOLDS, MultiThreshold};
pub use parametrized_activation::{ParametrizedActivation, ParametrizedFunction};
pub use pointwise_conv_1d::PointwiseConv1d;
pub use pointwise_conv_2d::PointwiseConv2d;
pub use pooling_1d::Pooling1d;
pub use pooling_2d::Pooling2d;
pub use prelu::Prelu;
pub use recurrent::{
    Cell, CellFunction, CellKernel, Direction, FOLLOWING_TYPES, MergeMode, Products, Recurrent, ResetGate, Scan,
};
pub use repack::Repack;
pub use repeat_vector::RepeatVector;
pub use reshape::Reshape;
pub use resize::{Between, Interpolation, Resize, ResizeAlgorithm};
pub use separable_conv_1d::SeparableConv1d;
pub use separable_conv_2d::SeparableConv2d;
pub use simple_rnn::SimpleRnn;
pub use softmax::{Softmax, SoftmaxImplementation};
pub use stream_clone::StreamClone;
pub use ternary_tanh::TernaryTanh;
pub use time_distributed::{StepLoopParallelism, StepsEnd, TimeDistributed};
pub use transpose::Transpose;
pub use unary_lut::{MAX_INDEX_BITS, UnaryLut};
pub use zero_padding_1d::ZeroPadding1d;
pub use zero_padding_2d::ZeroPadding2d;

use crate::{AttributeDecl, AttributeError, AttributeValue, Convolution, NamedType, OpAttributes, Weight};

/// Why shapes do not fit an op.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeError {
    /// What is there.
    pub found: String,
    /// What would fit.
    pub expected: String,
}

impl ShapeError {
    /// A misfit of one shape.
    pub fn new(found: &[usize], expected: impl Into<String>) -> Self {
        Self { found: format!("{found:?}"), expected: expected.into() }
    }
}

/// Shape rule of an op.
pub trait Shapes {
    /// Number of input tensors.
    fn n_inputs(&self) -> usize {
        1
    }

    /// The op as products over windows of an input of a shape that fits; `None` for ops that are something else.
    fn convolution(&self, input: &[usize]) -> Option<Convolution<'_>> {
        let _ = input;
        None
    }

    /// Shapes of the outputs, without the batch dimension, from those of exactly [`Shapes::n_inputs`] inputs.
    ///
    /// # Errors
    /// When the input shapes do not fit the attributes.
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError>;

    /// What stands behind the number of the layer in the variable name of the output at a position.
    fn output_suffix(&self, position: usize) -> String {
        if position == 0 { "out".to_owned() } else { format!("out{}", position + 1) }
    }
}

/// Builds the op enum and everything that forwards to its variants.
macro_rules! ops {
    ($($op:ident = $class:literal,)+) => {
        /// An operation with its attributes.
        #[derive(Clone, Debug, PartialEq)]
        #[expect(clippy::large_enum_variant, reason = "a graph has few ops, and all are built and matched by value")]
        pub enum Op {
            $(#[doc = concat!("See [`struct@", stringify!($op), "`].")] $op($op),)+
        }

        $(impl From<$op> for Op {
            fn from(op: $op) -> Self {
                Op::$op(op)
            }
        })+

        impl Op {
            /// The class names of all ops, sorted; the names `LayerType` entries of a configuration use.
            pub const CLASSES: &'static [&'static str] = &[$($class,)+];

            /// The class name.
            pub fn class(&self) -> &'static str {
                match self { $(Op::$op(_) => $class,)+ }
            }

            /// What a class computes; `None` for an unknown class.
            pub fn doc(class: &str) -> Option<&'static str> {
                match class { $($class => Some($op::DOC),)+ _ => None }
            }

            /// The attributes of a class; `None` for an unknown class.
            pub fn class_declaration(class: &str) -> Option<&'static [AttributeDecl]> {
                match class { $($class => Some($op::declaration()),)+ _ => None }
            }

            /// The defaults of a class; `None` for an unknown class.
            pub fn class_defaults(class: &str) -> Option<Vec<(&'static str, AttributeValue)>> {
                match class { $($class => Some($op::defaults()),)+ _ => None }
            }

            /// Builds an op by class name; `None` for an unknown class.
            pub fn from_values(
                class: &str,
                values: &[(String, AttributeValue)],
            ) -> Option<Result<Op, AttributeError>> {
                match class { $($class => Some($op::from_values(values).map(Op::$op)),)+ _ => None }
            }

            /// The declaration of this op's attributes.
            pub fn declaration(&self) -> &'static [AttributeDecl] {
                match self { $(Op::$op(_) => $op::declaration(),)+ }
            }

            /// See [`OpAttributes::values`].
            pub fn values(&self) -> Vec<(&'static str, AttributeValue)> {
                match self { $(Op::$op(op) => op.values(),)+ }
            }

            /// See [`OpAttributes::set`].
            ///
            /// # Errors
            /// When the name is unknown or the value does not fit.
            pub fn set(&mut self, name: &str, value: &AttributeValue) -> Result<(), AttributeError> {
                match self { $(Op::$op(op) => op.set(name, value),)+ }
            }

            /// See [`OpAttributes::get`].
            pub fn get(&self, name: &str) -> Option<AttributeValue> {
                match self { $(Op::$op(op) => op.get(name),)+ }
            }

            /// See [`OpAttributes::types`].
            pub fn types(&self) -> Vec<(&str, &NamedType)> {
                match self { $(Op::$op(op) => op.types(),)+ }
            }

            /// See [`OpAttributes::types_mut`].
            pub fn types_mut(&mut self) -> Vec<(&str, &mut NamedType)> {
                match self { $(Op::$op(op) => op.types_mut(),)+ }
            }

            /// See [`OpAttributes::weights`].
            pub fn weights(&self) -> Vec<(&str, &Weight)> {
                match self { $(Op::$op(op) => op.weights(),)+ }
            }

            /// See [`OpAttributes::weights_mut`].
            pub fn weights_mut(&mut self) -> Vec<(&str, &mut Weight)> {
                match self { $(Op::$op(op) => op.weights_mut(),)+ }
            }

            /// See [`Shapes::n_inputs`].
            pub fn n_inputs(&self) -> usize {
                match self { $(Op::$op(op) => op.n_inputs(),)+ }
            }

            /// See [`Shapes::output_suffix`].
            pub fn output_suffix(&self, position: usize) -> String {
                match self { $(Op::$op(op) => op.output_suffix(position),)+ }
            }

            /// See [`Shapes::convolution`].
            pub fn convolution(&self, input: &[usize]) -> Option<Convolution<'_>> {
                match self { $(Op::$op(op) => op.convolution(input),)+ }
            }

            /// See [`Shapes::output_shapes`]; also refuses a wrong number of inputs.
            ///
            /// # Errors
            /// When number or shapes of the inputs do not fit the attributes.
            pub fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
                if inputs.len() != self.n_inputs() {
                    return Err(ShapeError {
                        found: format!("{} inputs", inputs.len()),
                        expected: format!("{} inputs", self.n_inputs()),
                    });
                }
                match self { $(Op::$op(op) => op.output_shapes(inputs),)+ }
            }
        }
    };
}

ops! {
    Activation = "Activation",
    BatchNormalization = "BatchNormalization",
    BatchNormalizationQuantizedTanh = "BatchNormalizationQuantizedTanh",
    Bidirectional = "Bidirectional",
    Broadcast = "Broadcast",
    BoundedRelu = "BoundedRelu",
    StreamClone = "Clone",
    Concatenate = "Concatenate",
    Conv1d = "Conv1D",
    Conv1dTranspose = "Conv1DTranspose",
    Conv2d = "Conv2D",
    Conv2dTranspose = "Conv2DTranspose",
    Cropping1d = "Cropping1D",
    Cropping2d = "Cropping2D",
    Custom = "Custom",
    Dense = "Dense",
    Gru = "GRU",
    DepthwiseConv1d = "DepthwiseConv1D",
    DepthwiseConv2d = "DepthwiseConv2D",
    Dot = "Dot",
    Einsum = "Einsum",
    EinsumDense = "EinsumDense",
    Embedding = "Embedding",
    FixedPointQuantizer = "FixedPointQuantizer",
    GlobalPooling1d = "GlobalPooling1D",
    GlobalPooling2d = "GlobalPooling2D",
    HardActivation = "HardActivation",
    Input = "Input",
    Lstm = "LSTM",
    LayerNormalization = "LayerNormalization",
    Merge = "Merge",
    MultiThreshold = "MultiThreshold",
    Prelu = "PReLU",
    ParametrizedActivation = "ParametrizedActivation",
    PointwiseConv1d = "PointwiseConv1D",
    PointwiseConv2d = "PointwiseConv2D",
    Pooling1d = "Pooling1D",
    Pooling2d = "Pooling2D",
    Repack = "Repack",
    RepeatVector = "RepeatVector",
    Reshape = "Reshape",
    SimpleRnn = "SimpleRNN",
    Resize = "Resize",
    SeparableConv1d = "SeparableConv1D",
    SeparableConv2d = "SeparableConv2D",
    Softmax = "Softmax",
    TernaryTanh = "TernaryTanh",
    TimeDistributed = "TimeDistributed",
    Transpose = "Transpose",
    UnaryLut = "UnaryLUT",
    ZeroPadding1d = "ZeroPadding1D",
    ZeroPadding2d = "ZeroPadding2D",
}

/// The rule of ops that give the elements of `input` another shape.
fn reshaped(input: &[usize], target: &[usize]) -> Result<Vec<Vec<usize>>, ShapeError> {
    if target.is_empty() || target.iter().product::<usize>() != input.iter().product::<usize>() {
        return Err(ShapeError::new(input, format!("as many elements as {target:?}")));
    }
    Ok(vec![target.to_vec()])
}

/// The rule of element-wise ops: the output has the shape of the input.
pub(crate) fn same_shape(inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
    Ok(inputs.iter().map(|shape| shape.to_vec()).collect())
}
