//! Models of HGQ, the quantisation library for Keras 2: its layers as trained, and the proxies that it makes of them.
//!
//! A layer as trained rounds its results and bounds them nowhere; files of it do not hold the ranges that training has
//! seen, so that types follow from the range of the model input and the weights. A proxy consists of layers of Keras with
//! quantised weights, and between them quantizers with bounds and tables.

mod arrays;
mod fixed_point_quantizer;
mod passive;
mod quantizer;
mod results;
mod signature;
mod sums;
mod unary_lut;

use hlsmith_diag::{Code, Diagnostic, Result};

use super::{Import, Layer, shown};
use crate::keras::config::LayerConfig;

/// The name of the package in files.
pub(super) const PACKAGE: &str = "HGQ";

/// Every layer kind, sorted by class name.
const KINDS: &[(&str, Import)] = &[
    ("FixedPointQuantizer", fixed_point_quantizer::import),
    ("HActivation", results::import),
    ("HAdd", results::import),
    ("HConv1D", sums::import),
    ("HConv1DBatchNorm", sums::import),
    ("HConv2D", sums::import),
    ("HConv2DBatchNorm", sums::import),
    ("HDense", sums::import),
    ("HDenseBatchNorm", sums::import),
    ("HQuantize", results::import),
    ("PAveragePooling1D", passive::import),
    ("PAveragePooling2D", passive::import),
    ("PConcatenate", passive::import),
    ("PDropout", passive::import),
    ("PFlatten", passive::import),
    ("PMaxPooling1D", passive::import),
    ("PMaxPooling2D", passive::import),
    ("PPermute", passive::import),
    ("PReshape", passive::import),
    ("Signature", signature::import),
    ("UnaryLUT", unary_lut::import),
];

/// The classes that are called with several tensors, sorted.
const SEVERAL: &[&str] = &["HAdd", "PConcatenate"];

/// Whether layers of a class are called with several tensors.
pub(super) fn takes_several(class: &str) -> bool {
    SEVERAL.contains(&class)
}

/// How layers of a class are imported.
pub(super) fn find(class: &str) -> Option<Import> {
    KINDS.iter().find(|(kind, _)| *kind == class).map(|(_, import)| *import)
}

/// Whether a class is one of these; some files name it without its package.
pub(super) fn is_own(class: &str) -> bool {
    find(class).is_some()
}

/// The function inside a layer, which must give numbers on the grid of its arguments.
fn function(layer: &Layer) -> Result<&'static str> {
    match layer.word("activation")?.unwrap_or("linear") {
        "linear" => Ok("linear"),
        "relu" => Ok("relu"),
        other => Err(layer
            .unsupported("a file with layers of HGQ does not hold the range of the arguments of the function")
            .found(shown(other))
            .expected("linear or relu")
            .remedy(
                "run HGQ.trace_minmax on the model and save HGQ.to_proxy_model(model, unary_lut_max_table_size=4096)",
            )
            .into()),
    }
}

/// The refusal of a layer of another class.
pub(super) fn refuse(layer: &LayerConfig) -> Diagnostic {
    let message = "layers of this class of HGQ are not supported";
    Diagnostic::error(Code::UnsupportedLayer, layer.place.subject(), message)
        .found(shown(&layer.class))
        .expected(KINDS.iter().map(|(class, _)| *class).collect::<Vec<_>>().join(", "))
        .remedy("build the layer from supported ones")
}

#[cfg(test)]
mod tests {
    use super::{KINDS, SEVERAL};

    #[test]
    fn kinds_are_sorted_and_unique() {
        assert!(KINDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(SEVERAL.iter().all(|class| KINDS.iter().any(|(kind, _)| kind == class)));
    }
}
