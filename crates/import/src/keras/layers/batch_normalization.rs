//! `BatchNormalization`: scale and offset from trained statistics.
//!
//! `scale = gamma / sqrt(variance + epsilon)` and `bias = beta - scale * mean`, each operation rounded in the type of
//! the trained arrays as NumPy does.

use hlsmith_ir::Array;

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let (scale, center) = (layer.flag("scale", true)?, layer.flag("center", true)?);
    let epsilon = layer.number_or("epsilon", 1e-3)?;
    if layer.is_training() {
        return Err(layer
            .unsupported("the layer is called with training=True, so that it normalises by the batch")
            .expected("a call without training=True")
            .into());
    }
    if layer.flag("renorm", false)? {
        return Err(layer.unsupported("batch renormalisation is not supported").found("renorm=true").into());
    }
    let shape = layer.input()?;
    let Some(axis) = layer.axis("axis", shape.len())? else {
        return Err(layer
            .unsupported("the normalisation runs over several axes at once")
            .found(super::excerpt(layer.setting("axis").unwrap_or(&serde_json::Value::Null)))
            .expected("one axis")
            .into());
    };
    let channels = shape[axis];
    let roles = [("gamma", scale), ("beta", center), ("moving_mean", true), ("moving_variance", true)];
    let roles = roles.map(|(role, is_there)| (role, &shape[axis..=axis], is_there));
    let mut arrays = layer.some_arrays(&roles)?.into_iter();
    let (Some(gamma), Some(beta), Some(Some(mean)), Some(Some(variance))) =
        (arrays.next(), arrays.next(), arrays.next(), arrays.next())
    else {
        return Err(Stop::Unknown);
    };
    let (scale, bias) = fold(gamma, beta, &mean, &variance, epsilon).ok_or(Stop::Unknown)?;
    if let Some(channel) = scale.iter().zip(bias.iter()).position(|(s, b)| !s.is_finite() || !b.is_finite()) {
        let value = variance.iter().nth(channel).unwrap_or_default();
        return Err(layer
            .unsupported("the statistics give no finite scale and offset")
            .found(format!("variance {value} in channel {channel}, epsilon {epsilon}"))
            .into());
    }
    let attributes = vec![
        ("n_filt", Setting::size(channels)),
        ("scale", Setting::Weight("s", scale)),
        ("bias", Setting::Weight("b", bias)),
        ("n_inner", Setting::size(shape[axis + 1..].iter().product())),
    ];
    Ok(vec![layer.elementwise(
        layer.origin("BatchNormalization", "QBatchNormalization"),
        "BatchNormalization",
        attributes,
    )?])
}

/// Scale and offset; `None` when the shapes differ.
fn fold(
    gamma: Option<Array>,
    beta: Option<Array>,
    mean: &Array,
    variance: &Array,
    epsilon: f64,
) -> Option<(Array, Array)> {
    // A missing gamma is the number 1 and a missing beta the number 0, in whatever type the statistics have.
    let fill = |value: f64| mean.zip(mean, |_, _| value as f32, |_, _| value);
    let gamma = gamma.map_or_else(|| fill(1.0), Some)?;
    let beta = beta.map_or_else(|| fill(0.0), Some)?;
    let scale = gamma.zip(variance, |g, v| g / (v + epsilon as f32).sqrt(), |g, v| g / (v + epsilon).sqrt())?;
    let offset = scale.zip(mean, |s, m| s * m, |s, m| s * m)?;
    let bias = beta.zip(&offset, |b, o| b - o, |b, o| b - o)?;
    Some((scale, bias))
}
