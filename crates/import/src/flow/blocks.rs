//! What nodes of several importers have in common: names of attributes along axes, and sums on trained constants.

use hlsmith_fixed::Format;
use hlsmith_ir::ops::FixedPointQuantizer;
use hlsmith_ir::{Array, ArrayData, AttributeValue};

use super::step::{Setting, Step};

/// How windows lie along an axis.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Along {
    /// Extent of the input.
    pub(crate) input: usize,
    /// Extent of the output.
    pub(crate) output: usize,
    /// Elements of a window.
    pub(crate) window: usize,
    /// From one window to the next.
    pub(crate) stride: usize,
    /// From one element of a window to the next.
    pub(crate) dilation: usize,
    /// How far windows reach out before and behind; of a transposed convolution what is cut off before the output.
    pub(crate) pads: [usize; 2],
}

/// Names of the attributes of a convolution along an axis.
struct Names {
    input: &'static str,
    output: &'static str,
    filter: &'static str,
    stride: &'static str,
    dilation: &'static str,
    pads: [&'static str; 2],
}

const HEIGHT: Names = Names {
    input: "in_height",
    output: "out_height",
    filter: "filt_height",
    stride: "stride_height",
    dilation: "dilation_height",
    pads: ["pad_top", "pad_bottom"],
};
const WIDTH: Names = Names {
    input: "in_width",
    output: "out_width",
    filter: "filt_width",
    stride: "stride_width",
    dilation: "dilation_width",
    pads: ["pad_left", "pad_right"],
};

/// The attributes of a convolution over a line or an image that say where its windows are.
pub(crate) fn convolution(along: &[Along], is_transposed: bool) -> Vec<(&'static str, Setting)> {
    let names: &[Names] = if along.len() == 1 { &[WIDTH] } else { &[HEIGHT, WIDTH] };
    let mut attributes = Vec::new();
    for (names, along) in names.iter().zip(along) {
        attributes.extend([
            (names.input, Setting::size(along.input)),
            (names.output, Setting::size(along.output)),
            (names.filter, Setting::size(along.window)),
            (names.stride, Setting::size(along.stride)),
            (names.dilation, Setting::size(along.dilation)),
            (names.pads[0], Setting::size(along.pads[0])),
        ]);
        if !is_transposed {
            attributes.push((names.pads[1], Setting::size(along.pads[1])));
        }
    }
    attributes
}

/// Class and attributes of a pooling of windows of a line or an image; `None` for other ranks.
pub(crate) fn pooling(
    along: &[Along],
    n_filt: usize,
    function: &'static str,
    count_pad: bool,
) -> Option<(&'static str, Vec<(&'static str, Setting)>)> {
    let mut attributes = vec![
        ("n_filt", Setting::size(n_filt)),
        ("pool_op", Setting::choice(function)),
        ("count_pad", Setting::flag(count_pad)),
        ("accum_t", Setting::auto()),
    ];
    match along {
        [line] => {
            attributes.extend([
                ("n_in", Setting::size(line.input)),
                ("n_out", Setting::size(line.output)),
                ("pool_width", Setting::size(line.window)),
                ("stride_width", Setting::size(line.stride)),
                ("pad_left", Setting::size(line.pads[0])),
                ("pad_right", Setting::size(line.pads[1])),
            ]);
            Some(("Pooling1D", attributes))
        }
        [down, across] => {
            attributes.extend([
                ("in_height", Setting::size(down.input)),
                ("in_width", Setting::size(across.input)),
                ("out_height", Setting::size(down.output)),
                ("out_width", Setting::size(across.output)),
                ("pool_height", Setting::size(down.window)),
                ("pool_width", Setting::size(across.window)),
                ("stride_height", Setting::size(down.stride)),
                ("stride_width", Setting::size(across.stride)),
                ("pad_top", Setting::size(down.pads[0])),
                ("pad_bottom", Setting::size(down.pads[1])),
                ("pad_left", Setting::size(across.pads[0])),
                ("pad_right", Setting::size(across.pads[1])),
            ]);
            Some(("Pooling2D", attributes))
        }
        _ => None,
    }
}

/// Class and attributes of a pooling of a whole line or image, whose axes stay with an extent of 1 if `keepdims` is
/// true; `None` for other ranks.
pub(crate) fn global_pooling(
    extents: &[usize],
    n_filt: usize,
    function: &'static str,
    keepdims: bool,
) -> Option<(&'static str, Vec<(&'static str, Setting)>)> {
    let mut attributes = vec![
        ("n_filt", Setting::size(n_filt)),
        ("pool_op", Setting::choice(function)),
        ("keepdims", Setting::flag(keepdims)),
        ("accum_t", Setting::auto()),
    ];
    match *extents {
        [width] => {
            attributes.push(("n_in", Setting::size(width)));
            Some(("GlobalPooling1D", attributes))
        }
        [height, width] => {
            attributes.extend([("in_height", Setting::size(height)), ("in_width", Setting::size(width))]);
            Some(("GlobalPooling2D", attributes))
        }
        _ => None,
    }
}

