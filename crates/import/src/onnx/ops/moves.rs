//! `DepthToSpace`, `SpaceToDepth` and `Tile`: elements moved between channels and pixels, and tensors repeated.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::reshape::reshaped;
use crate::flow::Setting;
use crate::flow::moves::{Move, depth_to_space, space_to_depth, tiled};
use crate::limits::count;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.batch_first(0)?;
    let block = usize::try_from(node.int("blocksize", 0)?).unwrap_or(0);
    let made = match node.kind() {
        "DepthToSpace" => depth_to_space(&value.shape, block, node.one_of("mode", "DCR", &["CRD", "DCR"])? == "DCR"),
        _ => space_to_depth(&value.shape, block, true),
    };
    let Some(Move { split, perm, joined }) = made else {
        return Err(node.misfit(&value.shape, format!("an image with channels whose extents {block} divides")));
    };
    let parts = reshaped(node, builder, &format!("{}_split", node.name), value, split)?;
    let stored = builder.arranged(&node.name, &parts, &perm)?;
    let moved = Value::plain(stored, perm.iter().map(|&axis| parts.shape[axis]).collect());
    super::one(reshaped(node, builder, &format!("{}_joined", node.name), &moved, joined)?)
}

pub(super) fn import_tile(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.batch_first(0)?;
    let wholes = node.wanted(1)?.as_wholes().ok_or_else(|| node.not_wholes(1))?;
    let repeats: Option<Vec<usize>> = wholes.iter().map(|&n| usize::try_from(n).ok().filter(|&n| n > 0)).collect();
    let parts = match repeats.as_deref().and_then(<[usize]>::split_first) {
        Some((1, own)) => tiled(&value.shape, own).filter(|[_, wide, _]| count(wide).is_some()),
        Some(_) | None => None,
    };
    let Some([column, wide, joined]) = parts else {
        return Err(
            node.misfit(&value.shape, format!("a number for each axis, 1 for the samples, in place of {wholes:?}"))
        );
    };
    if column == wide {
        return super::one(value.clone());
    }
    let parts = reshaped(node, builder, &format!("{}_columns", node.name), value, column)?;
    let input = builder.arranged(&node.name, &parts, &parts.natural())?;
    let attributes = vec![("target_shape", Setting::sizes(&wide))];
    let stored = node.add(builder, "Broadcast", attributes, &[input], wide.clone())?;
    super::one(reshaped(node, builder, &format!("{}_joined", node.name), &Value::plain(stored, wide), joined)?)
}
