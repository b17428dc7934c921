//! Constant data of a model, as trained.

use std::sync::Arc;

/// Elements of an [`Array`], in the element type of the model file.
///
/// The element type is kept because arithmetic on trained data (folding a normalisation into weights) is done in it.
#[derive(Clone, Debug)]
pub enum ArrayData {
    /// IEEE binary32.
    F32(Arc<[f32]>),
    /// IEEE binary64.
    F64(Arc<[f64]>),
}

/// A dense array in C order.
#[derive(Clone, Debug)]
pub struct Array {
    shape: Vec<usize>,
    data: ArrayData,
}

impl Array {
    /// An array of `f32`; `None` unless the shape holds exactly the elements.
    pub fn from_f32(shape: Vec<usize>, data: impl Into<Arc<[f32]>>) -> Option<Self> {
        Self::new(shape, ArrayData::F32(data.into()))
    }

    /// An array of `f64`; `None` unless the shape holds exactly the elements.
    pub fn from_f64(shape: Vec<usize>, data: impl Into<Arc<[f64]>>) -> Option<Self> {
        Self::new(shape, ArrayData::F64(data.into()))
    }

    /// An array of the given elements; `None` unless the shape holds exactly the elements.
    pub fn new(shape: Vec<usize>, data: ArrayData) -> Option<Self> {
        let elements = shape.iter().try_fold(1usize, |product, &extent| product.checked_mul(extent))?;
        let len = match &data {
            ArrayData::F32(data) => data.len(),
            ArrayData::F64(data) => data.len(),
        };
        (elements == len).then_some(Self { shape, data })
    }

    /// Zeros of `f32`.
    pub fn zeros(shape: Vec<usize>) -> Self {
        let len = shape.iter().product();
        Self { shape, data: ArrayData::F32(vec![0.0; len].into()) }
    }

    /// Extents, outermost first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements.
    pub fn data(&self) -> &ArrayData {
        &self.data
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        match &self.data {
            ArrayData::F32(data) => data.len(),
            ArrayData::F64(data) => data.len(),
        }
    }

    /// True when there is no element.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements as `f64`, exactly, in C order.
    pub fn iter(&self) -> Box<dyn Iterator<Item = f64> + '_> {
        match &self.data {
            ArrayData::F32(data) => Box::new(data.iter().map(|&value| f64::from(value))),
            ArrayData::F64(data) => Box::new(data.iter().copied()),
        }
    }

    /// True when every element equals `value`.
    pub fn all_equal(&self, value: f64) -> bool {
        self.iter().all(|element| element == value)
    }

    /// The same elements under another shape; `None` unless the counts agree.
    pub fn reshaped(&self, shape: Vec<usize>) -> Option<Self> {
        Self::new(shape, self.data.clone())
    }

    /// The elements under another shape, each from the place in C order that `place` gives for its own; `None` unless the
    /// counts agree. Precondition: every place is that of an element.
    pub fn permuted(&self, shape: Vec<usize>, place: impl Fn(usize) -> usize) -> Option<Self> {
        let data = match &self.data {
            ArrayData::F32(data) => ArrayData::F32((0..data.len()).map(|index| data[place(index)]).collect()),
            ArrayData::F64(data) => ArrayData::F64((0..data.len()).map(|index| data[place(index)]).collect()),
        };
        Self::new(shape, data)
    }

    /// Combines two arrays of equal shape element by element, in `f32` when both hold `f32` and in `f64` otherwise;
    /// `None` when the shapes differ.
    ///
    /// `other` may also be one-dimensional and is then applied along the last axis.
    pub fn zip(
        &self,
        other: &Array,
        in_f32: impl Fn(f32, f32) -> f32,
        in_f64: impl Fn(f64, f64) -> f64,
    ) -> Option<Self> {
        let period = other.len();
        let fits = self.shape == other.shape
            || (other.shape.len() == 1 && self.shape.last() == other.shape.first() && period > 0);
        if !fits {
            return None;
        }
        let data = match (&self.data, &other.data) {
            (ArrayData::F32(a), ArrayData::F32(b)) => {
                ArrayData::F32(a.iter().enumerate().map(|(i, &a)| in_f32(a, b[i % period])).collect())
            }
            (ArrayData::F32(_) | ArrayData::F64(_), ArrayData::F32(_) | ArrayData::F64(_)) => {
                let b: Vec<f64> = other.iter().collect();
                ArrayData::F64(self.iter().enumerate().map(|(i, a)| in_f64(a, b[i % period])).collect())
            }
        };
        Some(Self { shape: self.shape.clone(), data })
    }
}

/// Equality of shape, element type and bits, so that a NaN equals itself and -0 differs from 0.
impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape
            && match (&self.data, &other.data) {
                (ArrayData::F32(a), ArrayData::F32(b)) => {
                    Arc::ptr_eq(a, b) || a.iter().map(|v| v.to_bits()).eq(b.iter().map(|v| v.to_bits()))
                }
                (ArrayData::F64(a), ArrayData::F64(b)) => {
                    Arc::ptr_eq(a, b) || a.iter().map(|v| v.to_bits()).eq(b.iter().map(|v| v.to_bits()))
                }
                (ArrayData::F32(_), ArrayData::F64(_)) | (ArrayData::F64(_), ArrayData::F32(_)) => false,
            }
    }
}
