//! The weights of HDF5 models: a group for each layer of the outermost model, with the names of all arrays below it.

use std::collections::BTreeSet;

use hlsmith_diag::Result;

use super::{Found, Place, WeightSource, missing_layer, wrong_arrays};
use crate::keras::hdf5::H5;

/// See the module.
pub(super) struct LegacyWeights {
    /// The file.
    pub(super) file: H5,
    /// The group that holds the groups of the layers.
    pub(super) root: &'static [&'static str],
    /// The names of the layers of the outermost model.
    pub(super) layers: BTreeSet<String>,
}

/// The layers listed in a group; `None` when it has no such list.
pub(super) fn layer_names(file: &H5, root: &[&str]) -> Result<Option<BTreeSet<String>>> {
    Ok(list(file, root, "layer_names")?.map(BTreeSet::from_iter))
}

/// A list of names, which Keras splits into several attributes when it is long.
fn list(file: &H5, group: &[&str], name: &str) -> Result<Option<Vec<String>>> {
    if let Some(names) = file.strings(group, name)? {
        return Ok(Some(names));
    }
    let mut names: Option<Vec<String>> = None;
    for part in 0.. {
        match file.strings(group, &format!("{name}{part}"))? {
            Some(part) => names.get_or_insert_default().extend(part),
            None => break,
        }
    }
    Ok(names)
}

impl WeightSource for LegacyWeights {
    fn find(&self, place: &Place, roles: &[&str]) -> Result<Vec<Found>> {
        let Some((top, _)) = place.names.split_first() else { return Err(missing_layer(place, [])) };
        let layers = || self.layers.iter().map(String::as_str);
        if !self.layers.contains(top) {
            return Err(missing_layer(place, layers()));
        }
        let group: Vec<&str> = self.root.iter().copied().chain([top.as_str()]).collect();
        let Some(names) = list(&self.file, &group, "weight_names")? else {
            return Err(missing_layer(place, layers()));
        };
        let mut found = Vec::with_capacity(roles.len());
        for role in roles {
            let Some(name) = choose(&names, place, role) else {
                let names = names.iter().map(|name| name.escape_debug().to_string()).collect::<Vec<_>>().join(", ");
                return Err(wrong_arrays(place, if names.is_empty() { "none".into() } else { names }, roles));
            };
            let path: Vec<&str> = group.iter().copied().chain(name.split('/')).collect();
            match self.file.dataset(&path)? {
                Some(stored) => found.push(Found::Stored(stored)),
                None => return Err(wrong_arrays(place, format!("no array `{}`", name.escape_debug()), roles)),
            }
        }
        Ok(found)
    }
}

/// The array of a role among the names listed for an outermost layer.
///
/// A name ends in the layer and the variable, such as `fc1/kernel:0`, after the names of some of the models around it.
/// Inside a nested model the layer must agree, and of several candidates the one that agrees in more names is taken.
fn choose<'a>(names: &'a [String], place: &Place, role: &str) -> Option<&'a String> {
    let agreement = |name: &String| -> Option<usize> {
        let part = place.part.as_ref().and_then(|part| part.name.as_deref());
        if part.is_some_and(|part| !name.split('/').any(|word| word == part)) {
            return None;
        }
        let mut parts = name.rsplit('/');
        let variable = parts.next()?;
        if place.part.is_some() {
            // Between the layer and the variable stand the names of the part and of those within it.
            let agrees = |parts: std::str::RSplit<'_, char>| {
                parts.zip(place.names.iter().rev()).take_while(|(part, name)| part == name).count()
            };
            let mut best = 0;
            while parts.clone().next().is_some() {
                best = best.max(agrees(parts.clone()));
                parts.next();
            }
            return (variable.split(':').next() == Some(role)).then_some(best);
        }
        (variable.split(':').next() == Some(role))
            .then(|| parts.zip(place.names.iter().rev()).take_while(|(part, name)| part == name).count())
    };
    let least = usize::from(place.names.len() > 1);
    let candidates: Vec<(usize, &String)> =
        names.iter().filter_map(|name| Some((agreement(name).filter(|&n| n >= least)?, name))).collect();
    let best = candidates.iter().map(|(agreement, _)| *agreement).max()?;
    let mut best = candidates.into_iter().filter(|(agreement, _)| *agreement == best);
    match (best.next(), best.next()) {
        (Some((_, name)), None) => Some(name),
        (Some(_), Some(_)) | (None, _) => None,
    }
}
