//! `Conv1D`, `Conv2D`, their transposed, depthwise and separable kin, with the activation inside them as a step of its own.

use hlsmith_ir::Array;
use serde_json::Value;

use super::quantized::{Inside, Weights};
use super::{Layer, Setting, Step, Stop, folded};
use crate::flow::blocks::{self, Along};
use crate::keras::Dialect;

/// What the weights of a kind are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Depthwise,
    Separable,
    Transposed,
}

/// The kinds: class, axes, what the weights are. A layer of QKeras is of the kind of its namesake without the Q.
const KINDS: &[(&str, usize, Kind)] = &[
    ("Conv1D", 1, Kind::Plain),
    ("Conv1DTranspose", 1, Kind::Transposed),
    ("Conv2D", 2, Kind::Plain),
    ("Conv2DTranspose", 2, Kind::Transposed),
    ("DepthwiseConv1D", 1, Kind::Depthwise),
    ("DepthwiseConv2D", 2, Kind::Depthwise),
    ("SeparableConv1D", 1, Kind::Separable),
    ("SeparableConv2D", 2, Kind::Separable),
];

/// The kinds that QKeras has as well.
const QUANTIZED: &[&str] = &[
    "QConv1D",
    "QConv2D",
    "QConv2DBatchnorm",
    "QConv2DTranspose",
    "QDepthwiseConv2D",
    "QDepthwiseConv2DBatchnorm",
    "QSeparableConv1D",
    "QSeparableConv2D",
];

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let Some(&(class, n_axes, kind)) = KINDS.iter().find(|(class, _, _)| *class == plain_class(layer)) else {
        return Err(Stop::Unknown);
    };
    super::dense::refuse_quantized(layer)?;
    let inside = Inside::of(layer)?;
    let input = layer.input()?;
    let [extents @ .., n_chan] = input else { return Err(wrong_rank(layer, input, n_axes)) };
    if extents.len() != n_axes {
        return Err(wrong_rank(layer, input, n_axes));
    }
    let along = axes(layer, extents, kind)?;
    let multiplier = if layer.setting("depth_multiplier").is_some() { layer.size("depth_multiplier")? } else { 1 };
    let n_between = n_chan.saturating_mul(multiplier);
    let n_filt = if kind == Kind::Depthwise { n_between } else { layer.size("filters")? };
    let shape: Vec<usize> = along.iter().map(|along| along.output).chain([n_filt]).collect();
    layer.check_elements(&shape)?;

    let mut attributes = vec![("n_chan", Setting::size(*n_chan)), ("n_filt", Setting::size(n_filt))];
    attributes.extend(blocks::convolution(&along, kind == Kind::Transposed));
    let filter: Vec<usize> = along.iter().map(|along| along.window).collect();
    attributes.extend(constants(layer, kind, &filter, *n_chan, multiplier, n_filt)?);
    let origin = QUANTIZED.iter().find(|quantized| **quantized == layer.config.class).copied().unwrap_or(class);
    super::dense::with_activation(layer, Step::new(origin, class, attributes, shape), &inside)
}

/// The class of the layer, of one of QKeras that of its namesake.
fn plain_class<'l>(layer: &'l Layer<'_>) -> &'l str {
    let class = layer.config.class.as_str();
    if QUANTIZED.contains(&class) { class.trim_start_matches('Q').trim_end_matches("Batchnorm") } else { class }
}

/// Refuses groups that do not divide channels and filters.
pub(super) fn check_groups(layer: &Layer, n_groups: usize, n_chan: usize, n_filt: usize) -> Result<(), Stop> {
    if n_groups > 0 && n_chan.is_multiple_of(n_groups) && n_filt.is_multiple_of(n_groups) {
        return Ok(());
    }
    let finding = layer.unsupported("the groups of the layer do not divide its channels");
    let finding = finding.found(format!("{n_groups} groups of {n_chan} channels and {n_filt} filters"));
    Err(finding.expected("a number of groups that divides both").into())
}

pub(super) fn wrong_rank(layer: &Layer, input: &[usize], n_axes: usize) -> Stop {
    let message = "the input of the layer has another number of dimensions";
    layer.unsupported(message).found(format!("{input:?}")).expected(format!("{} dimensions", n_axes + 1)).into()
}