/// An array with its axes in another order: axis `i` of the result is axis `perm[i]`. `None` unless `perm` names each axis once.
pub(crate) fn permuted(array: &Array, perm: &[usize]) -> Option<Array> {
    let shape = array.shape();
    let mut axes = perm.to_vec();
    axes.sort_unstable();
    if !axes.into_iter().eq(0..shape.len()) {
        return None;
    }
    let mut strides = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis] * shape[axis];
    }
    let target: Vec<usize> = perm.iter().map(|&axis| shape[axis]).collect();
    let extents = target.clone();
    array.permuted(target, |index| {
        let mut rest = index;
        let mut place = 0;
        for (&axis, &extent) in perm.iter().zip(&extents).rev() {
            place += rest % extent * strides[axis];
            rest /= extent;
        }
        place
    })
}

/// Scale and offset of a normalisation with trained statistics; `None` when the shapes differ.
///
/// `scale = gamma / sqrt(variance + epsilon)` and `bias = beta - scale * mean`, each operation rounded in the type of
/// the trained arrays as NumPy does. A missing gamma is 1 and a missing beta 0.
pub(crate) fn fold(
    gamma: Option<Array>,
    beta: Option<Array>,
    mean: &Array,
    variance: &Array,
    epsilon: f64,
) -> Option<(Array, Array)> {
    // A missing gamma is the number 1 and a missing beta the number 0, in whatever type the statistics have.
    let fill = |value: f64| mean.zip(mean, |_, _| value as f32, |_, _| value);
    let gamma = gamma.map_or_else(|| fill(1.0), Some)?;
    let beta = beta.map_or_else(|| fill(0.0), Some)?;
    let scale = gamma.zip(variance, |g, v| g / (v + epsilon as f32).sqrt(), |g, v| g / (v + epsilon).sqrt())?;
    let offset = scale.zip(mean, |s, m| s * m, |s, m| s * m)?;
    let bias = beta.zip(&offset, |b, o| b - o, |b, o| b - o)?;
    Some((scale, bias))
}

/// The step that normalises each of some groups of elements, without scale and offset.
pub(crate) fn normalised(groups: usize, n_slice: usize, epsilon: f64) -> Option<Step> {
    let ones = Array::from_f32(vec![n_slice], vec![1.0; n_slice])?;
    let attributes = vec![
        ("n_in", Setting::size(groups * n_slice)),
        ("n_slice", Setting::size(n_slice)),
        ("epsilon", Setting::float(epsilon)),
        ("scale", Setting::Weight("s", ones)),
        ("bias", Setting::NoBias(vec![n_slice])),
    ];
    Some(Step::new("LayerNormalization", "LayerNormalization", attributes, vec![groups, n_slice]))
}

/// The step of a scale and an offset for each element of an axis with `n_inner` elements behind it.
pub(crate) fn scaled(scale: Array, bias: Array, n_inner: usize, shape: Vec<usize>) -> Step {
    let attributes = vec![
        ("n_in", Setting::size(shape.iter().product())),
        ("n_filt", Setting::size(scale.len())),
        ("scale", Setting::Weight("s", scale)),
        ("bias", Setting::Weight("b", bias)),
        ("n_inner", Setting::size(n_inner)),
    ];
    Step::new("BatchNormalization", "BatchNormalization", attributes, shape)
}

/// The steps that normalise groups of channels, which are the first axis, and then scale and shift each channel; `None`
/// where the groups do not divide the channels.
pub(crate) fn group_normalization(
    shape: &[usize],
    groups: usize,
    epsilon: f64,
    gamma: Array,
    beta: Array,
) -> Option<Vec<Step>> {
    let (&channels, extents) = shape.split_first()?;
    if groups == 0 || !channels.is_multiple_of(groups) {
        return None;
    }
    let inner: usize = extents.iter().product();
    let reshaped = |suffix: &'static str, shape: Vec<usize>| {
        let attributes = vec![("target_shape", Setting::sizes(&shape))];
        Step { suffix: Some(suffix.into()), ..Step::new("Reshape", "Reshape", attributes, shape) }
    };
    let n_slice = channels / groups * inner;
    let normalised = Step { suffix: Some("normalized".into()), ..normalised(groups, n_slice, epsilon)? };
    let back = reshaped("channels", shape.to_vec());
    Some(vec![reshaped("groups", vec![groups, n_slice]), normalised, back, scaled(gamma, beta, inner, shape.to_vec())])
}

