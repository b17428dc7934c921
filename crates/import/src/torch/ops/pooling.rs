//! Largest elements and averages of windows of a line or an image.

use super::convolution::image;
use super::{Call, Item, Made, Tensor};
use crate::flow::blocks::{Along, global_pooling, pooling};
use crate::flow::{Layout, Setting};

fn function(call: &Call) -> (&'static str, usize) {
    let name = call.operator();
    (if name.contains("max") { "max" } else { "average" }, if name.ends_with("1d") { 1 } else { 2 })
}

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let (function, n) = function(call);
    let tensor = call.tensor("self")?;
    let (channels, extents) = image(call, tensor, n)?;
    let pool = call.sizes("kernel_size", n, 1, &[])?;
    if pool.is_empty() {
        return Err(call.malformed("kernel_size", format!("{n} sizes")));
    }
    let strides = call.sizes("stride", n, 1, &pool)?;
    let pads = call.sizes("padding", n, 0, &vec![0; n])?;
    let dilations = call.sizes("dilation", n, 1, &vec![1; n])?;
    let rounds_up = call.flag("ceil_mode", false)?;
    if dilations.iter().any(|&dilation| dilation != 1) {
        return Err(call.unsupported("dilated windows are not supported").expected("dilation=1").into());
    }
    if call.argument("divisor_override").is_some() {
        return Err(call.unsupported("another divisor than the number of elements is not supported").into());
    }
    let count_pad = function == "average" && call.flag("count_include_pad", true)? && pads.iter().any(|&pad| pad > 0);
    let along = (0..n)
        .map(|axis| {
            let (input, window, stride, pad) = (extents[axis], pool[axis], strides[axis], pads[axis]);
            let Some(room) = (input + 2 * pad).checked_sub(window).filter(|_| 2 * pad <= window) else {
                let finding = call.unsupported("the window is larger than the input, or less than twice its padding");
                return Err(finding.found(format!("{window} elements with padding {pad}")).into());
            };
            let mut pads = [pad; 2];
            let mut output = room / stride + 1;
            // A last window may reach beyond the padding if it begins before it.
            if rounds_up && room % stride != 0 && output * stride < input + pad {
                if count_pad {
                    let finding = call.unsupported("averages that count padding cannot round their number up");
                    return Err(finding.found("ceil_mode=True").expected("ceil_mode=False").into());
                }
                output += 1;
                pads[1] += stride - room % stride;
            }
            Ok(Along { input, output, window, stride, dilation: 1, pads })
        })
        .collect::<Made<Vec<Along>>>()?;
    windowed(call, tensor, channels, function, count_pad, &along)
}

/// Adds a pooling; the indices of largest elements are not there.
fn windowed(
    call: &mut Call,
    tensor: Tensor,
    channels: usize,
    function: &'static str,
    count_pad: bool,
    along: &[Along],
) -> Made<Vec<Item>> {
    let Some((class, attributes)) = pooling(along, channels, function, count_pad) else {
        return Err(call.unsupported("the rank of the tensor is not supported").into());
    };
    let shape = along.iter().map(|along| along.output).chain([channels]).collect();
    finish(call, tensor, class, attributes, function, shape)
}

fn finish(
    call: &mut Call,
    tensor: Tensor,
    class: &'static str,
    attributes: Vec<(&'static str, Setting)>,
    function: &'static str,
    shape: Vec<usize>,
) -> Made<Vec<Item>> {
    let origin = match (class, function) {
        ("Pooling1D", "max") => "MaxPooling1D",
        ("Pooling1D", _) => "AveragePooling1D",
        ("Pooling2D", "max") => "MaxPooling2D",
        ("Pooling2D", _) => "AveragePooling2D",
        ("GlobalPooling1D", "max") => "GlobalMaxPooling1D",
        ("GlobalPooling1D", _) => "GlobalAveragePooling1D",
        (_, "max") => "GlobalMaxPooling2D",
        (_, _) => "GlobalAveragePooling2D",
    };
    let input = call.channels_last(tensor)?;
    let value = call.add(origin, class, attributes, &[input], shape, Layout::ChannelsLast)?;
    let mut made = super::one(value, 0);
    made.push(Item::Unusable("the places of largest elements are not computed"));
    Ok(made)
}

/// Poolings to a number of windows, where these are of one size and lie at one distance.
pub(super) fn import_adaptive(call: &mut Call) -> Made<Vec<Item>> {
    let (function, n) = function(call);
    let tensor = call.tensor("self")?;
    let (channels, extents) = image(call, tensor, n)?;
    let outputs = call.sizes("output_size", n, 1, &[])?;
    if outputs.len() != n {
        return Err(call.malformed("output_size", format!("{n} sizes")));
    }
    if outputs.iter().all(|&output| output == 1)
        && let Some((class, attributes)) = global_pooling(&extents, channels, function, true)
    {
        let shape = outputs.iter().copied().chain([channels]).collect();
        return finish(call, tensor, class, attributes, function, shape);
    }
    let along = extents
        .iter()
        .zip(&outputs)
        .map(|(&input, &output)| {
            regular(input, output).ok_or_else(|| {
                let finding = call.unsupported("the windows are not all of one size and at one distance");
                finding
                    .found(format!("{output} windows over {input} elements"))
                    .expected("a divisor of the extent")
                    .into()
            })
        })
        .collect::<Made<Vec<Along>>>()?;
    windowed(call, tensor, channels, function, false, &along)
}

/// The windows that begin at `i * input / output` rounded down and end at `(i + 1) * input / output` rounded up, if they
/// are regular.
fn regular(input: usize, output: usize) -> Option<Along> {
    let ends = |i: usize| (i * input / output, ((i + 1) * input).div_ceil(output));
    let (first, end) = ends(0);
    let window = end - first;
    let stride = if output > 1 { ends(1).0 } else { 1 };
    let is_regular = stride > 0 && output <= input && (0..output).all(|i| ends(i) == (i * stride, i * stride + window));
    is_regular.then_some(Along { input, output, window, stride, dilation: 1, pads: [0, 0] })
}

#[cfg(test)]
mod tests {
    use super::regular;

    fn check(input: usize, output: usize, expected: Option<(usize, usize)>) {
        assert_eq!(regular(input, output).map(|along| (along.window, along.stride)), expected, "{input} to {output}");
    }

    #[test]
    fn adaptive_windows_are_regular_or_refused() {
        check(8, 4, Some((2, 2)));
        check(5, 5, Some((1, 1)));
        check(7, 1, Some((7, 1)));
        check(5, 4, Some((2, 1)));
        check(7, 3, Some((3, 2)));
        check(5, 2, Some((3, 2)));
        check(8, 3, None);
        check(2, 4, None);
    }
}
