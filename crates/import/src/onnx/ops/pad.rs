//! `Pad`: zeros around a tensor, or elements of its own; less than none cuts it.

use hlsmith_diag::Result;

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::parts::{chosen, taken};
use super::reshape::reshaped;
use crate::flow::Setting;
use crate::flow::moves::Padding;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.batch_first(0)?.clone();
    let padding = match node.one_of("mode", "constant", &["constant", "edge", "reflect", "wrap"])? {
        "edge" => Some(Padding::Repeated),
        "reflect" => Some(Padding::Reflected),
        "wrap" => Some(Padding::Wrapped),
        _ => None,
    };
    let filler = match node.constant(2)? {
        Some(tensor) => tensor.scalar(),
        None => Some(node.float("value", 0.0)?.into()),
    };
    if padding.is_none() && filler != Some(0.0) {
        return Err(node
            .unsupported("only zeros can stand around a tensor")
            .found(format!("constant_value={}", filler.map_or("nothing".into(), |filler| filler.to_string())))
            .expected("constant_value=0")
            .into());
    }
    let rank = value.shape.len() + 1;
    let axes: Vec<usize> = match node.constant(3)? {
        Some(axes) => {
            let axes = axes.as_wholes().ok_or_else(|| node.not_wholes(3))?;
            axes.iter().map(|&axis| node.axis(axis, rank)).collect::<Result<_>>()?
        }
        None => (0..rank).collect(),
    };
    let given = node.ints_at(1, "pads")?.unwrap_or_default();
    if given.len() != 2 * axes.len() {
        return Err(node.misfit(&[given.len()], format!("{} numbers of elements", 2 * axes.len())));
    }
    let mut pads = vec![[0i64; 2]; rank];
    for (position, &axis) in axes.iter().enumerate() {
        pads[axis] = [given[position], given[axes.len() + position]];
    }
    if pads[0] != [0, 0] {
        return Err(node.unsupported("the operator adds samples to the batch").into());
    }
    if let Some(padding) = padding {
        return super::one(repeated(node, builder, padding, value, &pads[1..])?);
    }
    // Cutting comes first, as it makes less work.
    let mut value = value;
    for axis in 0..value.shape.len() {
        let cuts = pads[axis + 1].map(|pad| usize::try_from(-pad.min(0)).unwrap_or(usize::MAX));
        if cuts != [0, 0] {
            let extent = value.shape[axis];
            let n = extent.checked_sub(cuts[0]).and_then(|n| n.checked_sub(cuts[1])).unwrap_or(0);
            let name = format!("{}_cut_{axis}", node.name);
            value = taken(node, builder, &name, &value, axis, [cuts[0].min(extent), n])?;
        }
    }
    let pads: Vec<[usize; 2]> =
        pads[1..].iter().map(|pads| pads.map(|pad| usize::try_from(pad.max(0)).unwrap_or(0))).collect();
    let padded: Vec<usize> = (0..pads.len()).filter(|&axis| pads[axis] != [0, 0]).collect();
    if padded.is_empty() {
        return super::one(value);
    }
    let order = match value.shape.len() {
        rank @ 2..=3
            if !padded.contains(&0) && (value.order == value.channels_last() || padded.contains(&(rank - 1))) =>
        {
            value.channels_last()
        }
        rank @ 2..=3 if !padded.contains(&(rank - 1)) => value.natural(),
        _ => {
            let last = padded.last().copied();
            for axis in padded {
                let name = if Some(axis) == last { node.name.clone() } else { format!("{}_axis_{axis}", node.name) };
                value = along(node, builder, &name, &value, axis, pads[axis])?;
            }
            return super::one(value);
        }
    };
    let shape: Vec<usize> = value
        .shape
        .iter()
        .zip(&pads)
        .map(|(&extent, pads)| extent.saturating_add(pads[0]).saturating_add(pads[1]))
        .collect();
    let at = |place: usize| (value.shape[order[place]], pads[order[place]]);
    let (class, attributes) = if order.len() == 2 {
        let (width, across) = at(0);
        let attributes = vec![
            ("in_width", Setting::size(width)),
            ("n_chan", Setting::size(value.shape[order[1]])),
            ("pad_left", Setting::size(across[0])),
            ("pad_right", Setting::size(across[1])),
        ];
        ("ZeroPadding1D", attributes)
    } else {
        let ((height, down), (width, across)) = (at(0), at(1));
        let attributes = vec![
            ("in_height", Setting::size(height)),
            ("in_width", Setting::size(width)),
            ("n_chan", Setting::size(value.shape[order[2]])),
            ("pad_top", Setting::size(down[0])),
            ("pad_bottom", Setting::size(down[1])),
            ("pad_left", Setting::size(across[0])),
            ("pad_right", Setting::size(across[1])),
        ];
        ("ZeroPadding2D", attributes)
    };
    let input = builder.arranged(&node.name, &value, &order)?;
    let stored = order.iter().map(|&axis| shape[axis]).collect();
    let stored = node.add(builder, class, attributes, &[input], stored)?;
    super::one(value.with(stored, shape, order))
}

/// Zeros in front of the elements along an axis and behind them: the axis becomes the columns of an image.
fn along(
    node: &Node,
    builder: &mut Builder,
    name: &str,
    value: &Value,
    axis: usize,
    [before, behind]: [usize; 2],
) -> Result<Value> {
    let (outer, extent) = (value.shape[..axis].iter().product::<usize>(), value.shape[axis]);
    let inner: usize = value.shape[axis + 1..].iter().product();
    let columns = reshaped(node, builder, &format!("{name}_columns"), value, vec![outer, extent, inner])?;
    let input = builder.arranged(name, &columns, &columns.natural())?;
    let attributes = vec![
        ("in_height", Setting::size(outer)),
        ("in_width", Setting::size(extent)),
        ("n_chan", Setting::size(inner)),
        ("pad_top", Setting::size(0)),
        ("pad_bottom", Setting::size(0)),
        ("pad_left", Setting::size(before)),
        ("pad_right", Setting::size(behind)),
    ];
    let mut shape = value.shape.clone();
    shape[axis] = extent.saturating_add(before).saturating_add(behind);
    let wide = vec![outer, shape[axis], inner];
    let stored = node.add_named(builder, name, "ZeroPadding2D", attributes, &[input], wide.clone())?;
    reshaped(node, builder, &format!("{name}_shaped"), &Value::plain(stored, wide), shape)
}

/// Elements of the value itself around it.
fn repeated(
    node: &Node,
    builder: &mut Builder,
    padding: Padding,
    mut value: Value,
    pads: &[[i64; 2]],
) -> Result<Value> {
    let last = pads.iter().rposition(|pair| *pair != [0, 0]);
    for (axis, pair) in pads.iter().enumerate().filter(|(_, pair)| **pair != [0, 0]) {
        let extent = value.shape[axis];
        let sizes = pair.map(|pad| usize::try_from(pad).unwrap_or(usize::MAX));
        let Some(places) = padding.places(extent, sizes).filter(|_| pair.iter().all(|&pad| pad >= 0)) else {
            let finding = node.unsupported("the tensor has not as many elements of its own to stand around it");
            let room = padding.room(extent);
            return Err(finding.found(format!("{pair:?}")).expected(format!("0 to {room} at each end")).into());
        };
        let name = if Some(axis) == last { node.name.clone() } else { format!("{}_axis_{axis}", node.name) };
        value = chosen(node, builder, &name, &value, axis, &places)?;
    }
    Ok(value)
}
