//! Which layers a `LayerType` key speaks about.

use hlsmith_ir::Compatibility;

use super::Rule;
use crate::LayerId;

pub(super) const RULE: Rule = Rule {
    keys: "`LayerType` keys",
    sound: "name the class in the model's own format (`ReLU`, `InputLayer`) or the class of `hlsmith inspect` \
            (`Activation`, `Input`); the former goes first",
    peer: "name the class of `hlsmith inspect` only, so that entries such as `ReLU` have no effect",
};

/// The `LayerType` keys that speak about a layer, the most specific first.
pub(crate) fn keys<'a>(compatibility: Compatibility, layer: &LayerId<'a>) -> Vec<&'a str> {
    match compatibility {
        Compatibility::Sound if layer.origin.to_lowercase() != layer.class.to_lowercase() => {
            vec![layer.origin, layer.class]
        }
        Compatibility::Sound | Compatibility::Hls4ml13 => vec![layer.class],
    }
}
