//! Zeros around a line or an image.

use super::{Call, Item, Made};
use crate::flow::{Layout, Setting};
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    if let Some(Argument::Text(mode)) = call.argument("mode")
        && mode != "constant"
    {
        let finding = call.unsupported("the padding is not supported").found(crate::text::shown(mode));
        return Err(finding.expected("zeros").into());
    }
    if call.float("value", 0.0)? != 0.0 {
        return Err(call
            .unsupported("padding with other numbers than zero is not supported")
            .expected("value=0")
            .into());
    }
    let tensor = call.batched("self")?;
    let list = call.ints("pad")?.unwrap_or_default();
    let sizes: Option<Vec<usize>> = list.iter().map(|&pad| usize::try_from(pad).ok()).collect();
    let Some(sizes) = sizes.filter(|sizes| sizes.len().is_multiple_of(2)) else {
        return Err(call.malformed("pad", "two sizes for each dimension, none negative"));
    };
    let shape = call.shape(tensor);
    // The pairs are in the order from the last dimension to the first.
    let mut pairs: Vec<[usize; 2]> = sizes.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    while pairs.last() == Some(&[0, 0]) {
        pairs.pop();
    }
    if pairs.len() >= shape.len() || shape.len() > 3 || shape.len() < 2 {
        let finding = call.unsupported("only lines and images with channels can be padded").found(format!("{list:?}"));
        return Err(finding
            .expected(format!("at most {} dimensions from the last", shape.len().saturating_sub(1)))
            .into());
    }
    let [left, right] = pairs.first().copied().unwrap_or([0, 0]);
    let [top, bottom] = pairs.get(1).copied().unwrap_or([0, 0]);
    let input = call.channels_last(tensor)?;
    let mut attributes = vec![
        ("n_chan", Setting::size(shape[0])),
        ("pad_left", Setting::size(left)),
        ("pad_right", Setting::size(right)),
    ];
    let wide = |extent: usize, pads: [usize; 2]| extent.saturating_add(pads[0]).saturating_add(pads[1]);
    let (class, stored) = match shape[..] {
        [channels, width] => {
            attributes.push(("in_width", Setting::size(width)));
            ("ZeroPadding1D", vec![wide(width, [left, right]), channels])
        }
        [channels, height, width] => {
            attributes.extend([
                ("in_height", Setting::size(height)),
                ("in_width", Setting::size(width)),
                ("pad_top", Setting::size(top)),
                ("pad_bottom", Setting::size(bottom)),
            ]);
            ("ZeroPadding2D", vec![wide(height, [top, bottom]), wide(width, [left, right]), channels])
        }
        _ => return Err(call.unsupported("the rank of the tensor is not supported").into()),
    };
    let value = call.add(class, class, attributes, &[input], stored, Layout::ChannelsLast)?;
    Ok(super::one(value, 0))
}
