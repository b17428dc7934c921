//! Constants of a model: initialisers, and what is computed of them while the model is read.

use std::sync::Arc;

use half::{bf16, f16};
use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Array, ArrayData};

use super::external::External;
use super::proto::TensorProto;
use super::proto::tensor_proto::{DataLocation, DataType};
use super::quant::Grid;
use crate::limits::{MAX_ELEMENTS, count};

/// Elements of a constant. Numbers of half precision are kept in single precision, truth values as 0 and 1.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    /// Floating-point numbers of single precision.
    Single(Arc<[f32]>),
    /// Floating-point numbers of double precision.
    Double(Arc<[f64]>),
    /// Integers of any width.
    Whole(Arc<[i64]>),
}

impl Data {
    /// Number of elements.
    fn len(&self) -> usize {
        match self {
            Data::Single(data) => data.len(),
            Data::Double(data) => data.len(),
            Data::Whole(data) => data.len(),
        }
    }
}

/// A constant in C order.
#[derive(Clone, Debug)]
pub(crate) struct Tensor {
    shape: Vec<usize>,
    data: Data,
    /// The numbers that the elements are among, when the model says so.
    pub(crate) grid: Option<Grid>,
    /// The least and the largest integer of the type of the elements, for those of up to 32 bits.
    pub(crate) range: Option<[i64; 2]>,
}

impl Tensor {
    /// A constant; `None` unless the shape holds exactly the elements.
    pub(crate) fn new(shape: Vec<usize>, data: Data) -> Option<Self> {
        (count(&shape)? == data.len()).then_some(Self { shape, data, grid: None, range: None })
    }

    /// A vector of integers.
    pub(crate) fn wholes(values: Vec<i64>) -> Self {
        Self { shape: vec![values.len()], data: Data::Whole(values.into()), grid: None, range: None }
    }

    /// The same constant on a grid.
    pub(crate) fn with_grid(self, grid: Option<Grid>) -> Self {
        Self { grid, ..self }
    }

    /// The same constant of integers within a range.
    pub(crate) fn with_range(self, range: [i64; 2]) -> Self {
        Self { range: Some(range), ..self }
    }

    /// Extents, outermost first.
    pub(crate) fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements.
    pub(crate) fn data(&self) -> &Data {
        &self.data
    }

    /// Number of elements.
    pub(crate) fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// The elements as integers; `None` when they are none.
    pub(crate) fn as_wholes(&self) -> Option<&[i64]> {
        match &self.data {
            Data::Whole(data) => Some(data),
            Data::Single(_) | Data::Double(_) => None,
        }
    }

    /// The elements as floating-point numbers; integers beyond 2^53 are rounded.
    pub(crate) fn to_reals(&self) -> Vec<f64> {
        match &self.data {
            Data::Single(data) => data.iter().map(|&value| f64::from(value)).collect(),
            Data::Double(data) => data.to_vec(),
            Data::Whole(data) => data.iter().map(|&value| value as f64).collect(),
        }
    }

    /// The only element; `None` when there are more.
    pub(crate) fn scalar(&self) -> Option<f64> {
        if self.len() == 1 { self.to_reals().first().copied() } else { None }
    }

