//! `Dot`: sums of the products of two tensors along an axis of each.

use hlsmith_ir::Contraction;
use serde_json::Value;

use super::{Layer, Read, Setting, Step, Stop, excerpt, rms_normalization};

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
    if !layer.flag("normalize", false)? {
        return Ok(vec![product(layer, left, right, axes)?]);
    }
    if [left.len(), right.len()] != axes.map(|axis| axis + 1) {
        let message = "the vectors that are scaled to the length 1 are not along the last axes";
        let finding = layer.unsupported(message).found(format!("normalize=True, {}", described(layer)));
        let remedy = "put Permute layers in front that make the axes the last ones";
        return Err(finding.expected("axes=-1").remedy(remedy).into());
    }
    let unit = |position: usize, shape: &[usize], suffix: &'static str| {
        let operand = Layer { shape: Some(shape), ..*layer };
        let step = rms_normalization::unit(&operand, length)?;
        Ok::<_, Stop>(Step { suffix: Some(suffix.into()), reads: Some(vec![Read::Tensor(position)]), ..step })
    };
    let own = product(layer, left, right, axes)?;
    let reads = [0, 1].map(|step| Read::Result { step, output: 0 });
    Ok(vec![
        unit(0, left, "unit_1")?,
        unit(1, right, "unit_2")?,
        Step { others: Vec::new(), reads: Some(reads.to_vec()), ..own },
    ])
}

/// The products of the two tensors that the layer is called with.
fn product(layer: &Layer, left: &[usize], right: &[usize], axes: [usize; 2]) -> Result<Step, Stop> {
    let length = left[axes[0]];
    if let ([_], [_]) = (left, right) {
        let attributes = vec![("n_in", Setting::size(length)), ("accum_t", Setting::auto())];
        return Ok(Step { others: vec![1], ..Step::new("Dot", "Dot", attributes, vec![1]) });
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
    Ok(Step { others: vec![1], ..Step::new("Dot", "Einsum", attributes, shape) })
}

/// The axes as the file has them.
fn described(layer: &Layer) -> String {
    layer.setting("axes").map_or_else(|| "no axes".to_owned(), |value| format!("axes={}", excerpt(value)))
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
        let message = "the layer multiplies along axes that the tensors do not have";
        let finding = layer.unsupported(message).found(described(layer));
        finding.expected("one axis, or one of each tensor, behind that of the batch").into()
    })
}
