//! Which numbers each element of each tensor of a model with quantizers can be, and which of its bits are of use.
//!
//! What an element can be follows from the quantizers and constants before it, element by element; what is of use from
//! the quantizers behind it: bits below what all of them round to, and above what all of them wrap around at, change no
//! result. Where the regime is that of the peer, bounds are those of the narrowest format of each element, as the peer
//! has it.

mod element;
mod places;
mod sums;
mod uses;

use std::collections::{BTreeMap, HashMap, HashSet};

use hlsmith_fixed::{FixedType, Format, Overflow};
use hlsmith_ir::ops::{
    Activation, FixedPointQuantizer, Function, Merge, MergeFunction, broadcast_places, repeats_in_turn,
};
use hlsmith_ir::{Compatibility, Graph, IoType, Node, NodeId, Op, PoolFunction, PoolWindows, TensorId};

use element::{Range, bounds};
pub(crate) use uses::Uses;

/// What is known about the elements of tensors.
#[derive(Debug)]
pub(crate) struct Ranges {
    tensors: BTreeMap<TensorId, Vec<Range>>,
    /// The quantizers with the types that their arguments reach.
    quantizers: BTreeMap<NodeId, FixedPointQuantizer>,
    exact: BTreeMap<NodeId, Format>,
}

impl Ranges {
    /// Follows the numbers of a graph from its inputs on.
    pub(crate) fn new(graph: &Graph) -> Ranges {
        let mut own = Ranges { tensors: BTreeMap::new(), quantizers: BTreeMap::new(), exact: BTreeMap::new() };
        for (id, node) in graph.nodes() {
            let [output] = node.outputs[..] else { continue };
            let tensor = graph.tensor(output);
            let explicit = tensor.ty.precision.assignment();
            if let Some(quantizer) = own.reached(graph, node) {
                own.quantizers.insert(id, quantizer);
            }
            let computed = own.results(graph, node).and_then(|ranges| boxed(graph, ranges));
            if let Some(format) = computed.as_ref().map(|ranges| hull(ranges.iter().filter_map(Range::format))) {
                own.exact.insert(id, format);
            }
            let ranges = match (&explicit, computed) {
                (None, computed) => computed,
                (Some(ty), Some(computed)) => {
                    let mut cast = once_each(|(range, _)| range.cast(ty));
                    computed.iter().map(|range| cast((*range, 0))).collect()
                }
                (Some(ty), None) => Range::of_type(ty).map(|range| vec![range; tensor.shape.iter().product()]),
            };
            own.tensors.extend(ranges.map(|ranges| (output, ranges)));
        }
        own
    }

    /// The format of all exact results of a layer, as an accumulator has to hold them.
    pub(crate) fn exact(&self, id: NodeId) -> Option<Format> {
        self.exact.get(&id).copied()
    }

    /// A quantizer with the types that its arguments reach.
    pub(crate) fn quantizer(&self, id: NodeId) -> Option<&FixedPointQuantizer> {
        self.quantizers.get(&id)
    }

    /// The narrowest format that holds what is of use of the elements of a tensor.
    pub(crate) fn used(&self, tensor: TensorId, uses: &Uses) -> Option<Format> {
        let ranges = self.tensors.get(&tensor)?;
        let uses = uses.of(tensor)?;
        // Where an element can be held in two ways, the others decide which is narrower.
        let held = |wraps: bool| hull(ranges.iter().zip(uses).filter_map(|(range, used)| used.of_range(range, wraps)));
        let [exact, wrapped] = [false, true].map(held);
        Some(if wrapped.width < exact.width { wrapped } else { exact })
    }

    /// The elements of an input of a node.
    fn input(&self, node: &Node, position: usize) -> Option<&[Range]> {
        self.tensors.get(node.inputs.get(position)?).map(Vec::as_slice)
    }

