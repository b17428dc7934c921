//! The part of HDF5 that Keras uses. This is the only module that knows the HDF5 library.

use half::f16;
use hdf5_reader::error::Error;
use hdf5_reader::group::Group;
use hdf5_reader::{Attribute, Dataset, Datatype, Hdf5File, OpenOptions};
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Array, ArrayData};

use crate::limits::{MAX_ARRAY_BYTES, MAX_CHUNK_BYTES, MAX_OBJECT_HEADER_BYTES};

/// An HDF5 file in memory.
pub(crate) struct H5 {
    root: Group,
    subject: Subject,
}

/// A dataset whose values have not been read.
pub(crate) struct Stored {
    dataset: Box<Dataset>,
    subject: Subject,
}

impl H5 {
    /// Opens a file; links to other files are never followed.
    pub(crate) fn open(bytes: Vec<u8>, subject: Subject) -> Result<Self> {
        let options = OpenOptions::default()
            .with_max_read_bytes(MAX_ARRAY_BYTES)
            .with_max_chunk_bytes(MAX_CHUNK_BYTES)
            .with_max_object_header_bytes(MAX_OBJECT_HEADER_BYTES);
        let length = bytes.len() as u64;
        let file = Hdf5File::from_vec_with_options(bytes, options).map_err(|error| refusal(&subject, &error))?;
        let superblock = file.superblock();
        let stated = superblock.base_address.saturating_add(superblock.eof_address);
        if length < stated {
            return Err(Diagnostic::error(Code::ModelFormat, subject, "the HDF5 file is truncated")
                .found(format!("{length} bytes"))
                .expected(format!("{stated} bytes"))
                .into());
        }
        let root = file.root_group().map_err(|error| refusal(&subject, &error))?;
        Ok(Self { root, subject })
    }

    /// The file, for diagnostics.
    pub(crate) fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Whether there is a group of this name at the top.
    pub(crate) fn has_group(&self, name: &str) -> Result<bool> {
        Ok(self.group(&[name])?.is_some())
    }

    /// A text attribute at the top.
    pub(crate) fn text_attribute(&self, name: &str) -> Result<Option<String>> {
        Ok(self.strings(&[], name)?.and_then(|texts| texts.into_iter().next()))
    }

    /// A list of texts in an attribute of a group; `None` when group or attribute are missing.
    pub(crate) fn strings(&self, group: &[&str], name: &str) -> Result<Option<Vec<String>>> {
        let Some(group) = self.group(group)? else { return Ok(None) };
        let Some(attribute) = self.present(group.attribute(name))? else { return Ok(None) };
        match texts(&attribute) {
            Ok(texts) => Ok(Some(texts)),
            Err(error) => Err(refusal(&self.subject, &error)),
        }
    }

    /// The dataset at a path; `None` when it is missing.
    pub(crate) fn dataset(&self, path: &[&str]) -> Result<Option<Stored>> {
        let Some((name, groups)) = path.split_last() else { return Ok(None) };
        let Some(group) = self.group(groups)? else { return Ok(None) };
        let dataset = self.present(group.dataset(name))?;
        Ok(dataset.map(|dataset| Stored { dataset: Box::new(dataset), subject: self.subject.clone() }))
    }

    /// The names of the datasets in a group; `None` when the group is missing.
    pub(crate) fn dataset_names(&self, group: &[&str]) -> Result<Option<Vec<String>>> {
        let Some(group) = self.group(group)? else { return Ok(None) };
        let (_, datasets) = group.member_names().map_err(|error| refusal(&self.subject, &error))?;
        Ok(Some(datasets))
    }

    fn group(&self, path: &[&str]) -> Result<Option<Group>> {
        let mut group = self.root.clone();
        for part in path {
            match self.present(group.group(part))? {
                Some(child) => group = child,
                None => return Ok(None),
            }
        }
        Ok(Some(group))
    }

    /// Tells what is missing from what is damaged.
    fn present<T>(&self, found: std::result::Result<T, Error>) -> Result<Option<T>> {
        match found {
            Ok(found) => Ok(Some(found)),
            Err(Error::GroupNotFound(_) | Error::DatasetNotFound(_) | Error::AttributeNotFound(_)) => Ok(None),
            Err(error) => Err(refusal(&self.subject, &error)),
        }
    }
}