/// The weights `[n_in, n_out]` of pixels along an axis whose outermost ones stay in place, the others between them by
/// their distance.
pub(crate) fn corner_weights(n_in: usize, n_out: usize) -> Option<Array> {
    let distance = if n_out > 1 { (n_in.checked_sub(1)?) as f64 / (n_out - 1) as f64 } else { 0.0 };
    let mut weights = vec![0.0f32; n_in.checked_mul(n_out)?];
    for output in 0..n_out {
        let place = output as f64 * distance;
        let lower = (place as usize).min(n_in - 1);
        let share = place - lower as f64;
        weights[lower * n_out + output] = (1.0 - share) as f32;
        if lower + 1 < n_in {
            weights[(lower + 1) * n_out + output] = share as f32;
        }
    }
    Array::from_f32(vec![n_in, n_out], weights)
}

/// The step of products of an axis of a tensor with weights `[n_in, n_out]`.
pub(crate) fn along_axis(shape: &[usize], axis: usize, weights: Array) -> Option<Step> {
    let rank = shape.len();
    let left: Vec<usize> = (0..rank).collect();
    let output: Vec<usize> = (0..rank).map(|own| if own == axis { rank } else { own }).collect();
    let mut result = shape.to_vec();
    *result.get_mut(axis)? = *weights.shape().get(1)?;
    einsum_dense([&left, &[axis, rank], &output], weights, None, result)
}

/// The step of products with a kernel and a bias, whose missing leading axes repeat it;
/// `None` when the bias has more axes than the result.
pub(crate) fn einsum_dense(
    [left, right, out]: [&[usize]; 3],
    kernel: Array,
    bias: Option<Array>,
    shape: Vec<usize>,
) -> Option<Step> {
    let repeated =
        |own: &[usize]| -> Vec<usize> { (own.len()..shape.len()).map(|_| 1).chain(own.iter().copied()).collect() };
    let bias = match bias {
        Some(bias) => Setting::Weight("b", bias.reshaped(repeated(bias.shape()))?),
        // As the peer has it, the type of the biases is not settled by their absence.
        None => Setting::Weight("b", Array::zeros(repeated(&[]))),
    };
    let attributes = vec![
        ("left", Setting::sizes(left)),
        ("right", Setting::sizes(right)),
        ("output", Setting::sizes(out)),
        ("weight", Setting::Weight("w", kernel)),
        ("bias", bias),
        ("accum_t", Setting::auto()),
    ];
    Some(Step::new("EinsumDense", "EinsumDense", attributes, shape))
}

/// The step that assigns the elements of a tensor of a shape to types of their own.
pub(crate) fn quantizer(op: FixedPointQuantizer, suffix: Option<String>, shape: &[usize]) -> Step {
    let attributes = vec![
        ("mask_shape", Setting::sizes(&op.mask_shape)),
        ("signs", Setting::sizes(&op.signs)),
        ("widths", Setting::sizes(&op.widths)),
        ("integers", Setting::Value(AttributeValue::Ints(op.integers))),
        ("rounding", Setting::choice(op.rounding.name())),
        ("overflow", Setting::choice(op.overflow.name())),
    ];
    let own = Step::new("FixedPointQuantizer", "FixedPointQuantizer", attributes, shape.to_vec());
    Step { suffix: suffix.map(Into::into), ..own }
}

/// The attributes of tables, one for all elements or several that take turns, with the entry of each number of a format
/// in the order of their bits; `None` when there are more or fewer.
pub(crate) fn unary_table(index: Format, entries: Array) -> Option<Vec<(&'static str, Setting)>> {
    if entries.shape().last() != Some(&1usize.checked_shl(index.width)?) {
        return None;
    }
    Some(vec![
        ("index_width", Setting::size(index.width as usize)),
        ("index_integer", Setting::Value(AttributeValue::Int(index.integer.into()))),
        ("is_index_signed", Setting::flag(index.signed)),
        ("table", Setting::Weight("t", entries)),
    ])
}

/// `n` rows of an array from `first` on; `None` when it has fewer.
pub(crate) fn rows(array: &Array, first: usize, n: usize) -> Option<Array> {
    let (&all, others) = array.shape().split_first()?;
    let length: usize = others.iter().product();
    let end = first.checked_add(n).filter(|&end| end <= all)?;
    let data = match array.data() {
        ArrayData::F32(data) => ArrayData::F32(data.get(first * length..end * length)?.into()),
        ArrayData::F64(data) => ArrayData::F64(data.get(first * length..end * length)?.into()),
    };
    Array::new([n].iter().chain(others).copied().collect(), data)
}

/// Blocks of rows of an array in another order, `order[i]` being that of block `i` of the result; `None` when the rows
/// are no such blocks.
pub(crate) fn blocks_of_rows(array: &Array, order: &[usize]) -> Option<Array> {
    let n = array.shape().first()? / order.len().max(1);
    let length: usize = array.shape().iter().skip(1).product::<usize>().checked_mul(n)?;
    let fits =
        n.checked_mul(order.len()) == array.shape().first().copied() && order.iter().all(|&block| block < order.len());
    if !fits || length == 0 {
        return None;
    }
    array.permuted(array.shape().to_vec(), |index| order[index / length] * length + index % length)
}