    /// The elements within limits; `None` where these leave no range. Integers keep a range, which gets narrower.
    pub(crate) fn limited(&self, [low, high]: [Option<f64>; 2]) -> Option<Self> {
        let (low, high) = (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY));
        // Integers have a range only where one lies between the limits.
        if low.is_nan() || high.is_nan() || low > high || low.ceil() > high.floor() && self.as_wholes().is_some() {
            return None;
        }
        let within = |value: i64| value.clamp(low.ceil() as i64, high.floor() as i64);
        let data = match &self.data {
            Data::Single(data) => {
                Data::Single(data.iter().map(|&value| value.clamp(low as f32, high as f32)).collect())
            }
            Data::Double(data) => Data::Double(data.iter().map(|&value| value.clamp(low, high)).collect()),
            Data::Whole(data) => Data::Whole(data.iter().map(|&value| within(value)).collect()),
        };
        Some(Self { range: self.range.map(|range| range.map(within)), ..Self::new(self.shape.clone(), data)? })
    }

    /// The elements under another shape; `None` unless the counts agree. A grid along an axis is lost.
    pub(crate) fn reshaped(&self, shape: Vec<usize>) -> Option<Self> {
        let grid = self.grid.clone().filter(Grid::is_uniform);
        Some(Self { grid, range: self.range, ..Self::new(shape, self.data.clone())? })
    }

    /// The elements whose places in C order are given, under a shape; `None` unless the counts agree and all places
    /// are those of elements. A grid along an axis is lost.
    pub(crate) fn gathered(&self, shape: Vec<usize>, places: &[usize]) -> Option<Self> {
        let data = match &self.data {
            Data::Single(data) => Data::Single(pick(data, places)?),
            Data::Double(data) => Data::Double(pick(data, places)?),
            Data::Whole(data) => Data::Whole(pick(data, places)?),
        };
        let grid = self.grid.clone().filter(Grid::is_uniform);
        Some(Self { grid, range: self.range, ..Self::new(shape, data)? })
    }

    /// The elements with the axes in another order: axis `i` of the result is axis `order[i]`.
    pub(crate) fn transposed(&self, order: &[usize]) -> Option<Self> {
        let shape: Vec<usize> = order.iter().map(|&axis| self.shape.get(axis).copied()).collect::<Option<_>>()?;
        let places = transposed_places(&self.shape, order);
        let grid = self.grid.as_ref().map(|grid| grid.transposed(order));
        Some(Self { grid, ..self.gathered(shape, &places)? })
    }

    /// The constant as trained data; integers as floating-point numbers.
    pub(crate) fn to_array(&self) -> Option<Array> {
        let data = match &self.data {
            Data::Single(data) => ArrayData::F32(Arc::clone(data)),
            Data::Double(data) => ArrayData::F64(Arc::clone(data)),
            Data::Whole(_) => ArrayData::F64(self.to_reals().into()),
        };
        Array::new(self.shape.clone(), data)
    }

    /// Reads an initialiser or the value of an attribute.
    ///
    /// # Errors
    /// When its elements are missing, too many, of the wrong number or of a type that has no numbers.
    pub(crate) fn read(proto: &TensorProto, external: &External) -> Result<Self> {
        let name = super::model::shown(proto.name());
        let refuse = |code: Code, message: &str| Diagnostic::error(code, Subject::Layer(name.clone()), message);
        let shape: Option<Vec<usize>> = proto.dims.iter().map(|&extent| usize::try_from(extent).ok()).collect();
        let Some(elements) = shape.as_deref().and_then(count) else {
            let is_negative = proto.dims.iter().any(|&extent| extent < 0);
            let (code, message, expected) = match is_negative {
                true => (Code::ModelFormat, "a constant has a negative extent", "extents from 0 on".to_owned()),
                false => {
                    let expected = format!("at most {MAX_ELEMENTS} elements");
                    (Code::ReaderLimit, "a constant has more elements than supported", expected)
                }
            };
            return Err(refuse(code, message).found(format!("{:?}", proto.dims)).expected(expected).into());
        };
        let shape = shape.unwrap_or_default();
        let fields = [
            proto.raw_data.as_ref().is_some_and(|data| !data.is_empty()),
            !proto.float_data.is_empty(),
            !proto.double_data.is_empty(),
            !proto.int32_data.is_empty(),
            !proto.int64_data.is_empty(),
            !proto.uint64_data.is_empty(),
            proto.data_location() == DataLocation::External,
        ];
        let n_fields = fields.into_iter().filter(|is_there| *is_there).count();
        if n_fields > 1 {
            return Err(refuse(Code::ModelFormat, "the elements of a constant are stored in several ways")
                .found(format!("{n_fields} fields with elements"))
                .expected("one field with elements")
                .into());
        }
        let ty = DataType::try_from(proto.data_type()).unwrap_or(DataType::Undefined);
        let bytes = match proto.data_location() {
            DataLocation::Default => proto.raw_data.clone(),
            DataLocation::External => Some(external.read(proto)?),
        };
        let data = match bytes {
            Some(bytes) => from_bytes(ty, &bytes, elements),
            None => from_fields(ty, proto),
        };
        let Some(data) = data else {
            return Err(refuse(
                Code::UnsupportedSetting,
                "the elements of a constant are of a type that is not supported",
            )
            .found(ty.as_str_name())
            .expected("floating-point numbers or integers")
            .into());
        };
        let n_found = data.len();
        let read = Tensor::new(shape, data).map(|tensor| Tensor { range: range(ty), ..tensor });
        read.ok_or_else(|| {
            Diagnostics::from(
                refuse(Code::ModelWeights, "a constant has another number of elements than its shape")
                    .found(format!("{n_found} elements"))
                    .expected(format!("{elements} elements of shape {:?}", proto.dims)),
            )
        })
    }
}

