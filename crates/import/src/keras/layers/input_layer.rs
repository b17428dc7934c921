//! `InputLayer`: entry of data.

use super::{Layer, Setting, Step, Stop};
use crate::keras::config::LayerConfig;

/// The settings that hold batch and shape, of Keras 3 and of Keras 2.
const SHAPES: [&str; 2] = ["batch_shape", "batch_input_shape"];

/// How many samples an input is for, if it says so.
pub(crate) fn batch(config: &LayerConfig) -> Option<u64> {
    SHAPES.iter().find_map(|key| config.settings.get(*key)?.as_array()?.first()?.as_u64())
}

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    for key in ["sparse", "ragged", "optional"] {
        if layer.flag(key, false)? {
            return Err(layer.unsupported("the input is not a plain dense tensor").found(format!("{key}=true")).into());
        }
    }
    let key = SHAPES.into_iter().find(|key| layer.setting(key).is_some()).unwrap_or(SHAPES[0]);
    let value = layer.setting(key);
    let extents = value.and_then(|value| value.as_array()).and_then(|extents| extents.split_first());
    let Some((_, extents)) = extents else {
        return Err(layer.malformed(key, value, "a list of extents that starts with the batch").into());
    };
    if extents.is_empty() {
        return Err(layer.unsupported("the input has no dimension besides the batch").expected("at least one").into());
    }
    if extents.iter().any(serde_json::Value::is_null) {
        return Err(layer
            .unsupported("the input has a dimension of unknown size")
            .found(super::excerpt(value.unwrap_or(&serde_json::Value::Null)))
            .expected("a fixed size for every dimension besides the batch")
            .remedy("give keras.Input the full shape")
            .into());
    }
    let size = |extent: &serde_json::Value| extent.as_u64().filter(|&size| size > 0)?.try_into().ok();
    let Some(shape) = extents.iter().map(size).collect::<Option<Vec<usize>>>() else {
        return Err(layer.malformed(key, value, "positive extents").into());
    };
    layer.check_elements(&shape)?;
    let attributes = vec![("shape", Setting::sizes(&shape))];
    Ok(vec![Step::new("InputLayer", "Input", attributes, shape)])
}
