//! `Rescaling`: a factor and an offset, for all elements or one for each channel.

use hlsmith_ir::Array;
use serde_json::Value;

use super::{Layer, Step, Stop};
use crate::flow::blocks::scaled;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let shape = layer.input()?.to_vec();
    let channels = *shape.last().ok_or(Stop::Unknown)?;
    let numbers = |key: &str, default: f64| -> Result<Array, Stop> {
        let numbers = match layer.setting(key) {
            None => Some(vec![default; channels]),
            Some(Value::Array(numbers)) => numbers.iter().map(Value::as_f64).collect(),
            Some(number) => number.as_f64().map(|number| vec![number; channels]),
        };
        // Keras computes with single precision.
        let singles = |numbers: Vec<f64>| numbers.into_iter().map(|number| number as f32).collect::<Vec<_>>();
        let array = numbers.and_then(|numbers| Array::from_f32(vec![channels], singles(numbers)));
        array.ok_or_else(|| {
            let expected = format!("a number, or one for each of the {channels} channels");
            layer.malformed(key, layer.setting(key), &expected).into()
        })
    };
    let step = scaled(numbers("scale", 1.0)?, numbers("offset", 0.0)?, 1, shape);
    Ok(vec![Step { origin: "Rescaling".into(), ..step }])
}
