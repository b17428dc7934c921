//! `Resize` and `Upsample`: each pixel repeated.

use hlsmith_diag::{Code, Diagnostic, Result};

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use crate::flow::Setting;

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.batch_first(0)?.clone();
    let factors = factors(node, &value)?;
    check_mode(node, &factors)?;
    let rank = value.shape.len();
    let changed: Vec<usize> = (0..rank).filter(|&axis| factors[axis] != 1).collect();
    if changed.is_empty() {
        return super::one(value);
    }
    let order = match rank {
        2..=3 if !changed.contains(&0) && (value.order == value.channels_last() || changed.contains(&(rank - 1))) => {
            value.channels_last()
        }
        2..=3 if !changed.contains(&(rank - 1)) => value.natural(),
        _ => {
            return Err(node
                .unsupported("only lines and images with channels can be resized")
                .found(format!("factors {factors:?} of {:?}", value.shape))
                .into());
        }
    };
    let shape: Vec<usize> =
        value.shape.iter().zip(&factors).map(|(&extent, &factor)| extent.saturating_mul(factor)).collect();
    let channels = order[rank - 1];
    let mut attributes = vec![
        ("in_width", Setting::size(value.shape[order[rank - 2]])),
        ("out_width", Setting::size(shape[order[rank - 2]])),
        ("n_chan", Setting::size(value.shape[channels])),
        ("algorithm", Setting::choice("nearest")),
    ];
    if rank == 3 {
        attributes.extend([
            ("in_height", Setting::size(value.shape[order[0]])),
            ("out_height", Setting::size(shape[order[0]])),
        ]);
    }
    let input = builder.arranged(&node.name, &value, &order)?;
    let stored = order.iter().map(|&axis| shape[axis]).collect();
    let stored = node.add(builder, "Resize", attributes, &[input], stored)?;
    super::one(value.with(stored, shape, order))
}

/// How often the elements are repeated along each axis, without that of the batch.
fn factors(node: &Node, value: &Value) -> Result<Vec<usize>> {
    let full = super::shape::full(node, value);
    let refuse = |found: String| {
        node.unsupported("the tensor is not resized by whole numbers").found(found).expected("factors of 1, 2, 3, ...")
    };
    // Resize of opset 10 and Upsample have the scales where later versions have the region of interest.
    let position = if node.kind() == "Upsample" || node.opset == 10 { 1 } else { 2 };
    let scales = match node.floats("scales")? {
        Some(scales) => Some(scales.iter().map(|&scale| f64::from(scale)).collect()),
        None => node.constant(position)?.map(super::super::tensor::Tensor::to_reals),
    };
    let sizes = if position == 2 { node.constant(3)? } else { None };
    let axes: Option<Vec<usize>> = match node.ints("axes")? {
        Some(axes) => Some(axes.iter().map(|&axis| node.axis(axis, full.len())).collect::<Result<_>>()?),
        None => None,
    };
    let axes = axes.unwrap_or_else(|| (0..full.len()).collect());
    let given: Vec<f64> = match (scales.filter(|scales: &Vec<f64>| !scales.is_empty()), sizes) {
        (Some(scales), _) => scales,
        (None, Some(sizes)) if sizes.len() == axes.len() => {
            sizes.to_reals().iter().zip(&axes).map(|(size, &axis)| size / full[axis] as f64).collect()
        }
        (None, _) => {
            return Err(Diagnostic::error(
                Code::ModelFormat,
                node.subject(),
                "the operator has no scales and no sizes",
            )
            .into());
        }
    };
    if given.len() != axes.len() {
        return Err(refuse(format!("{} scales", given.len())).into());
    }
    let mut factors = vec![1usize; full.len()];
    for (&scale, &axis) in given.iter().zip(&axes) {
        if !(1.0..=65536.0).contains(&scale) || scale.fract() != 0.0 {
            return Err(refuse(format!("{given:?}")).into());
        }
        factors[axis] = scale as usize;
    }
    if factors.remove(0) != 1 {
        return Err(node.unsupported("the operator repeats the samples").into());
    }
    Ok(factors)
}

/// Refuses what makes other numbers than repeated ones.
fn check_mode(node: &Node, factors: &[usize]) -> Result<()> {
    node.ignore(&["cubic_coeff_a", "extrapolation_value", "exclude_outside", "antialias", "keep_aspect_ratio_policy"]);
    let mode = node.one_of("mode", "nearest", &["nearest", "linear"])?;
    if mode == "linear" {
        return Err(node
            .unsupported("pixels between those of the input are computed by no target")
            .found("mode=linear")
            .expected("mode=nearest")
            .into());
    }
    if node.kind() == "Upsample" || node.opset == 10 {
        return Ok(());
    }
    const PLACES: &[&str] = &["half_pixel", "asymmetric", "pytorch_half_pixel", "half_pixel_symmetric"];
    let place = node.one_of("coordinate_transformation_mode", "half_pixel", PLACES)?;
    const ROUNDINGS: &[&str] = &["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];
    let rounding = node.one_of("nearest_mode", "round_prefer_floor", ROUNDINGS)?;
    // Which element of the input stands at the element i of the output: i / factor, rounded down.
    let is_repeat = match (place, rounding) {
        ("asymmetric", "floor") => true,
        // Up to a factor of 2, a half is the largest fraction, and it is rounded down.
        ("asymmetric", "round_prefer_floor") => factors.iter().all(|&factor| factor <= 2),
        ("asymmetric", _) => false,
        (_, "round_prefer_floor" | "round_prefer_ceil") => true,
        (_, _) => false,
    };
    if is_repeat {
        return Ok(());
    }
    Err(node
        .unsupported("the operator chooses other pixels than those before")
        .found(format!("coordinate_transformation_mode={place}, nearest_mode={rounding}"))
        .expected("asymmetric and floor, or half_pixel and round_prefer_floor")
        .into())
}