    /// What an op makes of its inputs, before it is assigned to the result type; `None` where nothing bounds it.
    fn results(&self, graph: &Graph, node: &Node) -> Option<Vec<Range>> {
        if let Op::FixedPointQuantizer(op) = &node.op {
            return self.quantized(graph, node, op);
        }
        let x = self.input(node, 0)?;
        if let Some(places) = places::places(graph, node) {
            let inputs: Vec<Option<&[Range]>> =
                (0..node.inputs.len()).map(|position| self.input(node, position)).collect();
            let element = |place: Option<(usize, usize)>| match place {
                None => Some(Range::ZERO),
                Some((input, place)) => inputs[input]?.get(place).copied(),
            };
            return places.into_iter().map(element).collect();
        }
        if let Some(convolution) = graph.convolution(node) {
            return sums::convolution(&convolution, x);
        }
        let shape = |position: usize| &graph.tensor(node.inputs[position]).shape[..];
        match &node.op {
            Op::Activation(Activation { function: Function::Relu, .. }) => x
                .iter()
                .map(|range| Range::new(range.lower().max(0).into(), range.upper().max(0).into(), range.fraction()))
                .collect(),
            Op::Activation(Activation { function: Function::BinaryTanh | Function::TernaryTanh, .. })
            | Op::TernaryTanh(_) => Range::new(-1, 1, 0).map(|range| vec![range; x.len()]),
            Op::BatchNormalization(op) => {
                let (scale, bias) = (sums::constants(&op.scale)?, sums::constants(&op.bias)?);
                let channel = |index: usize| index / op.n_inner.max(1) % scale.len().max(1);
                let result =
                    |(index, range): (usize, &Range)| range.product(&scale[channel(index)])?.sum(&bias[channel(index)]);
                x.iter().enumerate().map(result).collect()
            }
            Op::Dot(op) => {
                let other = self.input(node, 1)?;
                let terms = x.iter().zip(other).take(op.n_in).map(|(own, other)| own.product(other));
                let sum = terms.into_iter().try_fold(Range::ZERO, |sum, term| sum.sum(&term?))?;
                Some(vec![sum])
            }
            Op::Einsum(op) => {
                let loops = op.contraction([shape(0), shape(1)]).ok()?;
                let offsets = vec![Range::ZERO; loops.shape().iter().product()];
                sums::contraction(&loops, x, self.input(node, 1)?, &offsets)
            }
            Op::EinsumDense(op) => sums::einsum_dense(op, shape(0), x),
            Op::Merge(op) => merged(op, graph, node, x, self.input(node, 1)?),
            Op::GlobalPooling1d(op) => pooled(graph, op.pool_op, &op.windows(), x),
            Op::GlobalPooling2d(op) => pooled(graph, op.pool_op, &op.windows(), x),
            Op::Pooling1d(op) => pooled(graph, op.pool_op, &op.windows(), x),
            Op::Pooling2d(op) => pooled(graph, op.pool_op, &op.windows(), x),
            Op::UnaryLut(op) => {
                let entries = sums::constants(&op.table)?;
                let whole =
                    |table: &[Range]| table.iter().skip(1).try_fold(*table.first()?, |whole, entry| whole.hull(entry));
                let tables = entries.chunks(1 << op.index_width).map(whole).collect::<Option<Vec<_>>>()?;
                Some((0..x.len()).map(|index| tables[index % tables.len()]).collect())
            }
            Op::Activation(_)
            | Op::BatchNormalizationQuantizedTanh(_)
            | Op::Bidirectional(_)
            | Op::BoundedRelu(_)
            | Op::Broadcast(_)
            | Op::Concatenate(_)
            | Op::Conv1d(_)
            | Op::Conv1dTranspose(_)
            | Op::Conv2d(_)
            | Op::Conv2dTranspose(_)
            | Op::Cropping1d(_)
            | Op::Cropping2d(_)
            | Op::Custom(_)
            | Op::Dense(_)
            | Op::DepthwiseConv1d(_)
            | Op::DepthwiseConv2d(_)
            | Op::Embedding(_)
            | Op::FixedPointQuantizer(_)
            | Op::Gru(_)
            | Op::HardActivation(_)
            | Op::Input(_)
            | Op::LayerNormalization(_)
            | Op::Lstm(_)
            | Op::ParametrizedActivation(_)
            | Op::PointwiseConv1d(_)
            | Op::PointwiseConv2d(_)
            | Op::Prelu(_)
            | Op::Repack(_)
            | Op::RepeatVector(_)
            | Op::Reshape(_)
            | Op::Resize(_)
            | Op::SeparableConv1d(_)
            | Op::SeparableConv2d(_)
            | Op::SimpleRnn(_)
            | Op::Softmax(_)
            | Op::StreamClone(_)
            | Op::TimeDistributed(_)
            | Op::Transpose(_)
            | Op::ZeroPadding1d(_)
            | Op::ZeroPadding2d(_) => None,
        }
    }

