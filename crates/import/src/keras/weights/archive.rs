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
        let path = self.path(place);
        let Some(arrays) = self.file.dataset_names(&path)? else { return Err(missing_layer(place, [])) };
        if let Some(owner) = self.file.strings(&path, "name")?.and_then(|names| names.into_iter().next())
            && place.part.is_none()
            && Some(&owner) != place.names.last()
        {
            return Err(wrong_arrays(place, format!("those of the layer `{}`", owner.escape_debug()), roles));
        }
        let n_arrays = n_numbered(&arrays);
        if n_arrays != roles.len() {
            return Err(wrong_arrays(place, counted(n_arrays, "array"), roles));
        }
        self.first(place, n_arrays)
    }

    fn keeps_parts_apart(&self) -> bool {
        true
    }

    fn all(&self, place: &Place) -> Result<Vec<Found>> {
        let Some(arrays) = self.file.dataset_names(&self.path(place))? else { return Err(missing_layer(place, [])) };
        self.first(place, n_numbered(&arrays))
    }
}

/// How many arrays are those of the layer as Keras counts them; what a class saves itself has a name.
fn n_numbered(arrays: &[String]) -> usize {
    arrays.iter().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).count()
}

impl ArchiveWeights {
    /// The group of the arrays of a layer or a part of it.
    fn path<'a>(&'a self, place: &'a Place) -> Vec<&'a str> {
        let mut path: Vec<&str> = Vec::new();
        for slot in &place.slots {
            match slot {
                Slot::Layer(slot) => path.extend([self.root, slot]),
                Slot::Inside(slot) => path.push(slot),
            }
        }
        path.extend(place.part.iter().flat_map(|part| &part.slots));
        path.push("vars");
        path
    }

    /// As many arrays, from the first on.
    fn first(&self, place: &Place, n: usize) -> Result<Vec<Found>> {
        let path = self.path(place);
        let find = |position: usize| {
            let position = position.to_string();
            let path: Vec<&str> = path.iter().copied().chain([position.as_str()]).collect();
            match self.file.dataset(&path)? {
                Some(stored) => Ok(Found::Stored(stored)),
                None => Err(wrong_arrays(place, format!("no array {position}"), &[])),
            }
        };
        (0..n).map(find).collect()
    }
}
