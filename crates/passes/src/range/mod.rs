//! Which numbers each element of each tensor of a model with quantizers can be, and which of its bits are of use.
//!
//! What an element can be follows from the quantizers and constants before it, element by element; what is of use from
//! the quantizers behind it: bits below what all of them round to, and above what all of them wrap around at, change no
//! result. Where the regime is that of the peer, bounds are those of the narrowest format of each element, as the peer
//! has it.

mod element;
mod places;
mod rows;
mod sums;
mod uses;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use hlsmith_fixed::{FixedType, Format, Overflow};
use hlsmith_ir::ops::{
    Activation, FixedPointQuantizer, Function, Merge, MergeFunction, broadcast_places, repeats_in_turn,
};
use hlsmith_ir::{Compatibility, Graph, IoType, Node, NodeId, Op, PoolFunction, PoolWindows, TableFunction, TensorId};

use element::{Range, bounds};
use places::Places;
pub(crate) use places::places;
use rows::Rows;
pub(crate) use uses::Uses;

/// What is known about the elements of tensors.
#[derive(Debug)]
pub(crate) struct Ranges {
    tensors: BTreeMap<TensorId, Rows<Range>>,
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
            if let Some(format) =
                computed.as_ref().map(|ranges| hull(ranges.distinct().iter().filter_map(Range::format)))
            {
                own.exact.insert(id, format);
            }
            let ranges = match (&explicit, computed) {
                (None, computed) => computed,
                (Some(ty), Some(computed)) => {
                    let mut cast = once_each(|(range, _)| range.cast(ty));
                    computed.map_each(|range| cast((*range, 0)))
                }
                (Some(ty), None) => Range::of_type(ty).map(|range| alike(range, &tensor.shape)),
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
        let pairs = self.tensors.get(&tensor)?.pairs(uses.of(tensor)?);
        // Where an element can be held in two ways, the others decide which is narrower.
        let held = |wraps: bool| hull(pairs.iter().filter_map(|(range, used)| used.of_range(range, wraps)));
        let [exact, wrapped] = [false, true].map(held);
        Some(if wrapped.width < exact.width { wrapped } else { exact })
    }

    /// The format of all numbers of a tensor; `None` where nothing bounds them.
    pub(crate) fn whole(&self, tensor: TensorId) -> Option<Format> {
        self.tensors.get(&tensor).map(|ranges| hull(ranges.distinct().iter().filter_map(Range::format)))
    }

    /// The elements of an input of a node.
    fn input(&self, node: &Node, position: usize) -> Option<&Rows<Range>> {
        self.tensors.get(node.inputs.get(position)?)
    }

