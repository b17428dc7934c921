//! The weights of a live model, handed over as arrays.

use std::collections::BTreeMap;

use hlsmith_diag::Result;
use hlsmith_ir::Array;

use super::{Found, Place, WeightSource, missing_layer, wrong_arrays};
use crate::keras::LayerWeight;
use crate::keras::config::counted;

/// Arrays by layer, in the order they were given.
pub(crate) struct MemoryWeights(BTreeMap<Vec<String>, Vec<(String, Array)>>);

impl MemoryWeights {
    /// Sorts arrays by layer.
    pub(crate) fn new(weights: Vec<LayerWeight>) -> Self {
        let mut layers: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for LayerWeight { path, name, data } in weights {
            layers.entry(path).or_default().push((name, data));
        }
        Self(layers)
    }
}

impl WeightSource for MemoryWeights {
    fn find(&self, place: &Place, roles: &[&str]) -> Result<Vec<Found>> {
        let Some(arrays) = self.0.get(&place.names) else {
            return Err(missing_layer(place, self.0.keys().filter_map(|path| path.last().map(String::as_str))));
        };
        let (first, n_arrays) = match &place.part {
            Some(part) => (part.first, part.n_arrays.unwrap_or(roles.len())),
            None => (0, roles.len()),
        };
        if arrays.len() != n_arrays {
            return Err(wrong_arrays(place, counted(arrays.len(), "array"), roles));
        }
        let find = |(position, role): (usize, &&str)| {
            let number = (first + position).to_string();
            let array = arrays.iter().find(|(name, _)| (place.part.is_none() && name == role) || *name == number);
            array.map(|(_, array)| Found::Loaded(array.clone())).ok_or_else(|| {
                let names = arrays.iter().map(|(name, _)| name.escape_debug().to_string()).collect::<Vec<_>>();
                wrong_arrays(place, names.join(", "), roles)
            })
        };
        roles.iter().enumerate().map(find).collect()
    }
}