impl Stored {
    /// Extents, outermost first.
    pub(crate) fn shape(&self) -> Vec<u64> {
        self.dataset.shape().to_vec()
    }

    /// The values; half precision is widened to `f32`, which is exact.
    pub(crate) fn read(&self) -> Result<Array> {
        let refused = |error: Error| refusal(&self.subject, &error);
        let data = match self.element().map_err(refused)? {
            Some(Element::F16) => ArrayData::F32(self.elements(|bytes| f16::from_ne_bytes(bytes).to_f32())?.into()),
            Some(Element::F32) => ArrayData::F32(self.elements(f32::from_ne_bytes)?.into()),
            Some(Element::I8) => ArrayData::F32(self.elements(|[byte]: [u8; 1]| f32::from(byte.cast_signed()))?.into()),
            Some(Element::U8) => ArrayData::F32(self.elements(|[byte]: [u8; 1]| f32::from(byte))?.into()),
            Some(Element::F64) => ArrayData::F64(self.elements(f64::from_ne_bytes)?.into()),
            None => {
                let message = "an array is not of IEEE floating-point numbers";
                return Err(Diagnostic::error(Code::ModelWeights, self.subject.clone(), message)
                    .found(format!("`{}`: {:?}", self.dataset.name().escape_debug(), self.dataset.dtype()))
                    .expected("float16, float32 or float64")
                    .into());
            }
        };
        let shape: Option<Vec<usize>> = self.dataset.shape().iter().map(|&extent| extent.try_into().ok()).collect();
        shape.and_then(|shape| Array::new(shape, data)).ok_or_else(|| {
            let message = "an array does not have as many elements as its shape says";
            Diagnostic::error(Code::ModelFormat, self.subject.clone(), message)
                .found(self.dataset.name().escape_debug().to_string())
                .into()
        })
    }

    fn elements<const N: usize, T>(&self, decode: impl Fn([u8; N]) -> T) -> Result<Vec<T>> {
        let bytes = self.dataset.read_native_bytes().map_err(|error| refusal(&self.subject, &error))?;
        Ok(bytes.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok().map(&decode)).collect())
    }

    /// The element type, `None` when it is not an IEEE binary format: two-byte numbers may also be bfloat16.
    fn element(&self) -> std::result::Result<Option<Element>, Error> {
        if let Datatype::FixedPoint { size: 1, signed, .. } = self.dataset.dtype() {
            return Ok(Some(if *signed { Element::I8 } else { Element::U8 }));
        }
        let Datatype::FloatingPoint { .. } = self.dataset.dtype() else { return Ok(None) };
        let raw = self.dataset.raw_datatype()?;
        // Bytes 4.. hold the size, 8.. bit offset and precision, then place and size of exponent and mantissa.
        let (Some(&[size, 0, 0, 0]), Some(&[_, exponent, _, mantissa])) = (raw.get(4..8), raw.get(12..16)) else {
            return Ok(None);
        };
        Ok(match (size, exponent, mantissa) {
            (2, 5, 10) => Some(Element::F16),
            (4, 8, 23) => Some(Element::F32),
            (8, 11, 52) => Some(Element::F64),
            _ => None,
        })
    }
}

enum Element {
    F16,
    F32,
    F64,
    I8,
    U8,
}

/// Keras writes lists of texts with fixed or variable length, and single texts as scalars.
fn texts(attribute: &Attribute) -> std::result::Result<Vec<String>, Error> {
    if attribute.num_elements()? == 0 {
        return Ok(Vec::new());
    }
    attribute.read_strings().or_else(|_| Ok(vec![attribute.read_string()?]))
}

/// Text on one line, without control characters.
fn printable(text: &str) -> String {
    text.replace(char::is_control, "?")
}

fn refusal(subject: &Subject, error: &Error) -> Diagnostics {
    let mut cause = error;
    while let Error::Context { source, .. } = cause {
        cause = source;
    }
    let (code, message) = match cause {
        Error::ResourceLimit(_) => (Code::ReaderLimit, "the HDF5 file has a part that is too large"),
        _ => (Code::ModelFormat, "the HDF5 file is damaged or uses an unsupported encoding"),
    };
    Diagnostic::error(code, subject.clone(), message)
        .found(printable(&error.to_string()))
        .expected("a whole HDF5 file as Keras writes it")
        .into()
}
