//! The operators, one file each or one for those that differ in a word.

mod activation;
mod arithmetic;
mod attention;
mod batch_normalization;
pub(super) mod cast;
mod choice;
mod clip;
mod concat;
mod conv;
mod conv_transpose;
mod einsum;
mod expand;
pub(super) mod folded;
mod gather;
mod gemm;
mod geometry;
mod group_normalization;
mod identity;
mod layer_normalization;
mod matmul;
mod moves;
mod pad;
pub(super) mod parts;
mod pool;
mod prelu;
mod quant;
mod recurrent;
mod reduce;
pub(super) mod reshape;
mod resize;
pub(super) mod shape;
mod slice;
mod softmax;
pub(super) mod split;
pub(super) mod transpose;
mod weights;

use hlsmith_diag::{Diagnostic, Result};

use super::build::Builder;
use super::node::{Node, Slot};
use super::proto::NodeProto;

/// The domain of operators whose tensors have their channels last.
pub(super) const CHANNELS_LAST_DOMAIN: &str = "qonnx.custom_op.channels_last";

/// Domains of the operators of QONNX.
const QONNX_DOMAINS: &[&str] = &["finn.custom_op.general", "onnx.brevitas", "qonnx.custom_op.general"];

/// Turns a node into layers; gives what its outputs stand for.
type Import = fn(&Node, &mut Builder) -> Result<Vec<Slot>>;

/// Whose operator a kind is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Domain {
    /// Of the standard.
    Standard,
    /// Of the standard, and of the domain with the channels last.
    Layered,
    /// Of QONNX.
    Qonnx,
}

/// An operator that is known.
pub(super) struct Kind {
    pub(super) name: &'static str,
    domain: Domain,
    /// `None` for operators of constants.
    pub(super) import: Option<Import>,
    /// Most inputs that it has.
    pub(super) n_inputs: usize,
}

/// An operator of the standard.
const fn op(name: &'static str, n_inputs: usize, import: Import) -> Kind {
    Kind { name, domain: Domain::Standard, import: Some(import), n_inputs }
}

/// An operator that is supported for constants.
const fn folded(name: &'static str, n_inputs: usize) -> Kind {
    Kind { name, domain: Domain::Standard, import: None, n_inputs }
}

/// An operator with a twin whose tensors have their channels last.
const fn layered(name: &'static str, n_inputs: usize, import: Import) -> Kind {
    Kind { name, domain: Domain::Layered, import: Some(import), n_inputs }
}

/// An operator of QONNX.
const fn qonnx(name: &'static str, n_inputs: usize, import: Import) -> Kind {
    Kind { name, domain: Domain::Qonnx, import: Some(import), n_inputs }
}

/// Any number of inputs.
const MANY: usize = usize::MAX;

