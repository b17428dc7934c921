//! Element types of inputs and results.

mod sealed {
    use crate::kernel::quantize::Split;
    use crate::record::Emit;

    #[expect(private_bounds, reason = "nobody outside can implement this, so that it may use what is private")]
    pub trait Sealed: Emit + Split {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// A floating-point number that models take and return: `f32` or `f64`.
pub trait Sample: sealed::Sealed + Copy + Default + Send + Sync + 'static {
    /// The number, exactly.
    fn to_f64(self) -> f64;
}

impl Sample for f32 {
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Sample for f64 {
    fn to_f64(self) -> f64 {
        self
    }
}
