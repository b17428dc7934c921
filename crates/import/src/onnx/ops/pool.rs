//! `MaxPool`, `AveragePool`, `GlobalMaxPool` and `GlobalAveragePool`: over a line or an image.

use hlsmith_diag::Result;

use super::super::build::Builder;
use super::super::node::{Node, Slot};
use super::geometry::{Image, sizes, windows};
use crate::flow::blocks::{global_pooling, pooling};

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
    let Some((class, attributes)) = pooling(&along, image.channels, function(node), count_pad) else {
        return Err(node.misfit(&value.shape, "a line or an image"));
    };
    let input = image.arranged(node, builder, value)?;
    let stored: Vec<usize> = extents.iter().copied().chain([image.channels]).collect();
    let stored = node.add(builder, class, attributes, &[input], stored)?;
    super::one(image.value(stored, &extents, image.channels))
}

pub(super) fn import_global(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.value(0)?;
    let image = Image::of(node, value)?;
    let Some((class, attributes)) = global_pooling(&image.extents, image.channels, function(node), true) else {
        return Err(node.misfit(&value.shape, "a line or an image"));
    };
    let input = image.arranged(node, builder, value)?;
    let extents = vec![1; image.extents.len()];
    let stored: Vec<usize> = extents.iter().copied().chain([image.channels]).collect();
    let stored = node.add(builder, class, attributes, &[input], stored)?;
    super::one(image.value(stored, &extents, image.channels))
}
