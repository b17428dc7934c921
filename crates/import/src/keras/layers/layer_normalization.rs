//! `LayerNormalization` along the last axis.

use hlsmith_ir::Array;

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    if layer.flag("rms_scaling", false)? {
        let message = "a normalisation by the root mean square alone is not supported";
        return Err(layer.unsupported(message).found("rms_scaling=true").remedy("use RMSNormalization").into());
    }
    let shape = layer.input()?;
    let (last, axes) = (shape.len().saturating_sub(1), layer.axes("axis", shape.len())?);
    let Some(&features) = shape.last().filter(|_| axes == [last]) else {
        return Err(layer
            .unsupported("the normalisation is not along the last axis alone")
            .found(format!("axis={}", super::excerpt(layer.setting("axis").unwrap_or(&serde_json::Value::Null))))
            .expected("axis=-1")
            .remedy("put Permute layers around that make the axis the last one")
            .into());
    };
    let epsilon = layer.number_or("epsilon", 1e-3)?;
    let (scale, center) = (layer.flag("scale", true)?, layer.flag("center", true)?);
    let roles = [("gamma", &shape[last..], scale), ("beta", &shape[last..], center)];
    let mut arrays = layer.some_arrays(&roles)?.into_iter();
    let (Some(gamma), Some(beta)) = (arrays.next(), arrays.next()) else { return Err(Stop::Unknown) };
    let ones = || Array::from_f32(vec![features], vec![1.0; features]);
    let gamma = gamma.map_or_else(ones, Some).ok_or(Stop::Unknown)?;
    let beta = beta.unwrap_or_else(|| Array::zeros(vec![features]));
    let attributes = vec![
        ("n_slice", Setting::size(features)),
        ("epsilon", Setting::float(epsilon)),
        ("scale", Setting::Weight("s", gamma)),
        ("bias", Setting::Weight("b", beta)),
    ];
    Ok(vec![layer.elementwise("LayerNormalization", "LayerNormalization", attributes)?])
}
