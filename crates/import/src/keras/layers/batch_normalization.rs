//! `BatchNormalization`: scale and offset from trained statistics.
//!
//! `scale = gamma / sqrt(variance + epsilon)` and `bias = beta - scale * mean`, each operation rounded in the type of
//! the trained arrays as NumPy does.

use super::{Layer, Setting, Step, Stop};
use crate::flow::blocks::fold;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let (scale, center) = (layer.flag("scale", true)?, layer.flag("center", true)?);
    let epsilon = layer.number_or("epsilon", 1e-3)?;
    check_statistics(layer)?;
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
            .expected("variances above -epsilon")
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

/// Refuses a layer whose statistics are not the trained ones.
pub(super) fn check_statistics(layer: &Layer) -> Result<(), Stop> {
    if layer.is_training() {
        return Err(layer
            .unsupported("the layer is called with training=True, so that it normalises by the batch")
            .expected("a call without training=True")
            .into());
    }
    if layer.flag("renorm", false)? {
        return Err(layer.unsupported("batch renormalisation is not supported").found("renorm=true").into());
    }
    Ok(())
}