/// The least and the largest integer of a type of up to 32 bits.
fn range(ty: DataType) -> Option<[i64; 2]> {
    let (bits, signed) = match ty {
        DataType::Uint4 => (4, false),
        DataType::Int4 => (4, true),
        DataType::Uint8 => (8, false),
        DataType::Int8 => (8, true),
        DataType::Uint16 => (16, false),
        DataType::Int16 => (16, true),
        DataType::Int32 => (32, true),
        DataType::Uint2 => (2, false),
        DataType::Int2 => (2, true),
        DataType::Undefined
        | DataType::Float
        | DataType::Int64
        | DataType::String
        | DataType::Bool
        | DataType::Float16
        | DataType::Double
        | DataType::Uint32
        | DataType::Uint64
        | DataType::Complex64
        | DataType::Complex128
        | DataType::Bfloat16
        | DataType::Float8e4m3fn
        | DataType::Float8e4m3fnuz
        | DataType::Float8e5m2
        | DataType::Float8e5m2fnuz
        | DataType::Float4e2m1
        | DataType::Float6e2m3
        | DataType::Float6e3m2
        | DataType::Float8e8m0 => return None,
    };
    Some(if signed { [-(1 << (bits - 1)), (1 << (bits - 1)) - 1] } else { [0, (1 << bits) - 1] })
}

fn pick<T: Copy>(data: &[T], places: &[usize]) -> Option<Arc<[T]>> {
    places.iter().map(|&place| data.get(place).copied()).collect()
}

/// For each element of the transposed tensor the place of its element in `shape`.
pub(crate) fn transposed_places(shape: &[usize], order: &[usize]) -> Vec<usize> {
    let stride = |axis: usize| shape.iter().skip(axis + 1).product::<usize>();
    order.iter().fold(vec![0], |places, &axis| {
        let (extent, stride) = (shape.get(axis).copied().unwrap_or(1), stride(axis));
        places.into_iter().flat_map(|place| (0..extent).map(move |i| place + i * stride)).collect()
    })
}

