//! `LeakyReLU`: a straight line of another slope on the negative side.

use super::{Layer, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let slope = layer.either_number(["negative_slope", "alpha"])?;
    Ok(vec![layer.parametrized("LeakyReLU", "leaky_relu", slope)?])
}
