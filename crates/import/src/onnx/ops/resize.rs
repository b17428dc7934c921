//! `Resize` and `Upsample`: each pixel repeated, or pixels between those of the input.

use hlsmith_diag::{Code, Diagnostic, Result};

use super::super::build::{Builder, Value};
use super::super::node::{Node, Slot};
use super::super::tensor::Tensor;
use crate::flow::blocks::{along_axis, corner_weights};
use crate::flow::{Setting, Step};
use crate::limits::MAX_ELEMENTS;

/// The algorithm by which the outermost pixels stay in place; it is no attribute of an op.
const CORNERS: &str = "corners";

pub(super) fn import(node: &Node, builder: &mut Builder) -> Result<Vec<Slot>> {
    let value = node.batch_first(0)?.clone();
    let shape = extents(node, &value)?;
    let algorithm = algorithm(node, &value.shape, &shape)?;
    let rank = value.shape.len();
    let changed: Vec<usize> = (0..rank).filter(|&axis| shape[axis] != value.shape[axis]).collect();
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
                .found(format!("{:?} to {shape:?}", value.shape))
                .into());
        }
    };
    let channels = order[rank - 1];
    if algorithm == CORNERS {
        let mut stored = builder.arranged(&node.name, &value, &order)?;
        let mut own: Vec<usize> = order.iter().map(|&axis| value.shape[axis]).collect();
        for (place, &axis) in order.iter().enumerate().filter(|(_, axis)| changed.contains(axis)) {
            let step = corner_weights(own[place], shape[axis]).and_then(|weights| along_axis(&own, place, weights));
            let step = step.ok_or_else(|| node.misfit(&own, "an axis that can be interpolated"))?;
            own.clone_from(&step.shape);
            let suffix = if Some(&axis) == changed.last() { None } else { Some(format!("axis_{axis}").into()) };
            stored = builder.chain(&node.name, vec![Step { suffix, ..step }], stored)?;
        }
        return super::one(value.with(stored, shape, order));
    }
    let mut attributes = vec![
        ("in_width", Setting::size(value.shape[order[rank - 2]])),
        ("out_width", Setting::size(shape[order[rank - 2]])),
        ("n_chan", Setting::size(value.shape[channels])),
        ("algorithm", Setting::choice(algorithm)),
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

/// The extents of the result, without that of the batch.
fn extents(node: &Node, value: &Value) -> Result<Vec<usize>> {
    let full = super::shape::full(node, value);
    let refuse = |found: String| {
        node.unsupported("the extents of the result are no whole numbers")
            .found(found)
            .expected("scales of which they are")
    };
    // Resize of opset 10 and Upsample have the scales where later versions have the region of interest.
    let position = if node.kind() == "Upsample" || node.opset == 10 { 1 } else { 2 };
    let scales = match node.floats("scales")? {
        Some(scales) => Some(scales.iter().map(|&scale| f64::from(scale)).collect()),
        None => node.constant(position)?.map(Tensor::to_reals),
    };
    let scales = scales.filter(|scales: &Vec<f64>| !scales.is_empty());
    let sizes = if position == 2 { node.constant(3)?.map(Tensor::to_reals) } else { None };
    let axes: Vec<usize> = match node.ints("axes")? {
        Some(axes) => axes.iter().map(|&axis| node.axis(axis, full.len())).collect::<Result<_>>()?,
        None => (0..full.len()).collect(),
    };
    let given: Vec<f64> = match (scales, sizes) {
        (Some(scales), _) if scales.len() == axes.len() => {
            scales.iter().zip(&axes).map(|(scale, &axis)| scale * full[axis] as f64).collect()
        }
        (None, Some(sizes)) if sizes.len() == axes.len() => sizes,
        (Some(given), _) | (None, Some(given)) => return Err(refuse(format!("{} numbers", given.len())).into()),
        (None, None) => {
            let message = "the operator has no scales and no sizes";
            return Err(Diagnostic::error(Code::ModelFormat, node.subject(), message).into());
        }
    };
    let mut result = full.clone();
    for (&extent, &axis) in given.iter().zip(&axes) {
        if !(1.0..=MAX_ELEMENTS as f64).contains(&extent) || extent.fract() != 0.0 {
            return Err(refuse(format!("{given:?}")).into());
        }
        result[axis] = extent as usize;
    }
    if result.remove(value.batch) != full[value.batch] {
        return Err(node.unsupported("the operator repeats the samples").into());
    }
    Ok(result)
}

/// How pixels are made; refuses what makes others than the op does.
fn algorithm(node: &Node, from: &[usize], to: &[usize]) -> Result<&'static str> {
    node.ignore(&["cubic_coeff_a", "extrapolation_value", "exclude_outside", "keep_aspect_ratio_policy"]);
    let mode = node.one_of("mode", "nearest", &["nearest", "linear"])?;
    let is_old = node.kind() == "Upsample" || node.opset == 10;
    const PLACES: &[&str] =
        &["align_corners", "half_pixel", "asymmetric", "pytorch_half_pixel", "half_pixel_symmetric"];
    let place =
        if is_old { "asymmetric" } else { node.one_of("coordinate_transformation_mode", "half_pixel", PLACES)? };
    if mode == "linear" && place == "align_corners" {
        node.ignore(&["antialias", "nearest_mode"]);
        return Ok(CORNERS);
    }
    if mode == "linear" {
        let shrinks = from.iter().zip(to).any(|(from, to)| to < from);
        let has_single = from.iter().zip(to).any(|(from, to)| from != to && *to == 1);
        if (node.flag("antialias", false)? && shrinks)
            || place == "asymmetric"
            || (place == "pytorch_half_pixel" && has_single)
        {
            return Err(node
                .unsupported("the operator takes pixels from other places than between the centres")
                .found(format!("coordinate_transformation_mode={place}"))
                .expected("half_pixel without antialias")
                .into());
        }
        node.ignore(&["nearest_mode"]);
        return Ok("bilinear");
    }
    node.ignore(&["antialias"]);
    if let Some((from, to)) = from.iter().zip(to).find(|(from, to)| !to.is_multiple_of(**from)) {
        return Err(node
            .unsupported("the tensor is not resized by whole numbers")
            .found(format!("{from} to {to}"))
            .expected("factors of 1, 2, 3, ...")
            .into());
    }
    if is_old {
        return Ok("nearest");
    }
    const ROUNDINGS: &[&str] = &["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];
    let rounding = node.one_of("nearest_mode", "round_prefer_floor", ROUNDINGS)?;
    // Which element of the input stands at the element i of the output: i / factor, rounded down.
    let is_repeat = match (place, rounding) {
        ("asymmetric", "floor") => true,
        // Up to a factor of 2, a half is the largest fraction, and it is rounded down.
        ("asymmetric", "round_prefer_floor") => from.iter().zip(to).all(|(from, to)| to / from <= 2),
        ("asymmetric", _) => false,
        (_, "round_prefer_floor" | "round_prefer_ceil") => true,
        (_, _) => false,
    };
    if is_repeat {
        return Ok("nearest");
    }
    Err(node
        .unsupported("the operator chooses other pixels than those before")
        .found(format!("coordinate_transformation_mode={place}, nearest_mode={rounding}"))
        .expected("asymmetric and floor, or half_pixel and round_prefer_floor")
        .into())
}
