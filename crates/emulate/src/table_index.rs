//! Arithmetic indices of function tables.

use hlsmith_fixed::{Raw, Value};
use hlsmith_ir::Compatibility;

/// Index of a table entry: `x * size / divisor` truncated toward zero, plus an offset, limited to the table.
///
/// The quotient is truncated at the least significant bit of `x` and again to an integer. The peer keeps the integer in
/// 32 bits, where huge arguments wrap around; that holds with [`Compatibility::Hls4ml13`] only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableIndex {
    pub(crate) size: u32,
    pub(crate) divisor: i32,
    pub(crate) offset: u32,
    pub(crate) wraps: bool,
    /// Whether it is rounded down instead; the divisor divides the size then.
    pub(crate) floors: bool,
    /// Whether a negative index, which only a wrapped one can be here, is taken for a huge one.
    pub(crate) negative_is_huge: bool,
}

impl TableIndex {
    /// Index of a table over `[-range/2, range/2)`.
    pub(crate) fn centred(size: usize, range: i32, compatibility: Compatibility) -> Self {
        Self { offset: size as u32 / 2, ..Self::from_zero(size, range, compatibility) }
    }

    /// Index of a table that starts at 0 and covers `range`, downwards when that is negative.
    pub(crate) fn from_zero(size: usize, range: i32, compatibility: Compatibility) -> Self {
        let wraps = match compatibility {
            Compatibility::Sound => false,
            Compatibility::Hls4ml13 => true,
        };
        Self { size: size as u32, divisor: range, offset: 0, wraps, floors: false, negative_is_huge: false }
    }

    /// The index of `x`.
    pub(crate) fn of(&self, x: &Value) -> usize {
        if self.floors {
            let places = x * &Value::from(self.size as i32 / self.divisor);
            let index = &places.to_int_floor() + &Raw::from(self.offset);
            return index.clamp(Raw::ZERO, Raw::from(self.size - 1)).to_i64().unwrap_or(0) as usize;
        }
        let scaled = x * &Value::from(self.size);
        // The divisor is a constant other than 0.
        let quotient = scaled.checked_div(&Value::from(self.divisor)).unwrap_or(scaled);
        let last = self.size - 1;
        if self.wraps {
            let index = quotient.to_i32_wrapping().wrapping_add_unsigned(self.offset);
            return if self.negative_is_huge { (index as u32).min(last) } else { index.clamp(0, last as i32) as u32 }
                as usize;
        }
        let index = &quotient.to_int() + &Raw::from(self.offset);
        index.clamp(Raw::ZERO, Raw::from(last)).to_i64().unwrap_or(0) as usize
    }
}
