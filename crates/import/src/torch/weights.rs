//! The trained tensors and constants of an archive: raw little-endian elements, each tensor a strided view of its member.

use std::collections::BTreeMap;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use hlsmith_ir::{Array, ArrayData};
use serde_json::Value;

use super::archive::Archive;
use super::schema::{BOOL, TensorMeta, tensor_meta};
use crate::limits::{MAX_ELEMENTS, MAX_FILE_BYTES, MAX_JSON_BYTES, count};
use crate::text::{parse_json, shown};

/// Where a tensor is.
struct Entry {
    path: String,
    is_pickled: bool,
    meta: TensorMeta,
}

/// The tensors of an archive, read when they are asked for.
pub(super) struct Weights {
    entries: BTreeMap<String, Entry>,
}

/// Element types by their number in the schema: the size of an element and how it is read.
#[derive(Clone, Copy)]
enum Kind {
    U8,
    I8,
    I16,
    I32,
    I64,
    F16,
    F32,
    F64,
    Bf16,
}

impl Kind {
    fn of(dtype: u64) -> Option<Self> {
        Some(match dtype {
            1 | BOOL => Kind::U8,
            2 => Kind::I8,
            3 => Kind::I16,
            4 => Kind::I32,
            5 => Kind::I64,
            6 => Kind::F16,
            7 => Kind::F32,
            8 => Kind::F64,
            13 => Kind::Bf16,
            _ => return None,
        })
    }

    fn bytes(self) -> usize {
        match self {
            Kind::U8 | Kind::I8 => 1,
            Kind::I16 | Kind::F16 | Kind::Bf16 => 2,
            Kind::I32 | Kind::F32 => 4,
            Kind::I64 | Kind::F64 => 8,
        }
    }

    /// The element in the bytes, whose number is [`Kind::bytes`]; integers beyond 2^53 are rounded.
    fn read(self, bytes: &[u8]) -> f64 {
        let mut wide = [0; 8];
        wide[..bytes.len()].copy_from_slice(bytes);
        let low = u64::from_le_bytes(wide);
        match self {
            Kind::U8 => low as u8 as f64,
            Kind::I8 => low as u8 as i8 as f64,
            Kind::I16 => low as u16 as i16 as f64,
            Kind::I32 => low as u32 as i32 as f64,
            Kind::I64 => low as i64 as f64,
            Kind::F16 => half::f16::from_bits(low as u16).to_f64(),
            Kind::Bf16 => half::bf16::from_bits(low as u16).to_f64(),
            Kind::F32 => f64::from(f32::from_bits(low as u32)),
            Kind::F64 => f64::from_bits(low),
        }
    }
}

impl Weights {
    /// Reads where the tensors are.
    ///
    /// # Errors
    /// When the lists of tensors are missing or damaged.
    pub(super) fn open(archive: &mut Archive<'_>) -> Result<Self> {
        let mut entries = BTreeMap::new();
        for (folder, list) in [("weights", "model_weights_config.json"), ("constants", "model_constants_config.json")] {
            let path = format!("data/{folder}/{list}");
            let bytes = archive.member(&path, MAX_JSON_BYTES)?;
            let subject = archive.subject();
            let document = parse_json(&bytes, &path, &subject)?;
            let Some(config) = document.get("config").and_then(Value::as_object) else {
                let message = format!("{path} in the archive is no list of tensors");
                let expected = "an object with the key `config`";
                return Err(Diagnostic::error(Code::ModelFormat, subject, message)
                    .found("another document")
                    .expected(expected)
                    .into());
            };
            for (name, entry) in config {
                let file = entry.get("path_name").and_then(Value::as_str);
                let meta = entry.get("tensor_meta").and_then(tensor_meta);
                // Objects that are no tensors have no type and shape.
                if let (Some(file), Some(meta)) = (file, meta) {
                    let is_pickled = entry.get("use_pickle").and_then(Value::as_bool).unwrap_or(false);
                    let path = format!("data/{folder}/{file}");
                    entries.insert(name.clone(), Entry { path, is_pickled, meta });
                }
            }
        }
        Ok(Self { entries })
    }

    /// A tensor by its name in the module.
    ///
    /// # Errors
    /// When it is missing, pickled, damaged or too large.
    pub(super) fn read(&self, name: &str, archive: &mut Archive<'_>) -> Result<Array> {
        let subject = Subject::Layer(shown(name));
        let refuse = |code: Code, message: &str| Diagnostic::error(code, subject.clone(), message);
        let Some(entry) = self.entries.get(name) else {
            return Err(refuse(Code::ModelWeights, "the archive has no values of this tensor")
                .expected("an entry of the tensor in model_weights_config.json")
                .into());
        };
        if entry.is_pickled {
            let message = "the values of this tensor are a pickle, which is never loaded";
            return Err(refuse(Code::ExecutableModel, message)
                .found("use_pickle")
                .expected("numbers as they lie in memory")
                .remedy("make it a plain tensor before exporting, such as tensor.detach().clone()")
                .into());
        }
        let Some(kind) = Kind::of(entry.meta.dtype) else {
            return Err(refuse(Code::UnsupportedSetting, "the type of this tensor is not supported")
                .found(format!("type {} of the schema", entry.meta.dtype))
                .expected("real numbers or integers")
                .into());
        };
        let damaged = |found: String| {
            refuse(Code::ModelFormat, "the values of this tensor are damaged")
                .found(found)
                .expected("as many extents as strides, whose elements lie within the file")
        };
        let TensorMeta { sizes, strides, offset, .. } = &entry.meta;
        let Some(sizes) = sizes.iter().copied().collect::<Option<Vec<usize>>>() else {
            return Err(damaged("an extent that is not known".into()).into());
        };
        let Some(n_elements) = count(&sizes) else {
            return Err(refuse(Code::ReaderLimit, "this tensor is too large")
                .found(format!("{sizes:?}"))
                .expected(format!("at most {MAX_ELEMENTS} elements"))
                .into());
        };
        if strides.len() != sizes.len() {
            return Err(damaged(format!("{} extents and {} strides", sizes.len(), strides.len())).into());
        }
        let bytes = archive.member(&entry.path, MAX_FILE_BYTES)?;
        let n_stored = bytes.len() / kind.bytes();
        let last = sizes.iter().zip(strides).try_fold(*offset, |place, (&extent, &stride)| {
            place.checked_add(extent.saturating_sub(1).checked_mul(stride)?)
        });
        if n_elements > 0 && last.is_none_or(|last| last >= n_stored) {
            return Err(
                damaged(format!("{n_stored} elements in the file, extents {sizes:?}, strides {strides:?}")).into()
            );
        }
        let element = |index: usize| {
            let mut rest = index;
            let mut place = *offset;
            for (&extent, &stride) in sizes.iter().zip(strides).rev() {
                place += rest % extent * stride;
                rest /= extent;
            }
            kind.read(&bytes[place * kind.bytes()..][..kind.bytes()])
        };
        let data = match kind {
            // Every number of these types is one of single precision.
            Kind::U8 | Kind::I8 | Kind::I16 | Kind::F16 | Kind::Bf16 | Kind::F32 => {
                ArrayData::F32((0..n_elements).map(|index| element(index) as f32).collect())
            }
            Kind::I32 | Kind::I64 | Kind::F64 => ArrayData::F64((0..n_elements).map(element).collect()),
        };
        Array::new(sizes.clone(), data).ok_or_else(|| damaged(format!("{sizes:?}")).into())
    }
}
