//! `PReLU`: a trained slope for each element on the negative side.

use super::{Layer, Setting, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    if let Some(axes) = layer.setting("shared_axes").filter(|axes| axes.as_array().is_none_or(|axes| !axes.is_empty()))
    {
        return Err(layer
            .unsupported("the slopes are shared along axes")
            .found(super::excerpt(axes))
            .expected("no shared_axes")
            .remedy("use PReLU without shared_axes, or LeakyReLU")
            .into());
    }
    let shape = layer.input()?;
    let [alpha] = layer.arrays([("alpha", shape)])?;
    let elements = shape.iter().product();
    let alpha = alpha.reshaped(vec![elements]).ok_or(Stop::Unknown)?;
    Ok(vec![layer.elementwise("PReLU", "PReLU", vec![("param", Setting::Weight("a", alpha))])?])
}
