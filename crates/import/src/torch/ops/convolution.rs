//! Convolutions over lines and images, grouped, depthwise and transposed.

use super::{Call, Item, Made, Tensor};
use crate::flow::blocks::{self, Along, permuted};
use crate::flow::{Layout, Setting, Stop};
use crate::limits::MAX_ELEMENTS;
use crate::torch::schema::Argument;

/// The channels of a tensor and the extents of its line or image.
pub(super) fn image(call: &Call, tensor: Tensor, n_axes: usize) -> Made<(usize, Vec<usize>)> {
    call.check_batch(tensor)?;
    let shape = call.shape(tensor);
    match shape.split_first() {
        Some((&channels, extents)) if extents.len() == n_axes => Ok((channels, extents.to_vec())),
        Some(_) | None => Err(call
            .unsupported("the tensor has another number of dimensions than the operator takes")
            .found(format!("{shape:?}"))
            .expected(format!("channels and {n_axes} more, behind the batch"))
            .into()),
    }
}

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let n_axes = if call.operator() == "conv1d" { 1 } else { 2 };
    let tensor = call.tensor("input")?;
    let (n_chan, extents) = image(call, tensor, n_axes)?;
    let weight = call.wanted("weight")?;
    let bias = call.constant("bias")?;
    let n_groups = usize::try_from(call.int("groups", 1)?).ok().filter(|&groups| groups > 0);
    let n_groups = n_groups.ok_or_else(|| call.malformed("groups", "a positive integer"))?;
    let [n_filt, n_own, filter @ ..] = weight.shape() else { return Err(call.malformed("weight", "filters")) };
    let (n_filt, n_own, filter) = (*n_filt, *n_own, filter.to_vec());
    if filter.len() != n_axes || n_own.checked_mul(n_groups) != Some(n_chan) || !n_filt.is_multiple_of(n_groups) {
        let expected = format!("filters of {n_chan} channels in {n_groups} groups");
        return Err(call.malformed("weight", expected));
    }
    let along = windows(call, &extents, &filter)?;
    let mut attributes = vec![("n_chan", Setting::size(n_chan)), ("n_filt", Setting::size(n_filt))];
    attributes.extend(blocks::convolution(&along, false));
    let spatial = 2..2 + n_axes;
    let is_depthwise = n_groups == n_chan && n_groups > 1;
    let lost = || Stop::from(crate::flow::internal("filters have another shape"));
    let class = if is_depthwise {
        let multiplier = n_filt / n_chan;
        let mut shape = vec![n_chan, multiplier];
        shape.extend(&filter);
        let perm: Vec<usize> = spatial.chain([0, 1]).collect();
        let weight = weight.reshaped(shape).and_then(|weight| permuted(&weight, &perm)).ok_or_else(lost)?;
        attributes.extend([("depth_multiplier", Setting::size(multiplier)), ("weight", Setting::Weight("w", weight))]);
        if n_axes == 1 { "DepthwiseConv1D" } else { "DepthwiseConv2D" }
    } else {
        let perm: Vec<usize> = spatial.chain([1, 0]).collect();
        let weight = permuted(&weight, &perm).ok_or_else(lost)?;
        attributes.extend([("n_groups", Setting::size(n_groups)), ("weight", Setting::Weight("w", weight))]);
        if n_axes == 1 { "Conv1D" } else { "Conv2D" }
    };
    finish(call, tensor, class, attributes, bias, n_filt, &along)
}

