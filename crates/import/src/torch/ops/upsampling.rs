//! Each pixel repeated, or pixels between those of the input.

use super::convolution::image;
use super::{Call, Item, Made};
use crate::flow::{Layout, Setting};
use crate::limits::MAX_ELEMENTS;
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let n = if call.operator().ends_with("1d") { 1 } else { 2 };
    let is_repeated = call.operator().starts_with("upsample_nearest");
    if call.flag("align_corners", false)? {
        let finding = call.unsupported("the outermost pixels are laid on each other").found("align_corners=True");
        return Err(finding.expected("align_corners=False").into());
    }
    let tensor = call.tensor("input")?;
    let (channels, extents) = image(call, tensor, n)?;
    let outputs = match call.argument("scale_factors") {
        Some(Argument::Floats(factors)) if factors.len() == n => {
            // Where the result is rounded, torch takes the factor for the distance of the pixels, not the extents.
            let scaled = |(&extent, &factor): (&usize, &f64)| {
                let output = extent as f64 * factor;
                (output >= 1.0 && output.fract() == 0.0 && output <= MAX_ELEMENTS as f64).then_some(output as usize)
            };
            extents.iter().zip(factors).map(scaled).collect::<Option<Vec<_>>>()
        }
        _ => Some(call.sizes("output_size", n, 1, &[])?),
    };
    // Between whole factors, torch repeats a pixel by a rounded product of single precision.
    let fits = |outputs: &Vec<usize>| {
        let is_whole = |(&output, &extent): (&usize, &usize)| output > 0 && output.is_multiple_of(extent);
        outputs.len() == n && (!is_repeated || outputs.iter().zip(&extents).all(is_whole))
    };
    let Some(outputs) = outputs.filter(fits) else {
        let finding = call.unsupported("the size is no multiple of that of the input").found(format!("{extents:?}"));
        return Err(finding.expected("whole factors for each dimension").into());
    };
    let input = call.channels_last(tensor)?;
    let (in_width, out_width) = (extents[n - 1], outputs[n - 1]);
    let mut attributes = vec![
        ("in_width", Setting::size(in_width)),
        ("out_width", Setting::size(out_width)),
        ("n_chan", Setting::size(channels)),
        ("algorithm", Setting::choice(if is_repeated { "nearest" } else { "bilinear" })),
    ];
    if n == 2 {
        attributes.extend([("in_height", Setting::size(extents[0])), ("out_height", Setting::size(outputs[0]))]);
    }
    let shape = outputs.iter().copied().chain([channels]).collect();
    let value = call.add("Resize", "Resize", attributes, &[input], shape, Layout::ChannelsLast)?;
    Ok(super::one(value, 0))
}
