//! Inference rules of automatic types, one file per op that has one.
//!
//! All derived types truncate and wrap: they are wide enough that neither happens, unless `maximum` limits them.

mod activation;
mod batch_normalization;
mod bounded_relu;
mod concatenate;
mod custom;
mod dense;
mod dot;
mod einsum;
mod einsum_dense;
mod embedding;
mod exact;
pub(crate) mod fixed_point_quantizer;
mod hard_activation;
mod input;
mod layer_normalization;
mod merge;
mod multi_threshold;
mod parametrized_activation;
mod pooling;
mod prelu;
mod rearrange;
mod recurrent;
mod repack;
mod reshape;
mod softmax;
mod stream_clone;
mod time_distributed;
mod unary_lut;

use hlsmith_config::HlsSettings;
use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_fixed::{FixedType, Format, Overflow, Precision};
use hlsmith_ir::ops::{
    FOLLOWING_TYPES, Function, GlobalPooling1d, GlobalPooling2d, MergeFunction, ParametrizedFunction, Pooling1d,
    Pooling2d, ResizeAlgorithm,
};
use hlsmith_ir::{Compatibility, Graph, NamedType, Node, Op};
pub(crate) use layer_normalization::{inverse_root, sum_of_squares_integer};

/// What a rule may consult.
pub(crate) struct Operands<'a> {
    /// Name of the layer.
    pub(crate) layer: &'a str,
    /// Type of the first input; the default where the op has none.
    pub(crate) input: Precision,
    /// Type of the second input; that of the first where the op has no other.
    pub(crate) other: Precision,
    /// Whose numbers hold.
    pub(crate) compatibility: Compatibility,
    /// The settings.
    pub(crate) settings: &'a HlsSettings,
    /// The result type as it stands, perhaps automatic.
    pub(crate) result: &'a NamedType,
}

/// The op with all its types settled, and the settled type of its output.
pub(crate) fn infer(graph: &Graph, node: &Node, settings: &HlsSettings) -> (Op, NamedType) {
    let default = settings.default_precision();
    let input_at = |position: usize| node.inputs.get(position).map(|&input| graph.tensor(input).ty.precision);
    let input = input_at(0).unwrap_or(default);
    let operands = Operands {
        layer: &node.name,
        input,
        other: input_at(1).unwrap_or(input),
        compatibility: graph.compatibility,
        settings,
        result: &graph.tensor(node.outputs[0]).ty,
    };
    match &node.op {
        Op::Activation(op) => activation::infer(op, &operands),
        Op::BatchNormalization(op) => batch_normalization::infer(op, &operands),
        Op::BoundedRelu(op) => bounded_relu::infer(op, &operands),
        Op::Concatenate(op) => concatenate::infer(op, &operands),
        Op::Custom(op) => custom::infer(op, &operands),
        Op::Dot(op) => dot::infer(op, &operands),
        Op::Einsum(op) => einsum::infer(op, graph, node, &operands),
        Op::EinsumDense(op) => einsum_dense::infer(op, graph, node, &operands),
        Op::Embedding(op) => embedding::infer(op, &operands),
        Op::GlobalPooling1d(op) => {
            let accum_t = pooling::global_accum(op.pool_op, &op.windows(), &op.accum_t, &operands);
            let result = pooling::global_result(&accum_t, &operands);
            (GlobalPooling1d { accum_t, ..op.clone() }.into(), result)
        }
        Op::GlobalPooling2d(op) => {
            let accum_t = pooling::global_accum(op.pool_op, &op.windows(), &op.accum_t, &operands);
            let result = pooling::global_result(&accum_t, &operands);
            (GlobalPooling2d { accum_t, ..op.clone() }.into(), result)
        }
        op @ (Op::Conv1d(_)
        | Op::Conv1dTranspose(_)
        | Op::Conv2d(_)
        | Op::Conv2dTranspose(_)
        | Op::Dense(_)
        | Op::DepthwiseConv1d(_)
        | Op::DepthwiseConv2d(_)
        | Op::PointwiseConv1d(_)
        | Op::PointwiseConv2d(_)) => match graph.convolution(node) {
            Some(convolution) => dense::infer(op, &convolution, &operands),
            None => with_defaults(op.clone(), &operands),
        },
        Op::HardActivation(op) => hard_activation::infer(op, &operands),
        Op::LayerNormalization(op) => layer_normalization::infer(op, &operands),
        Op::Merge(op) => merge::infer(op, &operands),
        Op::ParametrizedActivation(op) => parametrized_activation::infer(op, &operands),
        Op::Pooling1d(op) => {
            let accum_t = pooling::accum(op.pool_op, &op.windows(), &op.accum_t, &operands);
            let result = pooling::result(&accum_t, &operands);
            (Pooling1d { accum_t, ..op.clone() }.into(), result)
        }
        Op::Pooling2d(op) => {
            let accum_t = pooling::accum(op.pool_op, &op.windows(), &op.accum_t, &operands);
            let result = pooling::result(&accum_t, &operands);
            (Pooling2d { accum_t, ..op.clone() }.into(), result)
        }
        Op::FixedPointQuantizer(op) => fixed_point_quantizer::infer(op, &operands),
        Op::Prelu(op) => prelu::infer(op, &operands),
        Op::Repack(op) => repack::infer(op, &operands),
        Op::Reshape(op) => reshape::infer(op, &operands),
        Op::StreamClone(op) => stream_clone::infer(op, &operands),
        Op::TimeDistributed(op) => time_distributed::infer(op, &operands),
        Op::MultiThreshold(op) => multi_threshold::infer(op, &operands),
        Op::UnaryLut(op) => unary_lut::infer(op, &operands),
        Op::Input(op) => input::infer(op, graph, node, &operands),
        Op::Broadcast(_)
        | Op::Cropping1d(_)
        | Op::Cropping2d(_)
        | Op::RepeatVector(_)
        | Op::Resize(_)
        | Op::Transpose(_)
        | Op::ZeroPadding1d(_)
        | Op::ZeroPadding2d(_) => rearrange::infer(&node.op, &operands),
        Op::Bidirectional(_) | Op::Gru(_) | Op::Lstm(_) | Op::SimpleRnn(_) => recurrent::infer(&node.op, &operands),
        Op::BatchNormalizationQuantizedTanh(_)
        | Op::SeparableConv1d(_)
        | Op::SeparableConv2d(_)
        | Op::TernaryTanh(_) => with_defaults(node.op.clone(), &operands),
        Op::Softmax(op) => softmax::infer(op, &operands),
    }
}