/// Elements stored in little-endian order; `None` for types without numbers. Missing or superfluous bytes give another
/// number of elements.
fn from_bytes(ty: DataType, bytes: &[u8], elements: usize) -> Option<Data> {
    fn each<const N: usize, T>(bytes: &[u8], of: impl Fn([u8; N]) -> T) -> Arc<[T]> {
        let (chunks, _) = bytes.as_chunks::<N>();
        chunks.iter().map(|&chunk| of(chunk)).collect()
    }
    // Several elements share a byte, the first in its lowest bits; the last byte may have fewer.
    let nibbles = |of: fn(u8) -> i64| -> Arc<[i64]> {
        bytes.iter().flat_map(|byte| [byte & 15, byte >> 4]).take(elements).map(of).collect()
    };
    let pairs = |of: fn(u8) -> i64| -> Arc<[i64]> {
        let four = |byte: &u8| [0, 2, 4, 6].map(|place| byte >> place & 3);
        bytes.iter().flat_map(four).take(elements).map(of).collect()
    };
    Some(match ty {
        DataType::Float => Data::Single(each(bytes, f32::from_le_bytes)),
        DataType::Double => Data::Double(each(bytes, f64::from_le_bytes)),
        DataType::Float16 => Data::Single(each(bytes, |b| f16::from_le_bytes(b).to_f32())),
        DataType::Bfloat16 => Data::Single(each(bytes, |b| bf16::from_le_bytes(b).to_f32())),
        DataType::Int64 => Data::Whole(each(bytes, i64::from_le_bytes)),
        DataType::Int32 => Data::Whole(each(bytes, |b| i32::from_le_bytes(b).into())),
        DataType::Int16 => Data::Whole(each(bytes, |b| i16::from_le_bytes(b).into())),
        DataType::Int8 => Data::Whole(each(bytes, |b| i8::from_le_bytes(b).into())),
        DataType::Uint32 => Data::Whole(each(bytes, |b| u32::from_le_bytes(b).into())),
        DataType::Uint16 => Data::Whole(each(bytes, |b| u16::from_le_bytes(b).into())),
        DataType::Uint8 | DataType::Bool => Data::Whole(each(bytes, |b| u8::from_le_bytes(b).into())),
        DataType::Uint64 => {
            let values: Option<Vec<i64>> =
                each(bytes, u64::from_le_bytes).iter().map(|&value| i64::try_from(value).ok()).collect();
            Data::Whole(values?.into())
        }
        DataType::Uint4 => Data::Whole(nibbles(i64::from)),
        DataType::Int4 => Data::Whole(nibbles(|nibble| i64::from(nibble ^ 8) - 8)),
        DataType::Uint2 => Data::Whole(pairs(i64::from)),
        DataType::Int2 => Data::Whole(pairs(|pair| i64::from(pair ^ 2) - 2)),
        DataType::Undefined
        | DataType::String
        | DataType::Complex64
        | DataType::Complex128
        | DataType::Float8e4m3fn
        | DataType::Float8e4m3fnuz
        | DataType::Float8e5m2
        | DataType::Float8e5m2fnuz
        | DataType::Float4e2m1
        | DataType::Float6e2m3
        | DataType::Float6e3m2
        | DataType::Float8e8m0 => return None,
    })
}

/// Elements stored as fields; those of narrow types stand in fields of wider ones.
fn from_fields(ty: DataType, proto: &TensorProto) -> Option<Data> {
    Some(match ty {
        DataType::Float => Data::Single(proto.float_data.as_slice().into()),
        DataType::Double => Data::Double(proto.double_data.as_slice().into()),
        DataType::Float16 => {
            Data::Single(proto.int32_data.iter().map(|&bits| f16::from_bits(bits as u16).to_f32()).collect())
        }
        DataType::Bfloat16 => {
            Data::Single(proto.int32_data.iter().map(|&bits| bf16::from_bits(bits as u16).to_f32()).collect())
        }
        DataType::Int64 => Data::Whole(proto.int64_data.as_slice().into()),
        DataType::Int32 | DataType::Int16 | DataType::Int8 | DataType::Uint16 | DataType::Uint8 | DataType::Bool => {
            Data::Whole(proto.int32_data.iter().map(|&value| value.into()).collect())
        }
        DataType::Uint32 | DataType::Uint64 => {
            let values: Option<Vec<i64>> = proto.uint64_data.iter().map(|&value| i64::try_from(value).ok()).collect();
            Data::Whole(values?.into())
        }
        DataType::Uint4
        | DataType::Int4
        | DataType::Undefined
        | DataType::String
        | DataType::Complex64
        | DataType::Complex128
        | DataType::Float8e4m3fn
        | DataType::Float8e4m3fnuz
        | DataType::Float8e5m2
        | DataType::Float8e5m2fnuz
        | DataType::Float4e2m1
        | DataType::Float6e2m3
        | DataType::Float6e3m2
        | DataType::Float8e8m0
        | DataType::Uint2
        | DataType::Int2 => return None,
    })
}
