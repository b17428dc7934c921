//! Constant data of a model, as trained.

use std::sync::Arc;

use hlsmith_fixed::Format;

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

    /// The narrowest format that holds finite elements exactly; `None` when there is none of less than 1024 bits.
    pub fn narrowest_format(&self) -> Option<Format> {
        let (mut fraction, mut largest, mut signed) = (i32::MIN, i32::MIN, false);
        for value in self.iter().filter(|value| *value != 0.0) {
            if !value.is_finite() {
                return None;
            }
            let (mantissa, exponent) = parts(value.abs());
            fraction = fraction.max(-(exponent + mantissa.trailing_zeros() as i32));
            // A negative power of two needs no more bits than those below it.
            let bits = if value < 0.0 {
                64 - (mantissa - 1).leading_zeros() as i32
            } else {
                64 - mantissa.leading_zeros() as i32
            };
            largest = largest.max(bits + exponent);
            signed |= value < 0.0;
        }
        if fraction == i32::MIN {
            return Some(Format { width: 1, integer: 1, signed: false });
        }
        let integer = largest + i32::from(signed);
        let width = u32::try_from((integer + fraction).max(1)).ok().filter(|&width| width < 1024)?;
        Some(Format { width, integer: width as i32 - fraction, signed })
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

/// A positive finite number as `mantissa * 2^exponent`.
fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let (biased, low) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
    if biased == 0 { (low, -1074) } else { (low | 1 << 52, biased - 1075) }
}

#[cfg(test)]
mod tests {
    use super::Array;

    fn check(values: &[f64], expected: Option<(u32, i32, bool)>) {
        let data = Array::from_f64(vec![values.len()], values).expect("a vector");
        let found = data.narrowest_format().map(|format| (format.width, format.integer, format.signed));
        assert_eq!(found, expected, "{values:?}");
    }

    #[test]
    fn constants_get_the_narrowest_format() {
        check(&[0.0], Some((1, 1, false)));
        check(&[1.0], Some((1, 1, false)));
        check(&[0.5, 0.25], Some((2, 0, false)));
        check(&[-1.0], Some((1, 1, true)));
        check(&[-1.0, 0.5], Some((2, 1, true)));
        check(&[-1.5, 1.0], Some((3, 2, true)));
        check(&[12.0, -4.0], Some((3, 5, true)));
        check(&[0.1], Some((52, -3, false)));
        check(&[f64::NAN], None);
        check(&[1e300, 1e-300], None);
    }
}
