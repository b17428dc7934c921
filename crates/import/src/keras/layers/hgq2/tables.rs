//! `QDenseT`, `QConvT1D`, `QConvT2D` and `QEinsumDenseT`: sums of which each term is a small network of one number, as a
//! table of its values.
//!
//! The input is repeated along the axes that only the networks have, and goes through the quantizer in front; each
//! element then has the table of its network, whose entries have gone through the quantizer of tables.

use hlsmith_diag::Result;
use hlsmith_ir::ops::UnaryLut;
use hlsmith_ir::{Array, TableFunction};
use serde_json::Value;

use super::super::einsum_dense::Equation;
use super::super::multi_head_attention::{Geometry, SLOTS};
use super::super::{Layer, Setting, Step, Stop, excerpt};
use super::inside::{activated, named};
use super::quantizer::place_of;
use super::{Quantizer, finish, inner, plain};
use crate::flow::blocks::{einsum_dense, unary_table};
use crate::keras::weights::{self, Found, Place, WeightSource};

/// Most entries of all tables of a layer.
const MAX_ENTRIES: usize = 1 << 20;

/// Where the layers of the networks are stored.
const HIDDEN: [&str; 9] = [
    "einsum_dense",
    "einsum_dense_1",
    "einsum_dense_2",
    "einsum_dense_3",
    "einsum_dense_4",
    "einsum_dense_5",
    "einsum_dense_6",
    "einsum_dense_7",
    "einsum_dense_8",
];

/// A layer whose last axis is summed over, with a network for each pair of input and output.
pub(super) fn import_dense(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    summed(layer, layer.input()?, layer.size("n_out")?)
}

/// The same on the windows of a line or an image: a convolution gathers the elements of each.
pub(super) fn import_conv(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    let class = layer.config.class.replace("QConvT", "Conv");
    let mut config = inner(layer, &class)?;
    let Some((n_chan, extents)) = layer.input()?.split_last() else { return Err(Stop::Unknown) };
    let value = layer.setting("kernel_size");
    let size = |value: &Value| value.as_u64().and_then(|size| usize::try_from(size).ok());
    let sizes: Option<Vec<usize>> = match value {
        Some(Value::Array(sizes)) => sizes.iter().map(size).collect(),
        Some(other) => size(other).map(|size| vec![size; extents.len()]),
        None => None,
    };
    let mut kernel = sizes.ok_or_else(|| layer.malformed("kernel_size", value, "a size for each axis"))?;
    kernel.push(*n_chan);
    let n_in = kernel.iter().fold(1usize, |n, &extent| n.saturating_mul(extent));
    layer.check_elements(&[n_in, n_in])?;
    kernel.push(n_in);
    let own = [("filters", n_in.into()), ("use_bias", Value::Bool(false)), ("activation", "linear".into())];
    config.settings.extend(own.map(|(key, value)| (key.to_owned(), value)));
    let mut steps = plain(layer, &config, &Windows { kernel, n_in })?;
    let Some(windows) = steps.last_mut() else { return Err(Stop::Unknown) };
    windows.suffix = Some("windows".into());
    let shape = windows.shape.clone();
    steps.extend(summed(&Layer { shape: Some(&shape), ..*layer }, &shape, layer.size("filters")?)?);
    Ok(steps)
}

/// The kernel that places the elements of a window one after the other.
struct Windows {
    /// Its shape.
    kernel: Vec<usize>,
    n_in: usize,
}

impl WeightSource for Windows {
    fn find(&self, place: &Place, roles: &[&str]) -> Result<Vec<Found>> {
        let ones = (0..self.n_in * self.n_in).map(|place| f32::from(u8::from(place % (self.n_in + 1) == 0)));
        match Array::from_f32(self.kernel.clone(), ones.collect::<Vec<_>>()) {
            Some(array) if roles.len() == 1 => Ok(vec![Found::Loaded(array)]),
            Some(_) | None => Err(weights::wrong_arrays(place, "one kernel", roles)),
        }
    }
}

