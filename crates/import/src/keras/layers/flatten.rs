//! `Flatten`: all elements as a vector.

use super::{Layer, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    Ok(vec![layer.reshaped(vec![layer.input()?.iter().product()])])
}
