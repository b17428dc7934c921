//! Layers that do something in training only, such as `Dropout`.
//!
//! For Keras 2 they leave no trace, for Keras 3 a linear activation, as in the peer.

use super::{Layer, Setting, Step, Stop};
use crate::keras::Dialect;

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    if layer.is_training() {
        return Err(layer
            .unsupported("the layer is called with training=True, so that it is random in use as well")
            .expected("a call without training=True")
            .into());
    }
    match layer.dialect {
        Dialect::Keras2 => Ok(Vec::new()),
        Dialect::Keras3 => {
            let attributes = vec![("function", Setting::choice("linear"))];
            Ok(vec![layer.elementwise("Activation", "Activation", attributes)?])
        }
    }
}