    /// What an op makes of its inputs, before it is assigned to the result type; `None` where nothing bounds it.
    fn results(&self, graph: &Graph, node: &Node) -> Option<Rows<Range>> {
        if let Op::FixedPointQuantizer(op) = &node.op {
            return self.quantized(graph, node, op);
        }
        let x = self.input(node, 0)?;
        if let Some(places) = places(graph, node) {
            return self.moved(node, &places);
        }
        if let Some(convolution) = graph.convolution(node) {
            return sums::convolution(&convolution, x);
        }
        let shape = |position: usize| &graph.tensor(node.inputs[position]).shape[..];
        let output = &graph.tensor(*node.outputs.first()?).shape;
        let in_rows = |elements: Vec<Range>| Rows::new(&elements, output.last().copied().unwrap_or(1));
        match &node.op {
            Op::Activation(Activation { function: Function::Relu, .. }) => x.map_each(|range| {
                Range::new(range.lower().max(0).into(), range.upper().max(0).into(), range.fraction())
            }),
            Op::Activation(Activation { function: Function::BinaryTanh | Function::TernaryTanh, .. })
            | Op::TernaryTanh(_) => Range::new(-1, 1, 0).map(|range| alike(range, output)),
            Op::BatchNormalization(op) => {
                let (scale, bias) = (sums::constants(&op.scale)?, sums::constants(&op.bias)?);
                let n_inner = op.n_inner.max(1);
                let result = |(index, range): (usize, &Range)| {
                    range.product(&scale[index / n_inner])?.sum(&bias[index / n_inner])
                };
                let channels = x.in_rows_of(n_inner * scale.len().max(1));
                channels.map(|row| row.iter().enumerate().map(result).collect())
            }
            Op::Dot(op) => {
                let (own, other) = (x.to_vec(), self.input(node, 1)?.to_vec());
                let mut terms = own.iter().zip(&other).take(op.n_in).map(|(own, other)| own.product(other));
                let sum = terms.try_fold(Range::ZERO, |sum, term| sum.sum(&term?))?;
                Some(Rows::alike(vec![sum], 1))
            }
            Op::Einsum(op) => {
                let loops = op.contraction([shape(0), shape(1)]).ok()?;
                let offsets = vec![Range::ZERO; loops.shape().iter().product()];
                sums::contraction(&loops, &x.to_vec(), &self.input(node, 1)?.to_vec(), &offsets).map(in_rows)
            }
            Op::EinsumDense(op) => sums::einsum_dense(op, shape(0), &x.to_vec()).map(in_rows),
            Op::Merge(op) => merged(op, graph, node, [x, self.input(node, 1)?]),
            Op::GlobalPooling1d(op) => pooled(graph, op.pool_op, &op.windows(), x),
            Op::GlobalPooling2d(op) => pooled(graph, op.pool_op, &op.windows(), x),
            Op::Pooling1d(op) => pooled(graph, op.pool_op, &op.windows(), x),
            Op::Pooling2d(op) => pooled(graph, op.pool_op, &op.windows(), x),
            Op::MultiThreshold(op) => {
                let levels = sums::constants(&op.levels)?;
                let whole = levels.iter().skip(1).try_fold(*levels.first()?, |whole, level| whole.hull(level))?;
                x.map_each(|_| Some(whole))
            }
            Op::UnaryLut(op) if op.function == TableFunction::Given => {
                let entries = sums::constants(&op.table)?;
                let whole =
                    |table: &[Range]| table.iter().skip(1).try_fold(*table.first()?, |whole, entry| whole.hull(entry));
                let tables = entries.chunks(1 << op.index_width).map(whole).collect::<Option<Vec<_>>>()?;
                x.in_rows_of(tables.len()).map(|_| Some(tables.clone()))
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
            | Op::UnaryLut(_)
            | Op::ZeroPadding1d(_)
            | Op::ZeroPadding2d(_) => None,
        }
    }

    /// The elements of the inputs at other places.
    fn moved(&self, node: &Node, places: &Places) -> Option<Rows<Range>> {
        let inputs = places.lens.iter().enumerate();
        let inputs = inputs.map(|(position, &len)| Some(self.input(node, position)?.in_rows_of(len)));
        let inputs: Vec<Cow<'_, Rows<Range>>> = inputs.collect::<Option<_>>()?;
        let kind = |part: &Option<(usize, usize)>| part.map(|(input, row)| (input, inputs[input].kinds()[row]));
        let keys = places.parts.chunks(places.n_parts).map(|parts| parts.iter().map(kind).collect());
        let zeros = vec![Range::ZERO; places.lens[0]];
        Rows::of_keys(places.len(), keys, |parts: &Vec<Option<(usize, u32)>>| {
            let part = |part: &Option<(usize, u32)>| part.map_or(&zeros[..], |(input, kind)| inputs[input].row(kind));
            Some(parts.iter().flat_map(part).copied().collect())
        })
    }

    /// What a quantizer makes of its input, which may be anything that comes from outside.
    fn quantized(&self, graph: &Graph, node: &Node, op: &FixedPointQuantizer) -> Option<Rows<Range>> {
        let types: Vec<Option<FixedType>> = op.mask_types().collect();
        let places = mask_places(graph, node, op)?;
        let Some(source) = self.input(node, 0) else {
            let is_outside = from_outside(graph, node.inputs[0]);
            let outside = |ty: &Option<FixedType>| match ty {
                None => Some(Range::ZERO),
                Some(ty) => Range::of_type(ty).filter(|_| is_outside),
            };
            return places.map_each(|&place| outside(&types[place]));
        };
        let mut cast = once_each(|(range, place)| types[place].map_or(Some(Range::ZERO), |ty| range.cast(&ty)));
        source.zip_each(&places, |range, &place| cast((*range, place)))
    }

    /// A quantizer with types that are no wider than what its arguments make of them; `None` for other ops, and where
    /// nothing bounds the arguments.
    fn reached(&self, graph: &Graph, node: &Node) -> Option<FixedPointQuantizer> {
        let Op::FixedPointQuantizer(op) = &node.op else { return None };
        let source = self.input(node, 0)?;
        let places = mask_places(graph, node, op)?;
        let types: Vec<Option<FixedType>> = op.mask_types().collect();
        let mut formats: Vec<Option<Format>> = vec![None; types.len()];
        for (range, place) in source.pairs(&places) {
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
fn boxed(graph: &Graph, ranges: Rows<Range>) -> Option<Rows<Range>> {
    match graph.compatibility {
        Compatibility::Sound => Some(ranges),
        Compatibility::Hls4ml13 => ranges.map_each(Range::boxed),
    }
}

/// A tensor of a shape whose elements are alike.
fn alike<T: Copy + Eq + Hash>(element: T, shape: &[usize]) -> Rows<T> {
    let (&last, outer) = shape.split_last().unwrap_or((&1, &[]));
    Rows::alike(vec![element; last], outer.iter().product())
}

/// The place in the mask of a quantizer of each element of its input.
fn mask_places(graph: &Graph, node: &Node, op: &FixedPointQuantizer) -> Option<Rows<usize>> {
    let (&last, outer) = graph.tensor(*node.inputs.first()?).shape.split_last()?;
    let &own = op.mask_shape.last()?;
    let along = |row: usize| (0..last).map(move |index| row * own + if own == 1 { 0 } else { index });
    Rows::of_keys(last, op.places(outer).into_iter(), |&row| Some(along(row).collect()))
}

/// Whether the elements of a tensor are those of inputs of the model, maybe in other places.
fn from_outside(graph: &Graph, tensor: TensorId) -> bool {
    if graph.inputs().contains(&tensor) {
        return true;
    }
    let producer = graph.producer(tensor).map(|id| graph.node(id));
    producer.is_some_and(|node| {
        places(graph, node).is_some() && node.inputs.iter().all(|&input| from_outside(graph, input))
    })
}

/// Whether an op passes its input on.
fn is_linear(op: &Op) -> bool {
    matches!(op, Op::Activation(Activation { function: Function::Linear, .. }))
}

/// The format that holds those of all elements; one bit where nothing but 0 is to be held.
fn hull(formats: impl Iterator<Item = Format>) -> Format {
    formats.reduce(Format::hull).unwrap_or(Format { width: 1, integer: 1, signed: false })
}

fn merged(op: &Merge, graph: &Graph, node: &Node, inputs: [&Rows<Range>; 2]) -> Option<Rows<Range>> {
    let (&last, outer) = graph.tensor(node.outputs[0]).shape.split_last()?;
    let in_turn = repeats_in_turn(graph.compatibility, graph.io_type);
    let repeated = |position: usize| {
        let shape = &graph.tensor(node.inputs[position]).shape;
        let x = inputs[position];
        if shape == &graph.tensor(node.outputs[0]).shape {
            return x.clone();
        }
        if in_turn {
            let n: usize = shape.iter().product();
            return x.in_rows_of(1).at((0..op.n_elem).map(|index| index % n.max(1)));
        }
        match shape.split_last() {
            Some((&extent, before)) if extent == last => {
                x.in_rows_of(last).at(broadcast_places(before, outer).into_iter())
            }
            _ => x.in_rows_of(1).at(broadcast_places(shape, &graph.tensor(node.outputs[0]).shape).into_iter()),
        }
    };
    let [own, other] = [0, 1].map(repeated);
    own.in_rows_of(last).zip_each(&other, |a, b| match op.function {
        MergeFunction::Add => a.sum(b),
        MergeFunction::Subtract => a.sum(&b.negated()?),
        MergeFunction::Multiply => a.product(b),
        MergeFunction::Average if op.divisor.is_power_of_two() => {
            a.sum(b)?.shifted(-(op.divisor.trailing_zeros() as i32))
        }
        MergeFunction::Average => None,
        MergeFunction::Maximum => a.combined(b, |a, b| [a[0].max(b[0]), a[1].max(b[1])]),
        MergeFunction::Minimum => a.combined(b, |a, b| [a[0].min(b[0]), a[1].min(b[1])]),
    })
}

/// `None` where elements beside the image count, or a sum is divided by a number that is no power of two.
fn pooled(graph: &Graph, function: PoolFunction, windows: &PoolWindows, x: &Rows<Range>) -> Option<Rows<Range>> {
    let is_plain = match graph.compatibility {
        Compatibility::Sound => function == PoolFunction::Max || !windows.is_padded(),
        Compatibility::Hls4ml13 => !windows.is_padded() && graph.io_type == IoType::Parallel,
    };
    let n = windows.window_len();
    if !is_plain || (function == PoolFunction::Average && !n.is_power_of_two()) {
        return None;
    }
    let x = x.in_rows_of(windows.n_chan);
    let pixels = (0..windows.output[0] * windows.output[1]).map(|pixel| {
        let first = windows.window(pixel * windows.n_chan);
        first.flatten().map(|place| x.kinds()[place / windows.n_chan]).collect()
    });
    let result = |window: Vec<&Range>| match function {
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
    };
    Rows::of_keys(windows.n_chan, pixels, |kinds: &Vec<u32>| {
        (0..windows.n_chan).map(|channel| result(kinds.iter().map(|&kind| &x.row(kind)[channel]).collect())).collect()
    })
}
