//! `Masking`: marks steps that the layers behind it leave out, always refused.

use hlsmith_diag::{Code, Diagnostic};

use crate::keras::config::LayerConfig;

pub(super) fn refuse(layer: &LayerConfig) -> Diagnostic {
    let message = "the layer marks steps to be left out by the layers behind it, which compute every step";
    Diagnostic::error(Code::UnsupportedLayer, layer.place.subject(), message)
        .found(layer.class.clone())
        .expected("sequences of one length without a mask")
        .remedy(
            "train without Masking layers and with mask_zero=False, on padded sequences, or call the model on sequences of \
             their own length",
        )
}
