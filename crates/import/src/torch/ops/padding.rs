//! Zeros around a vector, a line or an image, or elements of its own.

use super::{Call, Item, Made};
use crate::flow::moves::Padding;
use crate::flow::{Layout, Setting};
use crate::torch::schema::Argument;

pub(super) fn import(call: &mut Call) -> Made<Vec<Item>> {
    let mode = match call.argument("mode") {
        Some(Argument::Text(mode)) => mode.clone(),
        Some(_) | None => "constant".into(),
    };
    let padding = match mode.as_str() {
        "constant" => None,
        "reflect" => Some(Padding::Reflected),
        "replicate" => Some(Padding::Repeated),
        "circular" => Some(Padding::Wrapped),
        other => {
            let finding = call.unsupported("the padding is not supported").found(crate::text::shown(other));
            return Err(finding.expected("constant, reflect, replicate or circular").into());
        }
    };
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
    pairs.resize(shape.len().max(pairs.len()), [0, 0]);
    if let Some(padding) = padding.filter(|_| pairs.len() == shape.len()) {
        let mut tensor = tensor;
        for (axis, &pair) in pairs.iter().rev().enumerate().filter(|(_, pair)| **pair != [0, 0]) {
            tensor = super::selection::padded(call, padding, tensor, axis, pair)?;
        }
        return Ok(vec![Item::Tensor(tensor)]);
    }
    let place = match (&shape[..], &pairs[..]) {
        ([_], [_]) => Place::Line { channels: 1 },
        ([channels, _], [_, [0, 0]]) => Place::Line { channels: *channels },
        ([_, _], [_, _]) => Place::Image { channels: 1 },
        ([channels, _, _], [_, _, [0, 0]]) => Place::Image { channels: *channels },
        _ => {
            let finding = call.unsupported("only vectors, lines and images can be padded").found(format!("{list:?}"));
            return Err(finding.expected(format!("at most two dimensions of {shape:?}, from the last")).into());
        }
    };
    let wide: Vec<usize> = shape
        .iter()
        .zip(pairs.iter().rev())
        .map(|(&extent, &[before, behind])| extent.saturating_add(before).saturating_add(behind))
        .collect();
    let ([left, right], [top, bottom]) = (pairs[0], pairs.get(1).copied().unwrap_or([0, 0]));
    let (channels, n_axes) = match place {
        Place::Line { channels } => (channels, 1),
        Place::Image { channels } => (channels, 2),
    };
    // Without channels of its own the tensor gets one.
    let has_channels = shape.len() > n_axes;
    let input = if has_channels {
        call.channels_last(tensor)?
    } else {
        let plain = call.plain(tensor)?;
        let stored: Vec<usize> = shape.iter().copied().chain([1]).collect();
        call.reshaped("pixels", plain, &stored)?
    };
    let (own, extents) = (&shape[shape.len() - n_axes..], &wide[wide.len() - n_axes..]);
    let mut attributes = vec![
        ("n_chan", Setting::size(channels)),
        ("pad_left", Setting::size(left)),
        ("pad_right", Setting::size(right)),
        ("in_width", Setting::size(own[n_axes - 1])),
    ];
    let class = match place {
        Place::Line { .. } => "ZeroPadding1D",
        Place::Image { .. } => {
            attributes.extend([
                ("in_height", Setting::size(own[0])),
                ("pad_top", Setting::size(top)),
                ("pad_bottom", Setting::size(bottom)),
            ]);
            "ZeroPadding2D"
        }
    };
    let stored = extents.iter().copied().chain([channels]).collect();
    let layout = if has_channels { Layout::ChannelsLast } else { Layout::Plain };
    let value = call.add(class, class, attributes, &[input], stored, layout)?;
    let value = if has_channels { value } else { call.reshaped("shaped", value, &wide)? };
    Ok(super::one(value, 0))
}

/// What is padded: pixels along one axis or along two.
#[derive(Clone, Copy)]
enum Place {
    Line { channels: usize },
    Image { channels: usize },
}
