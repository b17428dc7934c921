//! Each pixel repeated, or pixels between those of the input.

use super::convolution::image;
use super::{Call, Item, Made};
use crate::flow::blocks::{along_axis, corner_weights};
use crate::flow::{Layout, Setting, Value};
use crate::limits::MAX_ELEMENTS;
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let n = if call.operator().ends_with("1d") { 1 } else { 2 };
    let is_repeated = call.operator().starts_with("upsample_nearest");
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
    if call.flag("align_corners", false)? {
        let value = between_corners(call, input, &extents, &outputs)?;
        return Ok(super::one(value, 0));
    }
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

/// Pixels whose outermost ones are laid on those of the input: products with the shares of neighbours, axis by axis.
fn between_corners(call: &mut Call, input: Value, extents: &[usize], outputs: &[usize]) -> Made<Value> {
    let mut value = input;
    let last = extents.len() - 1;
    for (axis, (&extent, &output)) in extents.iter().zip(outputs).enumerate() {
        let shape = call.importer.flow.stored(value).to_vec();
        let step = corner_weights(extent, output).and_then(|weights| along_axis(&shape, axis, weights));
        let step = step.ok_or_else(|| crate::flow::internal("an interpolation has no weights"))?;
        let name = if axis == last { call.name.clone() } else { format!("{}_rows", call.name) };
        value = call.importer.flow.add(&name, step, &[value], Layout::ChannelsLast)?;
    }
    Ok(value)
}
