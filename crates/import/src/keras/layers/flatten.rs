//! `Flatten`: all elements as a vector.

use super::{Layer, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let format = layer.word("data_format")?.unwrap_or("channels_last");
    let shape = layer.input()?;
    if format != "channels_last" && shape.len() > 1 {
        return Err(layer
            .unsupported("the layer reorders the elements")
            .found(format!("data_format={}", super::shown(format)))
            .expected("channels_last")
            .into());
    }
    Ok(vec![layer.reshaped(vec![shape.iter().product()])])
}