/// The window along each axis.
pub(super) fn axes(layer: &Layer, extents: &[usize], kind: Kind) -> Result<Vec<Along>, Stop> {
    let n = extents.len();
    let filters = sizes(layer, "kernel_size", n, None)?;
    let strides = sizes(layer, "strides", n, Some(1))?;
    let dilations = sizes(layer, "dilation_rate", n, Some(1))?;
    let extras = match (kind, layer.setting("output_padding")) {
        (Kind::Transposed, Some(_)) => sizes(layer, "output_padding", n, None)?.into_iter().map(Some).collect(),
        (Kind::Transposed | Kind::Plain | Kind::Depthwise | Kind::Separable, _) => vec![None; n],
    };
    let padding = layer.word("padding")?.unwrap_or("valid");
    (0..n)
        .map(|axis| {
            let (input, filter, stride, dilation) = (extents[axis], filters[axis], strides[axis], dilations[axis]);
            let reach = (filter - 1).checked_mul(dilation).and_then(|reach| reach.checked_add(1));
            let reach = reach.filter(|&reach| reach <= super::MAX_ELEMENTS).ok_or_else(|| {
                layer.unsupported("the window of the layer is too large").found(format!("{filter} taps of {dilation}"))
            })?;
            let (output, pads) = if kind == Kind::Transposed {
                transposed(layer, padding, input, stride, reach, extras[axis])?
            } else {
                forward(layer, padding, input, stride, reach)?
            };
            Ok(Along { input, output, window: filter, stride, dilation, pads })
        })
        .collect()
}

/// Outputs of a window that spans `reach` pixels, and the zero pixels around the input. Those of `same` make as many
/// outputs as the stride has steps in the input, with the larger half behind it.
fn forward(
    layer: &Layer,
    padding: &str,
    input: usize,
    stride: usize,
    reach: usize,
) -> Result<(usize, [usize; 2]), Stop> {
    let pads = match padding {
        "valid" => [0, 0],
        "causal" if layer.config.class.contains("1D") => [reach - 1, 0],
        "same" => {
            let all = ((input.div_ceil(stride) - 1) * stride + reach).saturating_sub(input);
            [all / 2, all - all / 2]
        }
        other => return Err(unknown_padding(layer, other)),
    };
    match (input + pads[0] + pads[1]).checked_sub(reach) {
        Some(room) => Ok((room / stride + 1, pads)),
        None => Err(layer
            .unsupported("the window of the layer is larger than its input")
            .found(format!("{reach} pixels"))
            .expected(format!("at most {input}"))
            .into()),
    }
}

/// Outputs of a transposed window, and how many are cut off before the first. With `same` there are `stride` outputs
/// for each input, and the smaller half of what is more is cut off before them.
fn transposed(
    layer: &Layer,
    padding: &str,
    input: usize,
    stride: usize,
    reach: usize,
    extra: Option<usize>,
) -> Result<(usize, [usize; 2]), Stop> {
    let spread = (input - 1).checked_mul(stride).filter(|&spread| spread <= super::MAX_ELEMENTS);
    let spread = spread.ok_or_else(|| layer.unsupported("the output of the layer is too large"))?;
    let output = match (padding, extra) {
        ("valid", None) => spread + reach.max(stride),
        ("valid", Some(extra)) => spread + reach + extra,
        ("same", None) => spread + stride,
        ("same", Some(extra)) => (spread + reach + extra).saturating_sub(reach / 2 * 2),
        (other, _) => return Err(unknown_padding(layer, other)),
    };
    if output == 0 {
        return Err(layer.unsupported("the output of the layer is empty").into());
    }
    let before = if padding == "same" { (spread + reach).saturating_sub(output) / 2 } else { 0 };
    Ok((output, [before, 0]))
}

fn unknown_padding(layer: &Layer, found: &str) -> Stop {
    layer.malformed("padding", Some(&Value::from(found)), "valid, same, or causal for a Conv1D").into()
}

/// A size for each axis; one size holds for all.
fn sizes(layer: &Layer, key: &str, n: usize, default: Option<usize>) -> Result<Vec<usize>, Stop> {
    let value = layer.setting(key);
    let least = u64::from(key != "output_padding");
    let size = |value: &Value| value.as_u64().filter(|&size| size >= least).and_then(|size| usize::try_from(size).ok());
    let sizes = match (value, default) {
        (None, Some(default)) => Some(vec![default; n]),
        (None, None) => None,
        (Some(Value::Array(values)), _) => values.iter().map(size).collect::<Option<Vec<_>>>(),
        (Some(value), _) => size(value).map(|size| vec![size; n]),
    };
    let sizes = sizes.filter(|sizes| sizes.len() == n && sizes.iter().all(|&size| size <= super::MAX_ELEMENTS));
    sizes.ok_or_else(|| layer.malformed(key, value, &format!("{n} positive integers")).into())
}

