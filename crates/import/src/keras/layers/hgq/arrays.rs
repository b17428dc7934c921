//! The trained arrays of a layer.

use hlsmith_diag::Result;
use hlsmith_ir::Array;

use super::super::Layer;
use crate::keras::weights::{self, Found, wrong_arrays};

/// The arrays of some roles, in the order in which Keras creates them; single numbers of the training stand among them.
pub(super) fn trained(layer: &Layer, roles: &[&str]) -> Result<Vec<Array>> {
    let place = &layer.config.place;
    // Archives count arrays, the older files name them.
    let found = match layer.weights.all(place) {
        Ok(found) => found.into_iter().filter(|array| !array.shape().is_empty()).collect(),
        Err(_) => layer.weights.find(place, roles)?,
    };
    if found.len() != roles.len() {
        return Err(wrong_arrays(place, format!("{} arrays", found.len()), roles));
    }
    let read = |(found, role): (Found, &&str)| {
        let shape: Vec<usize> = found.shape().iter().filter_map(|&extent| usize::try_from(extent).ok()).collect();
        layer.check_elements(&shape)?;
        weights::read(found, role, &shape, place)
    };
    found.into_iter().zip(roles).map(read).collect()
}
