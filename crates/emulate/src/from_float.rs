//! Assignment of floating-point numbers.

use hlsmith_diag::Result;
use hlsmith_fixed::{Cast, FixedType, Overflow, Precision, Raw, Value};
use hlsmith_ir::{Compatibility, NamedType};

use crate::types::fixed_type;

/// A type that floating-point numbers are assigned to.
///
/// Assignment is that of the exact number. The integer types of the peer's headers turn numbers between -0.5 and 0, both
/// excluded, into 1 instead of 0; that holds with [`Compatibility::Hls4ml13`] only.
#[derive(Clone, Copy, Debug)]
pub struct FromFloat {
    /// The type.
    pub ty: FixedType,
    small_negatives_are_one: bool,
}

impl FromFloat {
    /// The assignment to a type; `role` names its place in messages.
    ///
    /// # Errors
    /// When the type is not yet derived, or is not an integer grid.
    pub fn new(ty: &NamedType, role: &str, compatibility: Compatibility) -> Result<Self> {
        let is_integer = matches!(ty.precision, Precision::Integer { .. });
        let small_negatives_are_one = match compatibility {
            Compatibility::Sound => false,
            Compatibility::Hls4ml13 => is_integer,
        };
        Ok(Self { ty: fixed_type(ty, role)?, small_negatives_are_one })
    }

    /// The assignment by the modes of a type.
    pub(crate) fn of_type(ty: FixedType) -> Self {
        Self { ty, small_negatives_are_one: false }
    }

    /// The same type where numbers beyond its bounds become these.
    pub(crate) fn saturating(self) -> Self {
        Self { ty: self.ty.with_modes(self.ty.rounding, Overflow::Sat), ..self }
    }

    /// The raw value of a number.
    pub fn raw(&self, value: f64) -> Raw {
        self.exception(value).unwrap_or_else(|| self.ty.quantize(value))
    }

    /// The number on the grid of the type.
    pub(crate) fn value(&self, value: f64) -> Value {
        Value::from_low_bits(self.ty.format, self.raw(value))
    }

    /// Whether some numbers are assigned otherwise than by the modes of the type.
    pub(crate) fn has_exceptions(&self) -> bool {
        self.small_negatives_are_one
    }

    /// The raw value of a number that is assigned otherwise than by the modes of the type.
    pub(crate) fn exception(&self, value: f64) -> Option<Raw> {
        let is_exception = self.small_negatives_are_one && -0.5 < value && value < 0.0;
        is_exception.then(|| Cast::new(0, &self.ty).apply_raw(&Raw::from(1)))
    }
}