/// The trained constants and the types that are still to be derived.
fn constants(
    layer: &Layer,
    kind: Kind,
    filter: &[usize],
    n_chan: usize,
    multiplier: usize,
    n_filt: usize,
) -> Result<Vec<(&'static str, Setting)>, Stop> {
    let use_bias = layer.flag("use_bias", true)?;
    let with = |ends: [usize; 2]| filter.iter().copied().chain(ends).collect::<Vec<usize>>();
    let ones = |ends: [usize; 2]| filter.iter().map(|_| 1).chain(ends).collect::<Vec<usize>>();
    let n_groups = match (kind, layer.setting("groups")) {
        (Kind::Plain, Some(_)) => layer.size("groups")?,
        (Kind::Plain | Kind::Depthwise | Kind::Separable | Kind::Transposed, _) => 1,
    };
    check_groups(layer, n_groups, n_chan, n_filt)?;
    let depthwise_name = match layer.dialect {
        Dialect::Keras2 => "depthwise_kernel",
        Dialect::Keras3 => "kernel",
    };
    let kernels = match kind {
        Kind::Plain => vec![("kernel", with([n_chan / n_groups, n_filt]))],
        Kind::Transposed => vec![("kernel", with([n_filt, n_chan]))],
        Kind::Depthwise => vec![(depthwise_name, with([n_chan, multiplier]))],
        Kind::Separable => vec![
            ("depthwise_kernel", with([n_chan, multiplier])),
            ("pointwise_kernel", ones([n_chan.saturating_mul(multiplier), n_filt])),
        ],
    };
    for (_, shape) in &kernels {
        layer.check_elements(shape)?;
    }
    let bias_shape = [n_filt];
    let mut wanted: Vec<(&str, &[usize], bool)> =
        kernels.iter().map(|(role, shape)| (*role, shape.as_slice(), true)).collect();
    wanted.push(("bias", &bias_shape, use_bias));
    let arrays = match kernels.first() {
        Some((role, shape)) if folded::applies(layer) => folded::arrays(layer, role, shape, n_filt)?,
        Some(_) | None => layer.some_arrays(&wanted)?,
    };
    let mut arrays = arrays.into_iter();
    let mut kernel = || arrays.next().flatten().ok_or(Stop::Unknown);
    let mut settings = match kind {
        Kind::Plain => {
            let weights = Weights::kernel(layer, "kernel_quantizer")?.setting(layer, "w", "weight", kernel()?)?;
            vec![("n_groups", Setting::size(n_groups)), ("weight", weights)]
        }
        Kind::Transposed => {
            let (weights, types) = Weights::kernel(layer, "kernel_quantizer")?.parts(layer, kernel()?)?;
            let weights = swapped(&weights).ok_or(Stop::Unknown)?;
            vec![("weight", crate::flow::recurrent::constants("w", "weight", (weights, types)))]
        }
        Kind::Depthwise => {
            let weights = Weights::kernel(layer, "depthwise_quantizer")?.scaled(layer, "w", "weight", kernel()?)?;
            vec![("depth_multiplier", Setting::size(multiplier)), ("weight", weights)]
        }
        Kind::Separable => {
            let depthwise = Weights::kernel(layer, "depthwise_quantizer")?;
            let pointwise = Weights::kernel(layer, "pointwise_quantizer")?;
            vec![
                ("depth_multiplier", Setting::size(multiplier)),
                ("depthwise", depthwise.scaled(layer, "d", "depthwise", kernel()?)?),
                ("pointwise", pointwise.scaled(layer, "p", "pointwise", kernel()?)?),
                ("depthwise_accum_t", Setting::auto()),
                ("pointwise_accum_t", Setting::auto()),
                ("depthwise_result_t", Setting::auto()),
            ]
        }
    };
    if kind != Kind::Separable {
        settings.push(("accum_t", Setting::auto()));
    }
    let bias = arrays.next().flatten();
    settings.push(("bias", Weights::biases(layer)?.bias(layer, bias, n_filt)?));
    Ok(settings)
}

/// The array with its last two axes swapped.
fn swapped(array: &Array) -> Option<Array> {
    let [others @ .., rows, columns] = array.shape() else { return None };
    let shape = others.iter().copied().chain([*columns, *rows]).collect();
    array.permuted(shape, |index| {
        let (matrix, within) = (index / (rows * columns), index % (rows * columns));
        matrix * rows * columns + within % rows * columns + within / rows
    })
}