/// Whether an op assigns its exact result to the result type in the end, so that the assignment of a quantizer behind it
/// may take the place of that one. Ops that pass elements on as they are do not assign.
pub(crate) fn assigns_exact(op: &Op) -> bool {
    match op {
        Op::Activation(op) => matches!(op.function, Function::Linear | Function::Relu),
        Op::BatchNormalization(_)
        | Op::Conv1d(_)
        | Op::Conv2d(_)
        | Op::Dense(_)
        | Op::DepthwiseConv1d(_)
        | Op::DepthwiseConv2d(_)
        | Op::Einsum(_)
        | Op::EinsumDense(_)
        | Op::GlobalPooling1d(_)
        | Op::GlobalPooling2d(_)
        | Op::Input(_)
        | Op::Merge(_)
        | Op::MultiThreshold(_)
        | Op::PointwiseConv1d(_)
        | Op::PointwiseConv2d(_)
        | Op::Pooling1d(_)
        | Op::Pooling2d(_)
        | Op::Softmax(_)
        | Op::UnaryLut(_) => true,
        Op::BatchNormalizationQuantizedTanh(_)
        | Op::Bidirectional(_)
        | Op::BoundedRelu(_)
        | Op::Broadcast(_)
        | Op::Concatenate(_)
        | Op::Conv1dTranspose(_)
        | Op::Conv2dTranspose(_)
        | Op::Cropping1d(_)
        | Op::Cropping2d(_)
        | Op::Custom(_)
        | Op::Dot(_)
        | Op::Embedding(_)
        | Op::FixedPointQuantizer(_)
        | Op::Gru(_)
        | Op::HardActivation(_)
        | Op::LayerNormalization(_)
        | Op::Lstm(_)
        | Op::ParametrizedActivation(_)
        | Op::Prelu(_)
        | Op::Repack(_)
        | Op::RepeatVector(_)
        | Op::Reshape(_)
        | Op::Resize(_)
        | Op::SeparableConv1d(_)
        | Op::SeparableConv2d(_)
        | Op::SimpleRnn(_)
        | Op::StreamClone(_)
        | Op::TernaryTanh(_)
        | Op::TimeDistributed(_)
        | Op::Transpose(_)
        | Op::ZeroPadding1d(_)
        | Op::ZeroPadding2d(_) => false,
    }
}

