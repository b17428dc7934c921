//! The weights of `.keras` archives and `.weights.h5` files: `layers/<class>_<n>/vars/<position>`.
//!
//! Classes are in snake case and numbered in the order of the layers of each model; the first has no number.

use hlsmith_diag::Result;

use super::{Found, Place, Slot, WeightSource, missing_layer, wrong_arrays};
use crate::keras::config::counted;
use crate::keras::hdf5::H5;

/// The name of the group of layers: of Keras 3, and of the archives of Keras 2.
pub(super) const ROOTS: [&str; 2] = ["layers", "_layer_checkpoint_dependencies"];

/// See the module.
pub(super) struct ArchiveWeights {
    /// The file.
    pub(super) file: H5,
    /// One of [`ROOTS`].
    pub(super) root: &'static str,
}

impl WeightSource for ArchiveWeights {
    fn find(&self, place: &Place, roles: &[&str]) -> Result<Vec<Found>> {
        let mut path: Vec<&str> = Vec::new();
        for slot in &place.slots {
            match slot {
                Slot::Layer(slot) => path.extend([self.root, slot]),
                Slot::Inside(slot) => path.push(slot),
            }
        }
        path.extend(place.part.iter().flat_map(|part| &part.slots));
        path.push("vars");
        let Some(arrays) = self.file.dataset_names(&path)? else { return Err(missing_layer(place, [])) };
        if let Some(owner) = self.file.strings(&path, "name")?.and_then(|names| names.into_iter().next())
            && place.part.is_none()
            && Some(&owner) != place.names.last()
        {
            return Err(wrong_arrays(place, format!("those of the layer `{}`", owner.escape_debug()), roles));
        }
        if arrays.len() != roles.len() {
            return Err(wrong_arrays(place, counted(arrays.len(), "array"), roles));
        }
        let find = |position: usize| {
            let position = position.to_string();
            let path: Vec<&str> = path.iter().copied().chain([position.as_str()]).collect();
            match self.file.dataset(&path)? {
                Some(stored) => Ok(Found::Stored(stored)),
                None => Err(wrong_arrays(place, format!("no array {position}"), roles)),
            }
        };
        (0..roles.len()).map(find).collect()
    }
}
