//! Element types of inputs and results.

use hlsmith_fixed::{FixedType, Raw, to_f32, to_f64};

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// A floating-point number that models take and return: `f32` or `f64`.
pub trait Sample: sealed::Sealed + Copy + Default + Send + Sync + 'static {
    /// The number, exactly.
    fn to_f64(self) -> f64;

    /// The nearest number to `raw * 2^-fraction`, ties to even.
    fn from_raw(raw: &Raw, fraction: i32) -> Self;
}

impl Sample for f32 {
    fn to_f64(self) -> f64 {
        f64::from(self)
    }

    fn from_raw(raw: &Raw, fraction: i32) -> Self {
        to_f32(raw, fraction)
    }
}

impl Sample for f64 {
    fn to_f64(self) -> f64 {
        self
    }

    fn from_raw(raw: &Raw, fraction: i32) -> Self {
        to_f64(raw, fraction)
    }
}

/// The raw value of a sample assigned to a type: exact, infinity and NaN like a number beyond every range.
pub(crate) fn quantize<T: Sample>(ty: &FixedType, sample: T) -> Raw {
    ty.quantize(sample.to_f64())
}
