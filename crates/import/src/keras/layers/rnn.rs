//! `RNN`: a layer of Keras that takes the steps of a cell; those of HGQ2 are the layers that have such a cell inside.
//!
//! HGQ2 0.2 does not save the settings of one of the quantizers of a `QGRUCell`; its layer does.

use serde_json::Value;

use super::{Layer, Step, Stop, hgq2, shown};
use crate::keras::config::LayerConfig;

/// The cells and their layers.
const CELLS: [(&str, &str); 3] =
    [("QLIFCell", "QLIF"), ("QSimpleRNNCell", "QSimpleRNN"), ("QSimpleSNNCell", "QSimpleSNN")];

pub(super) fn import(layer: &Layer) -> Result<Vec<Step>, Stop> {
    let cell = layer.setting("cell").unwrap_or(&Value::Null);
    let name = cell.get("registered_name").and_then(Value::as_str).unwrap_or_default();
    let own = name.split_once('>').filter(|(package, _)| hgq2::PACKAGES.contains(package));
    let known = own.and_then(|(_, name)| CELLS.iter().find(|(cell, _)| *cell == name));
    let (Some((_, class)), Some(settings)) = (known, cell.get("config").and_then(Value::as_object)) else {
        let found = cell.get("class_name").and_then(Value::as_str).unwrap_or("nothing");
        let finding = layer.unsupported("the cell of the layer is not supported by itself").found(shown(found));
        let cells = CELLS.map(|(cell, _)| cell).join(", ");
        return Err(finding.expected(cells).remedy("use the layer that has this cell, such as LSTM or QGRU").into());
    };
    let mut merged = settings.clone();
    let outer = ["return_sequences", "return_state", "go_backwards", "stateful"];
    merged.extend(outer.iter().filter_map(|key| Some(((*key).to_owned(), layer.config.settings.get(*key)?.clone()))));
    let config = LayerConfig {
        name: layer.config.name.clone(),
        class: (*class).to_owned(),
        is_custom: false,
        package: own.map(|(package, _)| package.to_owned()),
        settings: merged,
        calls: Vec::new(),
        nested: None,
        place: layer.config.place.clone(),
    };
    match hgq2::find(class) {
        Some(import) => import(&Layer { config: &config, ..*layer }),
        None => Err(Stop::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::{CELLS, hgq2};

    #[test]
    fn cells_have_layers() {
        assert!(CELLS.iter().all(|(_, layer)| hgq2::find(layer).is_some()));
    }
}