/// Every operator, sorted by name.
pub(super) const KINDS: &[Kind] = &[
    op("Abs", 1, arithmetic::import_absolute),
    op("Add", 2, arithmetic::import),
    folded("And", 2),
    op("Attention", 4, attention::import),
    layered("AveragePool", 1, pool::import),
    layered("BatchNormalization", 5, batch_normalization::import),
    qonnx("BipolarQuant", 2, quant::import_bipolar),
    op("Cast", 1, cast::import),
    folded("Ceil", 1),
    op("Celu", 1, activation::import),
    op("Clip", 3, clip::import),
    op("Concat", MANY, concat::import),
    folded("Constant", 0),
    folded("ConstantOfShape", 1),
    layered("Conv", 3, conv::import),
    op("ConvTranspose", 3, conv_transpose::import),
    folded("Cos", 1),
    op("DepthToSpace", 1, moves::import),
    op("DequantizeLinear", 3, quant::import_dequantize),
    op("Div", 2, arithmetic::import),
    op("Dropout", 3, identity::import),
    op("Einsum", MANY, einsum::import),
    op("Elu", 1, activation::import),
    folded("Equal", 2),
    op("Exp", 1, activation::import),
    op("Expand", 2, expand::import),
    op("Flatten", 1, reshape::import),
    folded("Floor", 1),
    op("GRU", 6, recurrent::import),
    op("Gather", 2, gather::import),
    op("GatherND", 2, gather::import_tuples),
    op("Gelu", 1, activation::import),
    op("Gemm", 3, gemm::import),
    layered("GlobalAveragePool", 1, pool::import_global),
    layered("GlobalMaxPool", 1, pool::import_global),
    folded("Greater", 2),
    folded("GreaterOrEqual", 2),
    op("GroupNormalization", 3, group_normalization::import),
    op("HardSigmoid", 1, activation::import),
    op("HardSwish", 1, activation::import),
    op("Identity", 1, identity::import),
    op("InstanceNormalization", 3, group_normalization::import),
    qonnx("IntQuant", 4, quant::import),
    op("LSTM", 8, recurrent::import),
    op("LayerNormalization", 3, layer_normalization::import),
    op("LeakyRelu", 1, activation::import),
    folded("Less", 2),
    folded("LessOrEqual", 2),
    folded("Log", 1),
    op("MatMul", 2, matmul::import),
    op("Max", MANY, arithmetic::import),
    layered("MaxPool", 1, pool::import),
    op("Mean", MANY, arithmetic::import),
    op("Min", MANY, arithmetic::import),
    op("Mish", 1, activation::import),
    folded("Mod", 2),
    op("Mul", 2, arithmetic::import),
    op("Neg", 1, arithmetic::import_negation),
    folded("Not", 1),
    folded("Or", 2),
    op("PRelu", 2, prelu::import),
    op("Pad", 4, pad::import),
    op("Pow", 2, arithmetic::import_power),
    qonnx("Quant", 4, quant::import),
    op("QuantizeLinear", 3, quant::import_quantize),
    op("RNN", 6, recurrent::import),
    folded("Range", 3),
    folded("Reciprocal", 1),
    op("ReduceMax", 2, reduce::import),
    op("ReduceMean", 2, reduce::import),
    folded("ReduceProd", 2),
    op("ReduceSum", 2, reduce::import),
    op("Relu", 1, activation::import),
    op("Reshape", 2, reshape::import),
    op("Resize", 4, resize::import),
    op("Selu", 1, activation::import),
    op("Shape", 1, shape::import),
    op("Sigmoid", 1, activation::import),
    op("Silu", 1, activation::import),
    folded("Sin", 1),
    op("Size", 1, shape::import_size),
    op("Slice", 5, slice::import),
    op("Softmax", 1, softmax::import),
    op("Softplus", 1, activation::import),
    op("Softsign", 1, activation::import),
    op("SpaceToDepth", 1, moves::import),
    op("Split", 2, split::import),
    folded("Sqrt", 1),
    op("Squeeze", 2, reshape::import),
    op("Sub", 2, arithmetic::import),
    op("Sum", MANY, arithmetic::import),
    op("Tanh", 1, activation::import),
    op("ThresholdedRelu", 1, activation::import),
    op("Tile", 2, moves::import_tile),
    op("Transpose", 1, transpose::import),
    folded("Trilu", 2),
    qonnx("Trunc", 6, quant::import_trunc),
    op("Unsqueeze", 2, reshape::import),
    op("Upsample", 2, resize::import),
    op("Where", 3, choice::import),
];

/// The operator of a node.
///
/// # Errors
/// When it is not supported.
pub(super) fn find(proto: &NodeProto) -> std::result::Result<&'static Kind, Box<Diagnostic>> {
    let kind = KINDS.iter().find(|kind| {
        let domains: &[&str] = match kind.domain {
            Domain::Standard => &["", "ai.onnx"],
            Domain::Qonnx => QONNX_DOMAINS,
            Domain::Layered => &["", "ai.onnx", CHANNELS_LAST_DOMAIN],
        };
        kind.name == proto.op_type() && domains.contains(&proto.domain())
    });
    kind.ok_or_else(|| Box::new(super::unsupported_operator(proto)))
}

/// A node with one output.
fn one(value: super::build::Value) -> Result<Vec<Slot>> {
    Ok(vec![Slot::Value(value)])
}

#[cfg(test)]
mod tests {
    use super::{KINDS, QONNX_DOMAINS};

    #[test]
    fn kinds_are_sorted_and_unique() {
        assert!(QONNX_DOMAINS.is_sorted());
        assert!(KINDS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