/// Refuses a layer of a model with quantizers whose results cannot all be held: those of functions, of recurrent layers
/// and of divisions, and what comes from outside and is read by quantizers that no type serves. What comes from outside
/// without a quantizer behind it has the default type, as in other models.
pub(crate) fn check_exact(graph: &Graph, node: &Node) -> Result<()> {
    let is_exact = match &node.op {
        Op::Input(_) => node
            .outputs
            .iter()
            .all(|&output| !input::has_quantizers(graph, output) || input::of_quantizers(graph, output).is_some()),
        // The results of the last two are -1, 0 and 1.
        Op::Activation(op) => {
            assigns_exact(&node.op) || matches!(op.function, Function::BinaryTanh | Function::TernaryTanh)
        }
        Op::ParametrizedActivation(op) => op.function == ParametrizedFunction::LeakyRelu,
        Op::Resize(op) => op.algorithm == ResizeAlgorithm::Nearest,
        Op::Merge(op) => op.function != MergeFunction::Average || op.divisor.is_power_of_two(),
        Op::BatchNormalizationQuantizedTanh(_)
        | Op::Broadcast(_)
        | Op::Concatenate(_)
        | Op::Conv1dTranspose(_)
        | Op::Conv2dTranspose(_)
        | Op::Cropping1d(_)
        | Op::Cropping2d(_)
        | Op::Dot(_)
        | Op::FixedPointQuantizer(_)
        | Op::Repack(_)
        | Op::RepeatVector(_)
        | Op::Reshape(_)
        | Op::StreamClone(_)
        | Op::TernaryTanh(_)
        | Op::TimeDistributed(_)
        | Op::Transpose(_)
        | Op::ZeroPadding1d(_)
        | Op::ZeroPadding2d(_) => true,
        op => assigns_exact(op),
    };
    if is_exact {
        return Ok(());
    }
    let message = "no type holds all results of the layer, which those of a model with quantizers must";
    Err(Diagnostic::error(Code::PrecisionRange, Subject::Layer(node.name.clone()), message)
        .found(node.op.class())
        .remedy("put a quantizer in its place, give its result a precision below LayerName, or set BitExact to false")
        .into())
}

/// Every automatic type becomes the default and keeps its name.
fn with_defaults(mut op: Op, operands: &Operands<'_>) -> (Op, NamedType) {
    for (name, ty) in op.types_mut() {
        if name != "inp_norm_t" && !FOLLOWING_TYPES.contains(&name) {
            *ty = operands.or_default(ty);
        }
    }
    (op, operands.or_default(operands.result))
}

impl Operands<'_> {
    /// An explicit type as it stands, the default in place of an automatic one.
    pub(crate) fn or_default(&self, ty: &NamedType) -> NamedType {
        NamedType { precision: explicit_or(ty.precision, self.settings.default_precision()), name: ty.name.clone() }
    }

    /// An explicit type as it stands, `precision` under the name `<layer>_<role>_t` in place of an automatic one.
    pub(crate) fn or_derived(&self, ty: &NamedType, role: &str, precision: Precision) -> NamedType {
        match ty.precision {
            Precision::Auto => NamedType::new(format!("{}_{role}_t", self.layer), precision),
            Precision::Fixed(_)
            | Precision::Integer { .. }
            | Precision::Xnor
            | Precision::Exponent { .. }
            | Precision::Float(_) => ty.clone(),
        }
    }

    /// An explicit result type as it stands; in place of an automatic one the default, made to saturate where `source`,
    /// the range of the results before assignment, exceeds it.
    ///
    /// The peer lets such results wrap around, which turns large values into small ones.
    pub(crate) fn result_of(&self, source: Option<Format>) -> NamedType {
        let ty = self.or_default(self.result);
        let Precision::Fixed(fixed) = ty.precision else { return ty };
        let is_automatic = self.result.precision == Precision::Auto;
        let fits = source.is_some_and(|source| is_within(source, fixed.format));
        if !is_automatic || fits || self.compatibility == Compatibility::Hls4ml13 || fixed.overflow != Overflow::Wrap {
            return ty;
        }
        let saturating = FixedType { overflow: Overflow::Sat, saturation_bits: 0, ..fixed };
        NamedType { precision: Precision::Fixed(saturating), ..ty }
    }

    /// A derived format within `maximum`; the default where no format can be derived.
    pub(crate) fn limited(&self, format: Option<Format>) -> Precision {
        format.map_or(self.settings.default_precision(), |format| within_maximum(format, self.settings))
    }
}

/// The plain type of a format within `maximum`.
pub(crate) fn within_maximum(format: Format, settings: &HlsSettings) -> Precision {
    let Format { mut width, mut integer, signed } = format;
    if let Some(maximum) = settings.maximum {
        width = width.min(maximum.format.width);
        integer = integer.min(maximum.format.integer);
    }
    Precision::Fixed(FixedType::new(width, integer, signed))
}