/// The sums over the last axis of what is summed.
fn summed(layer: &Layer, shape: &[usize], n_out: usize) -> std::result::Result<Vec<Step>, Stop> {
    let rank = shape.len();
    let left: Vec<usize> = (0..rank).collect();
    let (Some((&term, kept)), Some(&n_in)) = (left.split_last(), shape.last()) else { return Err(Stop::Unknown) };
    let output: Vec<usize> = kept.iter().copied().chain([rank]).collect();
    let normalised = layer.flag("batch_norm", false)?;
    let tables = Tables {
        layer,
        slots: &[],
        keys: ["iq_conf", "toq_conf"],
        axes: [&left, &[term, rank], &output],
        extents: &[n_in, n_out],
        use_bias: layer.flag("use_bias", true)?,
        norm: normalised.then(|| (vec![rank], vec!["bn_module"])),
    };
    let mut steps = tables.steps(shape)?;
    steps.extend(activated(layer, "activation", steps.last().map(|step| &step.shape[..]))?);
    finish(layer, steps)
}

/// Sums by an equation.
pub(super) fn import_einsum(layer: &Layer) -> std::result::Result<Vec<Step>, Stop> {
    let text = layer.word("equation")?.unwrap_or_default();
    let shape = layer.input()?;
    let refuse = || {
        let finding = layer.unsupported("the equation of the layer cannot be carried out").found(text);
        Stop::from(finding.expected("an equation such as `abc,cd->abd`, the batch first in input and result"))
    };
    let equation = Equation::read(text, shape.len()).ok_or_else(refuse)?;
    let known = equation.extents(shape, &super::super::einsum_dense::settled(layer)?).ok_or_else(refuse)?;
    let extents: Vec<usize> = equation.right.iter().map(|label| known[label]).collect();
    let has_bias_axes = layer.setting("bias_axes").is_some();
    let is_normalised = layer.flag("batch_norm", false)?;
    let named = layer.word("normalize_axes")?.or(layer.word("bias_axes")?);
    let normalised: Vec<usize> = match named {
        Some(axes) => axes.chars().map(|label| label as usize).collect(),
        None => equation.right.iter().copied().filter(|label| equation.output.contains(label)).collect(),
    };
    let tables = Tables {
        layer,
        slots: &[],
        keys: ["iq_conf", "toq_conf"],
        axes: [&equation.left, &equation.right, &equation.output],
        extents: &extents,
        use_bias: has_bias_axes && !is_normalised,
        norm: is_normalised.then_some((normalised, Vec::new())),
    };
    let mut steps = tables.steps(shape)?;
    steps.extend(activated(layer, "activation", steps.last().map(|step| &step.shape[..]))?);
    finish(layer, steps)
}

/// A projection of an attention whose products are tables, without the quantizer behind it.
pub(super) fn projection(
    layer: &Layer,
    geometry: &Geometry,
    part: usize,
    shape: &[usize],
) -> std::result::Result<Vec<Step>, Stop> {
    let own = geometry.projection(part);
    let [left, right, output] = &own.axes;
    // A softmax over the keys does not see their bias.
    let has_bias = part != 1 && layer.flag("use_bias", true)?;
    attended(layer, &[SLOTS[part]], [left, right, output], &own.kernel, has_bias)?.steps(shape)
}

/// The tables of a part of an attention.
pub(super) fn attended<'a>(
    layer: &'a Layer<'a>,
    slots: &'a [&'static str],
    axes: [&'a [usize]; 3],
    extents: &'a [usize],
    has_bias: bool,
) -> std::result::Result<Tables<'a>, Stop> {
    let is_normalised = layer.flag("batch_norm", false)?;
    let normalised = axes[1].iter().copied().filter(|label| axes[2].contains(label)).collect();
    Ok(Tables {
        layer,
        slots,
        keys: ["qkvo_iq_conf", "qkvo_toq_conf"],
        axes,
        extents,
        use_bias: has_bias && !is_normalised,
        norm: is_normalised.then_some((normalised, Vec::new())),
    })
}

