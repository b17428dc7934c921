//! `Strategy` of backends that have one strategy in hls4ml.

use hlsmith_ir::{Compatibility, Strategy};

use super::Rule;
use crate::Backend;

pub(super) const RULE: Rule = Rule {
    keys: "`Strategy` of the backends oneAPI and Quartus",
    sound: "holds as for the other backends",
    peer: "ignored; every layer has the strategy `Resource`",
};

/// The strategy that all layers have, whatever is asked for.
pub(crate) fn of(compatibility: Compatibility, backend: Backend) -> Option<Strategy> {
    match (compatibility, backend) {
        (Compatibility::Hls4ml13, Backend::OneApi | Backend::Quartus) => Some(Strategy::Resource),
        (
            Compatibility::Hls4ml13,
            Backend::Catapult
            | Backend::Libero
            | Backend::Vitis
            | Backend::VitisUnified
            | Backend::Vivado
            | Backend::VivadoAccelerator,
        )
        | (Compatibility::Sound, _) => None,
    }
}
