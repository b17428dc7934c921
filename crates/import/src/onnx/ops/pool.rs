//! `MaxPool`, `AveragePool`, `GlobalMaxPool` and `GlobalAveragePool`: over a line or an image.

use hlsmith_diag::Result;

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::geometry::{Image, sizes, windows};
use crate::flow::Setting;

/// What is made of a window.
fn function(node: &Node) -> &'static str {
    if node.kind().contains("Max") { "max" } else { "average" }
}

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?;
    let image = Image::of(node, value)?;
    let n = image.extents.len();
    let window = sizes(node, "kernel_shape", n, 1, 0)?;
    if window.contains(&0) {
        return Err(node.unsupported("the operator has no attribute `kernel_shape`").into());
    }
    let is_max = function(node) == "max";
    if is_max {
        // The order of the indices of the largest elements, which are not supported.
        node.ignore(&["storage_order"]);
    }
    let count_pad = !is_max && node.flag("count_include_pad", false)?;
    let rounds_up = node.flag("ceil_mode", false)?;
    let along = windows(node, &image.extents, &window, rounds_up)?;
    if along.iter().any(|along| along.dilation != 1) {
        return Err(node.unsupported("dilated windows are not supported").expected("dilations=1").into());
    }
    let floor = windows(node, &image.extents, &window, false)?;
    if count_pad && floor.iter().zip(&along).any(|(floor, along)| floor.output != along.output) {
        let message = "averages that count padding cannot round their number up";
        return Err(node.unsupported(message).found("ceil_mode=1").expected("ceil_mode=0").into());
    }
    let extents: Vec<usize> = along.iter().map(|along| along.output).collect();
    let mut attributes = vec![
        ("n_filt", Setting::size(image.channels)),
        ("pool_op", Setting::choice(function(node))),
        ("count_pad", Setting::flag(count_pad)),
        ("accum_t", Setting::auto()),
    ];
    let class = match &along[..] {
        [line] => {
            attributes.extend([
                ("n_in", Setting::size(line.input)),
                ("n_out", Setting::size(line.output)),
                ("pool_width", Setting::size(line.window)),
                ("stride_width", Setting::size(line.stride)),
                ("pad_left", Setting::size(line.pads[0])),
                ("pad_right", Setting::size(line.pads[1])),
            ]);
            "Pooling1D"
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
            "Pooling2D"
        }
        _ => return Err(node.misfit(&value.shape, "a line or an image")),
    };
    let input = image.arranged(node, builder, value)?;
    let stored: Vec<usize> = extents.iter().copied().chain([image.channels]).collect();
    let stored = node.add(builder, class, attributes, &[input], stored)?;
    super::one(image.value(stored, &extents, image.channels))
}

pub(super) fn import_global(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?;
    let image = Image::of(node, value)?;
    let mut attributes = vec![
        ("n_filt", Setting::size(image.channels)),
        ("pool_op", Setting::choice(function(node))),
        ("keepdims", Setting::flag(true)),
        ("accum_t", Setting::auto()),
    ];
    let class = match image.extents[..] {
        [width] => {
            attributes.push(("n_in", Setting::size(width)));
            "GlobalPooling1D"
        }
        [height, width] => {
            attributes.extend([("in_height", Setting::size(height)), ("in_width", Setting::size(width))]);
            "GlobalPooling2D"
        }
        _ => return Err(node.misfit(&value.shape, "a line or an image")),
    };
    let input = image.arranged(node, builder, value)?;
    let extents = vec![1; image.extents.len()];
    let stored: Vec<usize> = extents.iter().copied().chain([image.channels]).collect();
    let stored = node.add(builder, class, attributes, &[input], stored)?;
    super::one(image.value(stored, &extents, image.channels))
}
