//! `PReshape`, `PMaxPooling2D` and their like: layers of Keras that leave the numbers of elements as they are.

use super::super::{Layer, Step, Stop};
use crate::keras::layers::hgq2::{check_divisor, inner, plain};

pub(in super::super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let class = layer.config.class.strip_prefix('P').unwrap_or_default();
    let steps = plain(layer, &inner(layer, class)?, layer.weights)?;
    check_divisor(layer, &steps)?;
    Ok(steps)
}
