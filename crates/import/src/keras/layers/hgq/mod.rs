//! Proxies of HGQ, the quantisation library for Keras 2.
//!
//! HGQ makes a proxy of a trained model: layers of Keras with quantised weights, and between them quantizers and tables.
//! Its own layers are not imported, since files of them do not hold the ranges that training has seen.

mod fixed_point_quantizer;
mod unary_lut;

use hlsmith_diag::{Code, Diagnostic};

use super::{Import, shown};
use crate::keras::config::LayerConfig;

/// The name of the package in files.
pub(super) const PACKAGE: &str = "HGQ";

/// Every layer kind, sorted by class name.
const KINDS: &[(&str, Import)] =
    &[("FixedPointQuantizer", fixed_point_quantizer::import), ("UnaryLUT", unary_lut::import)];

/// How layers of a class are imported.
pub(super) fn find(class: &str) -> Option<Import> {
    KINDS.iter().find(|(kind, _)| *kind == class).map(|(_, import)| *import)
}

/// Whether a class is one of these; some files name it without its package.
pub(super) fn is_own(class: &str) -> bool {
    find(class).is_some()
}

/// The refusal of a layer of another class.
pub(super) fn refuse(layer: &LayerConfig) -> Diagnostic {
    let message = "a file with layers of HGQ does not hold the ranges that training has seen";
    Diagnostic::error(Code::UnsupportedLayer, layer.place.subject(), message)
        .found(shown(&layer.class))
        .expected(KINDS.iter().map(|(class, _)| *class).collect::<Vec<_>>().join(", "))
        .remedy("run HGQ.trace_minmax on the model and save HGQ.to_proxy_model(model)")
}