    /// What a quantizer makes of its input, which may be anything that comes from outside.
    fn quantized(&self, graph: &Graph, node: &Node, op: &FixedPointQuantizer) -> Option<Vec<Range>> {
        let types: Vec<Option<FixedType>> = op.mask_types().collect();
        let places = op.places(&graph.tensor(*node.inputs.first()?).shape);
        let source = self.input(node, 0);
        let from_outside = || graph.inputs().contains(&node.inputs[0]);
        let mut cast = once_each(|(range, place)| range.cast(types[place].as_ref()?));
        let element = |(index, place): (usize, usize)| match (types[place], source) {
            (None, _) => Some(Range::ZERO),
            (Some(_), Some(source)) => cast((source[index], place)),
            (Some(ty), None) => Range::of_type(&ty).filter(|_| from_outside()),
        };
        places.into_iter().enumerate().map(element).collect()
    }

    /// A quantizer with types that are no wider than what its arguments make of them; `None` for other ops, and where
    /// nothing bounds the arguments.
    fn reached(&self, graph: &Graph, node: &Node) -> Option<FixedPointQuantizer> {
        let Op::FixedPointQuantizer(op) = &node.op else { return None };
        let source = self.input(node, 0)?;
        let places = op.places(&graph.tensor(*node.inputs.first()?).shape);
        let types: Vec<Option<FixedType>> = op.mask_types().collect();
        let mut formats: Vec<Option<Format>> = vec![None; types.len()];
        // Most elements are like others.
        let mut known = HashSet::new();
        for (range, place) in source.iter().zip(places).filter(|&(range, place)| known.insert((*range, place))) {
            let Some(ty) = types[place] else { continue };
            let wraps = matches!(ty.overflow, Overflow::Wrap | Overflow::WrapSm | Overflow::SatZero);
            let format = if wraps && !range.holds_within(&ty)? {
                Some(ty.format)
            } else {
                let cast = range.cast(&ty)?;
                // Bounds of equal magnitude would cut off the lowest number.
                let cast = if ty.overflow == Overflow::SatSym { cast.hull(&cast.negated()?)? } else { cast };
                let signed = ty.format.signed && range.cast(&ty)?.lower() < 0;
                let unsigned = |format: Format| Format {
                    width: format.width - u32::from(format.signed),
                    integer: format.integer - i32::from(format.signed),
                    signed: false,
                };
                cast.format()
                    .map(|format| if signed { format } else { unsigned(format) })
                    .filter(|format| format.width > 0)
            };
            formats[place] = match (formats[place], format) {
                (Some(own), Some(other)) => Some(own.hull(other)),
                (own, other) => own.or(other),
            };
        }
        let narrower = |(format, ty): (&Option<Format>, &Option<FixedType>)| {
            let (format, whole) = ((*format)?, ty.as_ref()?.format);
            Some(if format.width < whole.width { format } else { whole })
        };
        let formats: Vec<Option<Format>> = formats.iter().zip(&types).map(narrower).collect();
        let parts = |format: &Option<Format>| format.unwrap_or(Format { width: 0, integer: 0, signed: false });
        let formats: Vec<Format> = formats.iter().map(parts).collect();
        Some(FixedPointQuantizer {
            signs: formats.iter().map(|format| format.signed.into()).collect(),
            widths: formats.iter().map(|format| format.width as usize).collect(),
            integers: formats.iter().map(|format| format.integer.into()).collect(),
            ..op.clone()
        })
    }
}

