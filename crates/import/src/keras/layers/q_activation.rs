//! `QActivation`: a quantiser of QKeras, or a plain function under this name.

use super::quantized::Inside;
use super::{Layer, Step, Stop};

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    if layer.setting("activation").is_none() {
        return Err(layer.malformed("activation", None, "a quantiser").into());
    }
    Ok(vec![Inside::of(layer)?.step(layer)?])
}
