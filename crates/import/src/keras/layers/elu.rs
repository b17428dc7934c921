//! `ELU`: exponential on the negative side.

use super::{Layer, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let alpha = layer.number_or("alpha", 1.0)?;
    Ok(vec![layer.parametrized("ELU", "elu", alpha)?])
}