/// A function of a range and a place that is computed once for all elements that are alike, which are many.
fn once_each(function: impl Fn((Range, usize)) -> Option<Range>) -> impl FnMut((Range, usize)) -> Option<Range> {
    let mut known: HashMap<(Range, usize), Option<Range>> = HashMap::new();
    move |key| *known.entry(key).or_insert_with(|| function(key))
}

/// Ranges as the regime follows them.
fn boxed(graph: &Graph, ranges: Vec<Range>) -> Option<Vec<Range>> {
    match graph.compatibility {
        Compatibility::Sound => Some(ranges),
        Compatibility::Hls4ml13 => ranges.iter().map(Range::boxed).collect(),
    }
}

/// Whether an op passes its input on.
fn is_linear(op: &Op) -> bool {
    matches!(op, Op::Activation(Activation { function: Function::Linear, .. }))
}

/// The format that holds those of all elements; one bit where nothing but 0 is to be held.
fn hull(formats: impl Iterator<Item = Format>) -> Format {
    formats.reduce(Format::hull).unwrap_or(Format { width: 1, integer: 1, signed: false })
}

fn merged(op: &Merge, graph: &Graph, node: &Node, left: &[Range], right: &[Range]) -> Option<Vec<Range>> {
    let shape = &graph.tensor(node.outputs[0]).shape;
    let in_turn = repeats_in_turn(graph.compatibility, graph.io_type);
    let places = |position: usize, len: usize| match in_turn {
        true => (0..op.n_elem).map(|index| index % len.max(1)).collect(),
        false => broadcast_places(&graph.tensor(node.inputs[position]).shape, shape),
    };
    let (own, other) = (places(0, left.len()), places(1, right.len()));
    let result = |(own, other): (usize, usize)| {
        let (a, b) = (&left[own], &right[other]);
        match op.function {
            MergeFunction::Add => a.sum(b),
            MergeFunction::Subtract => a.sum(&b.negated()?),
            MergeFunction::Multiply => a.product(b),
            MergeFunction::Average if op.divisor.is_power_of_two() => {
                a.sum(b)?.shifted(-(op.divisor.trailing_zeros() as i32))
            }
            MergeFunction::Average => None,
            MergeFunction::Maximum => a.combined(b, |a, b| [a[0].max(b[0]), a[1].max(b[1])]),
            MergeFunction::Minimum => a.combined(b, |a, b| [a[0].min(b[0]), a[1].min(b[1])]),
        }
    };
    own.into_iter().zip(other).map(result).collect()
}

/// `None` where elements beside the image count, or a sum is divided by a number that is no power of two.
fn pooled(graph: &Graph, function: PoolFunction, windows: &PoolWindows, x: &[Range]) -> Option<Vec<Range>> {
    let is_plain = match graph.compatibility {
        Compatibility::Sound => function == PoolFunction::Max || !windows.is_padded(),
        Compatibility::Hls4ml13 => !windows.is_padded() && graph.io_type == IoType::Parallel,
    };
    let n = windows.window_len();
    if !is_plain || (function == PoolFunction::Average && !n.is_power_of_two()) {
        return None;
    }
    let n_results = windows.output[0] * windows.output[1] * windows.n_chan;
    let result = |output: usize| {
        let window: Vec<&Range> = windows.window(output).flatten().map(|place| &x[place]).collect();
        match function {
            PoolFunction::Average => {
                let sum = window.into_iter().try_fold(Range::ZERO, |sum, range| sum.sum(range))?;
                sum.shifted(-(n.trailing_zeros() as i32))
            }
            PoolFunction::Max => {
                let fraction = Range::finest(window.iter().copied());
                let refined = window.iter().map(|range| range.refined(fraction)).collect::<Option<Vec<_>>>()?;
                let [_, lower] = bounds(refined.iter().map(|bounds| bounds[0]))?;
                let [_, upper] = bounds(refined.iter().map(|bounds| bounds[1]))?;
                Range::new(lower, upper, fraction)
            }
        }
    };
    (0..n_results).map(result).collect()
}