/// The range of values of a format of either sign, scaled by a factor where that makes them larger.
pub(crate) fn scaled(input: Option<Format>, factor: f64) -> Option<Format> {
    let bits = if factor > 1.0 { factor.log2().ceil() as i32 } else { 0 };
    input.map(|x| Format { integer: x.integer + i32::from(!x.signed) + bits, signed: true, ..x })
}

/// The smallest fixed-point type that holds a constant, its width limited to `max_bits` besides the sign.
///
/// 0 gives `ufixed<1,1>`; constants without an end of their binary fraction within 32 bits lose their last bits.
pub(crate) fn of_constant(value: f64, max_bits: i32) -> FixedType {
    if value == 0.0 || !value.is_finite() {
        return FixedType::new(1, 1, false);
    }
    let fraction = (-32..=32).find(|&bits| (value * 2f64.powi(bits)).fract() == 0.0).unwrap_or(32);
    let reach = (value + 2f64.powi(-fraction)).max(-value);
    let integer = reach.log2().ceil() as i32;
    let sign = i32::from(value < 0.0);
    let width = (sign + integer + fraction).min(sign + max_bits).max(1);
    FixedType::new(width.unsigned_abs(), sign + integer, value < 0.0)
}

/// Whether every value of a format is within the range of another, whatever the grids.
fn is_within(inner: Format, outer: Format) -> bool {
    let sign = i32::from(outer.signed) - i32::from(inner.signed);
    (outer.signed || !inner.signed) && inner.integer + sign <= outer.integer
}

/// `precision`, or `other` in place of an automatic one.
fn explicit_or(precision: Precision, other: Precision) -> Precision {
    if precision == Precision::Auto { other } else { precision }
}

/// The grid of a type that takes part in inference: fixed point and integers.
pub(crate) fn grid(precision: Precision) -> Option<Format> {
    match precision {
        Precision::Fixed(_) | Precision::Integer { .. } => precision.format(),
        Precision::Auto | Precision::Xnor | Precision::Exponent { .. } | Precision::Float(_) => None,
    }
}

/// The format of `n_terms` products of two operands plus an optional offset, by interval widths alone.
///
/// Width and integer bits of a product add; `n_terms` of them need `ceil(log2(n_terms))` bits more; an offset aligns
/// both binary points and adds one bit.
pub(crate) fn sum_of_products(a: Format, b: Format, n_terms: usize, offset: Option<Format>) -> Format {
    let carry = ceil_log2(n_terms);
    let signed = a.signed || b.signed;
    let product = Format { width: a.width + b.width + carry, integer: a.integer + b.integer + carry as i32, signed };
    match offset {
        Some(offset) => sum(product, offset),
        None => product,
    }
}

/// The format of a sum: both binary points aligned, a sign bit for an unsigned operand beside a signed one, one bit more.
pub(crate) fn sum(a: Format, b: Format) -> Format {
    let sum = a.add(b);
    Format { width: sum.width.max(1), ..sum }
}

/// The smallest `k` with `2^k >= n`; 0 for `n <= 1`.
pub(crate) fn ceil_log2(n: usize) -> u32 {
    n.next_power_of_two().trailing_zeros()
}

#[cfg(test)]
mod tests {
    use super::{Format, ceil_log2, sum_of_products};

    fn format(width: u32, integer: i32, signed: bool) -> Format {
        Format { width, integer, signed }
    }

    fn check(x: Format, w: Format, b: Format, n: usize, expected: (u32, i32)) {
        let sum = sum_of_products(x, w, n, Some(b));
        assert_eq!((sum.width, sum.integer), expected, "{x:?} {w:?} {b:?} {n}");
    }

    /// The expected types are those hls4ml 1.3.0 derives.
    #[test]
    fn sums_of_products_have_the_known_widths() {
        let default = format(16, 6, true);
        check(default, default, default, 16, (37, 17));
        check(default, default, default, 8, (36, 16));
        check(default, default, default, 4, (35, 15));
        check(default, default, default, 27, (38, 18));
        check(default, format(6, 1, true), format(6, 1, true), 8, (26, 11));
        check(format(6, 2, false), format(4, 2, true), format(6, 1, true), 4, (13, 7));
        check(format(4, 0, false), format(6, 1, true), format(6, 1, true), 36, (17, 8));
        check(format(28, 13, true), default, default, 1, (45, 20));
    }

    #[test]
    fn logarithms_round_up() {
        for (n, expected) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (1024, 10), (1025, 11)] {
            assert_eq!(ceil_log2(n), expected, "{n}");
        }
    }
}