/// Sums of tables.
pub(super) struct Tables<'a> {
    layer: &'a Layer<'a>,
    /// The part of the layer whose tables they are.
    slots: &'a [&'static str],
    /// The settings of the quantizers in front of the tables and behind them.
    keys: [&'static str; 2],
    /// The axes of the input, those along which networks differ, and those of the result.
    axes: [&'a [usize]; 3],
    /// The extents of the axes along which networks differ.
    extents: &'a [usize],
    /// Whether the layers of the networks have biases.
    use_bias: bool,
    /// The axes along which what the networks give is normalised, and the part that holds the statistics.
    norm: Option<(Vec<usize>, Vec<&'static str>)>,
}

/// Where the numbers of an array are for an element: the axes of the element and the distance along each.
type Strides = Vec<(usize, usize)>;

/// The distances along the axes of an array, with as many numbers as `inner` at each place.
fn strides(axes: &[usize], extents: &[usize], inner: usize) -> Strides {
    let stride = |place: usize| extents[place + 1..].iter().product::<usize>() * inner;
    axes.iter().enumerate().map(|(place, &axis)| (axis, stride(place))).collect()
}

/// A layer of the networks.
struct Dense {
    kernel: (Vec<f32>, Strides),
    bias: Option<(Vec<f32>, Strides)>,
    n_out: usize,
}

/// Factor and summand behind the networks, which the root of the number of terms divides.
struct Norm {
    scale: Vec<f32>,
    offset: Vec<f32>,
    strides: Strides,
    root: f32,
}

impl Tables<'_> {
    /// The steps from the input to the sums.
    pub(super) fn steps(&self, input: &[usize]) -> std::result::Result<Vec<Step>, Stop> {
        let layer = self.layer;
        let [left, right, output] = self.axes;
        let extra = right.iter().zip(self.extents).filter(|(label, _)| !left.contains(label));
        let (extra, extents): (Vec<usize>, Vec<usize>) = extra.map(|(&label, &extent)| (label, extent)).unzip();
        let labels: Vec<usize> = left.iter().copied().chain(extra).collect();
        let shape: Vec<usize> = input.iter().copied().chain(extents.iter().copied()).collect();
        layer.check_elements(&shape)?;
        let mut steps = Vec::new();
        if !extents.is_empty() {
            let column: Vec<usize> = input.iter().copied().chain(extents.iter().map(|_| 1)).collect();
            steps.push(Step { suffix: Some("column".into()), ..layer.reshaped(column) });
            let attributes = vec![("target_shape", Setting::sizes(&shape))];
            let repeated = Step::new("Broadcast", "Broadcast", attributes, shape.clone());
            steps.push(Step { suffix: Some("repeated".into()), ..repeated });
        }
        let (index, table) = self.quantizers(&shape)?;
        steps.push(index.step(Some("iq".into()), &shape));
        steps.push(self.table(&labels, &shape, &index, &table)?);
        // The products of the sum with ones.
        let summed: Vec<usize> = left.iter().copied().filter(|label| !output.contains(label)).collect();
        let extent = |label: &usize| labels.iter().position(|own| own == label).map_or(1, |axis| shape[axis]);
        let extents: Vec<usize> = summed.iter().map(extent).collect();
        let ones = vec![1.0; extents.iter().product()];
        let ones = Array::from_f64(extents, ones).ok_or(Stop::Unknown)?;
        let result = output.iter().map(extent).collect();
        steps.push(einsum_dense([&labels, &summed, output], ones, None, result).ok_or(Stop::Unknown)?);
        Ok(steps)
    }

    /// The place of a part.
    fn slots(&self, ends: &[&'static str]) -> Vec<&'static str> {
        self.slots.iter().chain(ends).copied().collect()
    }

    /// The quantizers in front of the tables and behind them.
    fn quantizers(&self, shape: &[usize]) -> std::result::Result<(Quantizer, Quantizer), Stop> {
        let read = |key: &str, slot: &'static str| {
            let settings = self.layer.setting(key).unwrap_or(&Value::Null);
            let quantizer = Quantizer::read(self.layer, settings, &self.slots(&[slot, "quantizer"]), shape, true)?;
            quantizer.ok_or_else(|| super::unary_lut::bare(self.layer, slot))
        };
        if self.slots != [SLOTS[3]] && !self.layer.flag("enable_iq", true)? {
            return Err(super::unary_lut::bare(self.layer, "iq"));
        }
        Ok((read(self.keys[0], "iq")?, read(self.keys[1], "toq")?))
    }

    /// The tables of all elements.
    fn table(
        &self,
        labels: &[usize],
        shape: &[usize],
        index: &Quantizer,
        behind: &Quantizer,
    ) -> std::result::Result<Step, Stop> {
        let layer = self.layer;
        let axis_of = |label: &usize| labels.iter().position(|own| own == label);
        let kernel_axes: Vec<usize> = self.axes[1].iter().filter_map(axis_of).collect();
        let layers = self.networks(&kernel_axes, shape)?;
        let norm = self.normalisation(labels, shape)?;
        let function = self.function()?;
        let mask = behind.op().mask_shape;
        // Tables take turns from the first axis on along which something differs.
        let first = (0..shape.len()).find(|axis| kernel_axes.contains(axis) || mask.get(*axis) != Some(&1));
        let own = &shape[first.unwrap_or(shape.len())..];
        let n_tables: usize = own.iter().product();
        let format = index.hull();
        let n_entries = 1usize.checked_shl(format.width).unwrap_or(usize::MAX);
        if n_entries.checked_mul(n_tables).is_none_or(|n| n > MAX_ENTRIES) {
            let finding = layer.unsupported("the tables of the layer have too many entries");
            let found = format!("{n_tables} tables for arguments of {} bits", format.width);
            return Err(finding.found(found).expected(format!("at most {MAX_ENTRIES} entries")).into());
        }
        let places = behind.op().places(shape);
        let arguments: Vec<f64> = UnaryLut::arguments(format).collect();
        let mut entries = Vec::with_capacity(n_entries * n_tables);
        for table in 0..n_tables {
            let mut rest = table;
            let mut element = vec![0; shape.len()];
            for (axis, &extent) in shape.iter().enumerate().rev() {
                element[axis] = rest % extent;
                rest /= extent;
            }
            for &x in &arguments {
                let value = evaluate(&layers, norm.as_ref(), function, &element, x as f32);
                if !value.is_finite() {
                    let finding = layer.unsupported("a network of the layer has a value that its table cannot hold");
                    return Err(finding.found(format!("{value} at {x}")).expected("a finite number").into());
                }
                entries.push(behind.quantize_one(value, places[table]));
            }
        }
        let entries = Array::from_f64(vec![n_tables, n_entries], entries).ok_or(Stop::Unknown)?;
        let mut attributes = vec![("n_in", Setting::size(shape.iter().product()))];
        attributes.extend(unary_table(format, entries).ok_or(Stop::Unknown)?);
        let step = Step::new("UnaryLUT", "UnaryLUT", attributes, shape.to_vec());
        Ok(Step { suffix: Some("tables".into()), ..step })
    }

    /// The function between the layers of the networks.
    fn function(&self) -> std::result::Result<TableFunction, Stop> {
        let name = named(self.layer, "subnn_activation")?;
        TableFunction::find(name).ok_or_else(|| {
            let finding =
                self.layer.unsupported("the function inside the tables is not known").found(excerpt(&name.into()));
            finding.expected(TableFunction::known()).into()
        })
    }

    /// The layers of the networks.
    fn networks(&self, axes: &[usize], shape: &[usize]) -> std::result::Result<Vec<Dense>, Stop> {
        let layer = self.layer;
        let count = |key: &str| layer.setting(key).map_or(Some(if key == "n_hl" { 1 } else { 8 }), Value::as_u64);
        let (Some(n_hidden), Some(width)) = (count("n_hl"), count("d_hl")) else {
            return Err(layer.malformed("n_hl", layer.setting("n_hl"), "a number of layers").into());
        };
        let n_hidden = usize::try_from(n_hidden).unwrap_or(usize::MAX);
        if n_hidden >= HIDDEN.len() {
            let finding = layer.unsupported("the networks of the layer have too many layers");
            return Err(finding.found(n_hidden.to_string()).expected(format!("at most {}", HIDDEN.len() - 1)).into());
        }
        // The biases have the axes of the input from the first on along which networks differ.
        let first = axes.iter().copied().min().unwrap_or(shape.len());
        let bias_axes: Vec<usize> = (first..shape.len()).collect();
        let bias_extents: Vec<usize> =
            bias_axes.iter().map(|axis| if axes.contains(axis) { shape[*axis] } else { 1 }).collect();
        let mut n_in = 1;
        let mut layers = Vec::with_capacity(n_hidden + 1);
        for (position, slot) in HIDDEN.into_iter().take(n_hidden + 1).enumerate() {
            let n_out = if position < n_hidden { usize::try_from(width).unwrap_or(0) } else { 1 };
            let ends =
                |inner: &[usize]| if position < n_hidden { inner.to_vec() } else { inner[..inner.len() - 1].to_vec() };
            let kernel: Vec<usize> = self.extents.iter().copied().chain(ends(&[n_in, n_out])).collect();
            let bias: Vec<usize> = bias_extents.iter().copied().chain(ends(&[n_out])).collect();
            let place = place_of(layer, &self.slots(&["module", "layers", slot]));
            let wanted = [("kernel", &kernel[..], true), ("bias", &bias[..], self.use_bias)];
            let mut arrays = layer.arrays_at(&place, &wanted)?.into_iter();
            let (Some(Some(kernel)), Some(bias)) = (arrays.next(), arrays.next()) else { return Err(Stop::Unknown) };
            let is_own = |(axis, _): &(usize, usize)| axes.contains(axis);
            let bias_strides = strides(&bias_axes, &bias_extents, n_out).into_iter().filter(is_own).collect();
            layers.push(Dense {
                kernel: (single(&kernel), strides(axes, self.extents, n_in * n_out)),
                bias: bias.map(|bias| (single(&bias), bias_strides)),
                n_out,
            });
            n_in = n_out;
        }
        Ok(layers)
    }

    /// The normalisation behind the networks.
    fn normalisation(&self, labels: &[usize], shape: &[usize]) -> std::result::Result<Option<Norm>, Stop> {
        let Some((own, slots)) = &self.norm else { return Ok(None) };
        let layer = self.layer;
        let axes: Option<Vec<usize>> = own.iter().map(|label| labels.iter().position(|own| own == label)).collect();
        let Some(axes) = axes else {
            return Err(layer.malformed("normalize_axes", layer.setting("normalize_axes"), "axes of the terms").into());
        };
        let extents: Vec<usize> = axes.iter().map(|&axis| shape[axis]).collect();
        let place = place_of(layer, &self.slots(slots));
        let wanted = [
            ("gamma", &extents[..], layer.flag("bn_scale", true)?),
            ("beta", &extents[..], layer.flag("bn_center", true)?),
            ("moving_mean", &extents[..], true),
            ("moving_variance", &extents[..], true),
        ];
        let [gamma, beta, mean, variance] = <[Option<Array>; 4]>::try_from(layer.arrays_at(&place, &wanted)?)
            .map_err(|_| Stop::Unknown)?
            .map(|array| array.map(|array| single(&array)));
        let (Some(mean), Some(variance)) = (mean, variance) else { return Err(Stop::Unknown) };
        let epsilon = layer.number_or("bn_epsilon", 1e-3)? as f32;
        let scale: Vec<f32> = (0..mean.len())
            .map(|place| gamma.as_ref().map_or(1.0, |gamma| gamma[place]) / (variance[place] + epsilon).sqrt())
            .collect();
        let offset = (0..mean.len())
            .map(|place| beta.as_ref().map_or(0.0, |beta| beta[place]) - mean[place] * scale[place])
            .collect();
        let summed = self.axes[0].iter().enumerate().filter(|(_, label)| !self.axes[2].contains(label));
        let n_terms: usize = summed.map(|(axis, _)| shape[axis]).product();
        Ok(Some(Norm { scale, offset, strides: strides(&axes, &extents, 1), root: (n_terms as f64).sqrt() as f32 }))
    }
}

/// The numbers of an array in single precision.
fn single(array: &Array) -> Vec<f32> {
    array.iter().map(|value| value as f32).collect()
}

/// Where the numbers of an element begin.
fn begin(strides: &Strides, element: &[usize]) -> usize {
    strides.iter().map(|&(axis, stride)| element[axis] * stride).sum()
}

/// What the network of an element makes of a number, in single precision.
fn evaluate(layers: &[Dense], norm: Option<&Norm>, function: TableFunction, element: &[usize], x: f32) -> f32 {
    let mut values = vec![x];
    for (position, dense) in layers.iter().enumerate() {
        let kernel = &dense.kernel.0[begin(&dense.kernel.1, element)..];
        let bias = dense.bias.as_ref().map(|(bias, strides)| &bias[begin(strides, element)..]);
        let sum = |output: usize| {
            let products = values.iter().enumerate().map(|(input, value)| value * kernel[input * dense.n_out + output]);
            products.sum::<f32>() + bias.map_or(0.0, |bias| bias[output])
        };
        let sums: Vec<f32> = (0..dense.n_out).map(sum).collect();
        let is_last = position + 1 == layers.len();
        values =
            sums.into_iter().map(|sum| if is_last { sum } else { function.value(f64::from(sum)) as f32 }).collect();
    }
    let value = values.first().copied().unwrap_or(0.0);
    norm.map_or(value, |norm| {
        let place = begin(&norm.strides, element);
        (value * norm.scale[place] + norm.offset[place]) / norm.root
    })
}
