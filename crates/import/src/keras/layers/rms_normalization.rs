//! `RMSNormalization` and `UnitNormalization`: each slice along the last axis divided by the root of its mean square or
//! of the sum of its squares.

use hlsmith_ir::Array;

use super::{Layer, Setting, Step, Stop, excerpt};

/// What Keras limits the length of a vector to from below.
const LEAST_LENGTH: f64 = 1e-12;

/// By the root of the mean square, with a scale for each element.
pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let features = features(layer)?;
    let [scale] = layer.arrays([("scale", &[features])])?;
    Ok(vec![step(layer, "RMSNormalization", features, layer.number_or("epsilon", 1e-6)?, scale)?])
}

/// By the length.
pub(super) fn import_unit(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let features = features(layer)?;
    Ok(vec![unit(layer, features)?])
}

/// The step that divides by the length, for a layer whose input has this last extent: the root of the sum is that of the
/// mean times the root of the extent.
pub(super) fn unit(layer: &Layer, features: usize) -> Result<Step, Stop> {
    let scale = Array::from_f64(vec![features], vec![1.0 / (features as f64).sqrt(); features]).ok_or(Stop::Unknown)?;
    step(layer, "UnitNormalization", features, LEAST_LENGTH * LEAST_LENGTH / features as f64, scale)
}

fn step(layer: &Layer, origin: &'static str, features: usize, epsilon: f64, scale: Array) -> Result<Step, Stop> {
    let attributes = vec![
        ("n_slice", Setting::size(features)),
        ("epsilon", Setting::float(epsilon)),
        ("centred", Setting::flag(false)),
        ("scale", Setting::Weight("s", scale)),
        ("bias", Setting::NoBias(vec![features])),
    ];
    layer.elementwise(origin, "LayerNormalization", attributes)
}

/// The extent of the last axis, which must be the one that is normalised along.
fn features(layer: &Layer) -> Result<usize, Stop> {
    let shape = layer.input()?;
    let (last, axes) = (shape.len().saturating_sub(1), layer.axes("axis", shape.len())?);
    match shape.last() {
        Some(&features) if axes == [last] => Ok(features),
        Some(_) | None => Err(layer
            .unsupported("the normalisation is not along the last axis alone")
            .found(format!("axis={}", excerpt(layer.setting("axis").unwrap_or(&serde_json::Value::Null))))
            .expected("axis=-1")
            .remedy("put Permute layers around that make the axis the last one")
            .into()),
    }
}
