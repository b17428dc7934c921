//! Where the arrays of layers come from.

mod archive;
mod legacy;
pub(crate) mod memory;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject, closest};
use hlsmith_ir::Array;

use super::hdf5::{H5, Stored};
use archive::ArchiveWeights;
use legacy::LegacyWeights;

/// Where a layer is in its model, in the two ways weight files address it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// Names of the nested models around the layer, outermost first, then its own.
    pub(crate) names: Vec<String>,
    /// The same by class and number.
    pub(crate) slots: Vec<Slot>,
    /// The part of the layer whose arrays are meant, if the layer has parts.
    pub(crate) part: Option<Part>,
}

/// One step of the way to a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// A layer of a model by class and number, such as `dense_1`.
    Layer(String),
    /// What a wrapper calls the layer inside it.
    Inside(&'static str),
}

/// A part of a layer: the cell of a recurrent one, or the layer inside a wrapper.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// What the layer calls the part and the parts within it, such as `forward_layer` and `cell`.
    pub(crate) slots: Vec<&'static str>,
    /// The name of the layer that is the part, if it has one that tells it from other parts.
    pub(crate) name: Option<String>,
    /// How many arrays of the layer precede those of the part.
    pub(crate) first: usize,
    /// How many arrays the layer has in all, if more than the part.
    pub(crate) n_arrays: Option<usize>,
}

impl Place {
    /// The layer, for diagnostics.
    pub(crate) fn subject(&self) -> Subject {
        Subject::Layer(self.names.join("/"))
    }
}

/// An array that is known to exist.
pub(crate) enum Found {
    /// In memory.
    Loaded(Array),
    /// In a file, not read yet.
    Stored(Stored),
}

/// Gives the arrays of a layer.
pub(crate) trait WeightSource {
    /// The arrays of a layer, one for each role, in the order of the roles.
    ///
    /// The roles are all variables of the layer in the order in which Keras creates them.
    ///
    /// # Errors
    /// When the layer or one of the arrays is missing, or the source is damaged.
    fn find(&self, place: &Place, roles: &[&str]) -> Result<Vec<Found>>;

    /// Whether the arrays of a part of a layer are not among those of the layer.
    fn keeps_parts_apart(&self) -> bool {
        false
    }

    /// All arrays of a layer or a part of it, in the order in which Keras creates them.
    ///
    /// # Errors
    /// As [`WeightSource::find`], and where the source does not tell the parts of a layer apart.
    fn all(&self, place: &Place) -> Result<Vec<Found>> {
        let message = "the weights of quantised layers are read from .keras archives only";
        Err(Diagnostic::error(Code::UnsupportedSetting, place.subject(), message)
            .remedy("save the model with model.save('model.keras')")
            .into())
    }
}

impl Found {
    /// Extents, outermost first.
    pub(crate) fn shape(&self) -> Vec<u64> {
        match self {
            Found::Loaded(array) => array.shape().iter().map(|&extent| extent as u64).collect(),
            Found::Stored(stored) => stored.shape(),
        }
    }
}

/// The source for a weights file, whichever of the two layouts it has.
pub(crate) fn in_file(file: H5) -> Result<Box<dyn WeightSource>> {
    for root in [&[][..], &["model_weights"][..]] {
        if let Some(layers) = legacy::layer_names(&file, root)? {
            return Ok(Box::new(LegacyWeights { file, root, layers }));
        }
    }
    for root in archive::ROOTS {
        if file.has_group(root)? {
            return Ok(Box::new(ArchiveWeights { file, root }));
        }
    }
    Err(Diagnostic::error(Code::ModelFormat, file.subject().clone(), "the file has no Keras weights")
        .expected("a file written by model.save or model.save_weights")
        .into())
}

/// The shape and the values of an array, the values only when the shape is the expected one.
pub(crate) fn read(found: Found, role: &str, shape: &[usize], place: &Place) -> Result<Array> {
    let stored_shape = found.shape();
    if !stored_shape.iter().copied().eq(shape.iter().map(|&extent| extent as u64)) {
        let message = format!("the array `{role}` has the wrong shape");
        return Err(Diagnostic::error(Code::ModelWeights, place.subject(), message)
            .found(format!("{stored_shape:?}"))
            .expected(format!("{shape:?}"))
            .into());
    }
    let array = match found {
        Found::Loaded(array) => array,
        Found::Stored(stored) => stored.read()?,
    };
    if let Some((position, value)) = array.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        let message = format!("the array `{role}` has values that are not finite");
        return Err(Diagnostic::error(Code::ModelWeights, place.subject(), message)
            .found(format!("{value} at position {position}"))
            .expected("finite numbers")
            .into());
    }
    Ok(array)
}

/// Most names that are compared with a missing one to find what was meant.
const MAX_SUGGESTIONS: usize = 1000;

/// There are no weights for a layer.
fn missing_layer<'a>(place: &Place, present: impl IntoIterator<Item = &'a str>) -> Diagnostics {
    let name = place.names.last().map_or("", String::as_str);
    let diagnostic = Diagnostic::error(Code::ModelWeights, place.subject(), "there are no weights for the layer")
        .expected("weights under the name of the layer");
    match closest(name, present.into_iter().take(MAX_SUGGESTIONS)) {
        Some(other) => diagnostic.remedy(format!("there are weights for `{}`", other.escape_debug())),
        None => diagnostic.remedy("check that weights and architecture are of the same model"),
    }
    .into()
}

/// The weights of a layer are not those its kind and settings need.
pub(crate) fn wrong_arrays(place: &Place, found: impl Into<String>, roles: &[&str]) -> Diagnostics {
    Diagnostic::error(Code::ModelWeights, place.subject(), "the weights are not those of such a layer")
        .found(found)
        .expected(roles.join(", "))
        .remedy("check that weights and architecture are of the same model")
        .into()
}
