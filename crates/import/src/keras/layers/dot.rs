//! `Dot`: sums of the products of two tensors along an axis of each.

use hlsmith_ir::Contraction;
use serde_json::Value;

use super::{Layer, Setting, Step, Stop, excerpt};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shapes = layer.several_inputs()?;
    let [left, right] = shapes[..] else {
        let finding = layer.unsupported("the layer takes more than two tensors").found(shapes.len().to_string());
        return Err(finding.expected("two tensors").into());
    };
    let axes = axes(layer, [left.len(), right.len()])?;
    let (length, other) = (left[axes[0]], right[axes[1]]);
    if length != other {
        let message = "the tensors have different extents along the axes of the product";
        let finding = layer.unsupported(message).found(format!("{length} and {other}"));
        return Err(finding.expected("equal extents").into());
    }
    if layer.flag("normalize", false)? {
        let finding = layer.unsupported("the vectors are scaled to the length 1 first").found("normalize=True");
        let remedy = "scale them with `UnitNormalization` in front of the layer";
        return Err(finding.expected("normalize=False").remedy(remedy).into());
    }
    if let ([_], [_]) = (left, right) {
        let attributes = vec![("n_in", Setting::size(length)), ("accum_t", Setting::auto())];
        return Ok(vec![Step { others: vec![1], ..Step::new("Dot", "Dot", attributes, vec![1]) }]);
    }
    // The axes of the left tensor have the numbers from 0 on, those that the right one has of its own come behind.
    let own: Vec<usize> = (0..left.len()).collect();
    let others: Vec<usize> =
        (0..right.len()).map(|axis| if axis == axes[1] { axes[0] } else { left.len() + axis }).collect();
    let output: Vec<usize> = own.iter().chain(&others).copied().filter(|&axis| axis != axes[0]).collect();
    let loops = Contraction::new([&own, &others, &output], [left, right]).map_err(|error| {
        let finding = layer.unsupported("the tensors do not fit each other");
        Stop::from(finding.found(error.found).expected(error.expected))
    })?;
    let shape = loops.shape();
    layer.check_elements(&shape)?;
    let attributes = vec![
        ("left", Setting::sizes(&own)),
        ("right", Setting::sizes(&others)),
        ("output", Setting::sizes(&output)),
        ("accum_t", Setting::auto()),
    ];
    Ok(vec![Step { others: vec![1], ..Step::new("Dot", "Einsum", attributes, shape) }])
}

/// The axis of each tensor that the products run along, without the batch.
fn axes(layer: &Layer, ranks: [usize; 2]) -> Result<[usize; 2], Stop> {
    let value = layer.setting("axes");
    // Keras counts the batch as axis 0.
    let axis = |value: &Value, rank: usize| {
        let axis = match value.as_i64()? {
            axis @ ..0 => usize::try_from(axis + i64::try_from(rank).ok()?).ok()?,
            axis @ 0.. => usize::try_from(axis - 1).ok()?,
        };
        (axis < rank).then_some(axis)
    };
    let axes = match value {
        Some(Value::Array(axes)) => match &axes[..] {
            [left, right] => axis(left, ranks[0]).zip(axis(right, ranks[1])),
            _ => None,
        },
        Some(value) => axis(value, ranks[0]).zip(axis(value, ranks[1])),
        None => None,
    };
    axes.map(|(left, right)| [left, right]).ok_or_else(|| {
        let found = value.map_or_else(|| "nothing".to_owned(), excerpt);
        let finding = layer.unsupported("the layer multiplies along axes that the tensors do not have").found(found);
        finding.expected("one axis, or one of each tensor, behind that of the batch").into()
    })
}