/// Adds the layer, with its biases and the types that are still to be derived.
fn finish(
    call: &mut Call,
    tensor: Tensor,
    class: &'static str,
    mut attributes: Vec<(&'static str, Setting)>,
    bias: Option<hlsmith_ir::Array>,
    n_filt: usize,
    along: &[Along],
) -> Made<Vec<Item>> {
    if let Some(bias) = &bias
        && bias.shape() != [n_filt]
    {
        return Err(call.malformed("bias", format!("{n_filt} numbers")));
    }
    attributes.push(("bias", bias.map_or(Setting::NoBias(vec![n_filt]), |bias| Setting::Weight("b", bias))));
    attributes.push(("accum_t", Setting::auto()));
    let input = call.channels_last(tensor)?;
    let shape = along.iter().map(|along| along.output).chain([n_filt]).collect();
    let value = call.add(class, class, attributes, &[input], shape, Layout::ChannelsLast)?;
    Ok(super::one(value, 0))
}

/// The windows along each axis. With `same` there are as many outputs as inputs, and the larger half of the padding is
/// behind the input.
fn windows(call: &Call, extents: &[usize], filter: &[usize]) -> Made<Vec<Along>> {
    let n = extents.len();
    let strides = call.sizes("stride", n, 1, &vec![1; n])?;
    let dilations = call.sizes("dilation", n, 1, &vec![1; n])?;
    let word = match call.argument("padding") {
        Some(Argument::Text(word)) => Some(word.as_str()),
        Some(_) | None => None,
    };
    let pads = if word.is_some() { vec![0; n] } else { call.sizes("padding", n, 0, &vec![0; n])? };
    (0..n)
        .map(|axis| {
            let (input, window, stride, dilation) = (extents[axis], filter[axis], strides[axis], dilations[axis]);
            let reach = reach(call, window, dilation)?;
            let pads = match word {
                None => [pads[axis]; 2],
                Some("valid") => [0, 0],
                Some("same") if stride == 1 => [(reach - 1) / 2, reach - 1 - (reach - 1) / 2],
                Some(_) => return Err(call.malformed("padding", "numbers, valid, or same with a stride of 1")),
            };
            let Some(room) = (input + pads[0] + pads[1]).checked_sub(reach) else {
                let finding =
                    call.unsupported("the window is larger than its input").found(format!("{reach} elements"));
                return Err(finding.expected(format!("at most {}", input + pads[0] + pads[1])).into());
            };
            Ok(Along { input, output: room / stride + 1, window, stride, dilation, pads })
        })
        .collect()
}

/// From the first to the last element that a window reads.
fn reach(call: &Call, window: usize, dilation: usize) -> Made<usize> {
    let reach = window.checked_sub(1).and_then(|taps| taps.checked_mul(dilation)?.checked_add(1));
    reach.filter(|&reach| reach <= MAX_ELEMENTS).ok_or_else(|| {
        let finding = call.unsupported("the window is empty or too large");
        finding.found(format!("{window} elements, {dilation} apart")).into()
    })
}

pub(super) fn import_transposed(call: &mut Call) -> Made<Vec<Item>> {
    let n_axes = if call.operator() == "conv_transpose1d" { 1 } else { 2 };
    let tensor = call.tensor("input")?;
    let (n_chan, extents) = image(call, tensor, n_axes)?;
    let weight = call.wanted("weight")?;
    let bias = call.constant("bias")?;
    if call.int("groups", 1)? != 1 {
        return Err(call
            .unsupported("groups of a transposed convolution are not supported")
            .found("several groups")
            .expected("groups=1")
            .into());
    }
    let [channels, n_filt, filter @ ..] = weight.shape() else { return Err(call.malformed("weight", "filters")) };
    let (n_filt, filter) = (*n_filt, filter.to_vec());
    if filter.len() != n_axes || *channels != n_chan {
        return Err(call.malformed("weight", format!("filters of {n_chan} channels")));
    }
    let strides = call.sizes("stride", n_axes, 1, &vec![1; n_axes])?;
    let dilations = call.sizes("dilation", n_axes, 1, &vec![1; n_axes])?;
    let pads = call.sizes("padding", n_axes, 0, &vec![0; n_axes])?;
    let extras = call.sizes("output_padding", n_axes, 0, &vec![0; n_axes])?;
    let along: Vec<Along> = (0..n_axes)
        .map(|axis| {
            let (input, window, stride, dilation) = (extents[axis], filter[axis], strides[axis], dilations[axis]);
            let reach = reach(call, window, dilation)?;
            let spread =
                input.saturating_sub(1).checked_mul(stride).and_then(|spread| spread.checked_add(reach + extras[axis]));
            let output = spread.and_then(|spread| spread.checked_sub(2 * pads[axis])).filter(|&output| output > 0);
            let Some(output) = output else {
                return Err(call.unsupported("the padding leaves no output").found(pads[axis].to_string()).into());
            };
            Ok(Along { input, output, window, stride, dilation, pads: [pads[axis], 0] })
        })
        .collect::<Made<_>>()?;
    let perm: Vec<usize> = (2..2 + n_axes).chain([0, 1]).collect();
    let weight = permuted(&weight, &perm).ok_or_else(|| call.malformed("weight", "filters"))?;
    let mut attributes = vec![("n_chan", Setting::size(n_chan)), ("n_filt", Setting::size(n_filt))];
    attributes.extend(blocks::convolution(&along, true));
    attributes.push(("weight", Setting::Weight("w", weight)));
    let class = if n_axes == 1 { "Conv1DTranspose" } else { "Conv2DTranspose" };
    finish(call, tensor, class, attributes, bias, n_filt, &along)
}
