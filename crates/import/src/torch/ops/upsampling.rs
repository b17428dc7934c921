//! Each pixel repeated.

use super::convolution::image;
use super::{Call, Item, Made};
use crate::flow::{Layout, Setting};
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let n = if call.operator() == "upsample_nearest1d" { 1 } else { 2 };
    let tensor = call.tensor("input")?;
    let (channels, extents) = image(call, tensor, n)?;
    let outputs = match call.argument("scale_factors") {
        Some(Argument::Floats(factors)) if factors.len() == n => {
            let scaled = |(&extent, &factor): (&usize, &f64)| {
                (factor >= 1.0 && factor.fract() == 0.0).then(|| extent.saturating_mul(factor as usize))
            };
            extents.iter().zip(factors).map(scaled).collect::<Option<Vec<_>>>()
        }
        _ => Some(call.sizes("output_size", n, 1, &[])?),
    };
    // Between whole factors, torch takes a pixel by a rounded product of single precision.
    let is_whole = |outputs: &Vec<usize>| {
        outputs.len() == n
            && outputs.iter().zip(&extents).all(|(&output, &extent)| output > 0 && output.is_multiple_of(extent))
    };
    let Some(outputs) = outputs.filter(is_whole) else {
        let finding = call.unsupported("the size is no multiple of that of the input").found(format!("{extents:?}"));
        return Err(finding.expected("whole factors for each dimension").into());
    };
    let input = call.channels_last(tensor)?;
    let (in_width, out_width) = (extents[n - 1], outputs[n - 1]);
    let mut attributes = vec![
        ("in_width", Setting::size(in_width)),
        ("out_width", Setting::size(out_width)),
        ("n_chan", Setting::size(channels)),
        ("algorithm", Setting::choice("nearest")),
    ];
    if n == 2 {
        attributes.extend([("in_height", Setting::size(extents[0])), ("out_height", Setting::size(outputs[0]))]);
    }
    let shape = outputs.iter().copied().chain([channels]).collect();
    let value = call.add("Resize", "Resize", attributes, &[input], shape, Layout::ChannelsLast)?;
    Ok(super::one(value, 0))
}
