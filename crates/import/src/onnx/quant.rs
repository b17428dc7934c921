//! Grids: the numbers that a quantiser of a model chooses from.

use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};

/// The numbers `scale * (q - zero)` of all integers `q` from `low` to `high`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grid {
    /// Distances of neighbours, positive: one, or one for each element along `axis`.
    pub(crate) scale: Vec<f32>,
    /// The integers that stand for 0: one, or one for each element along `axis`.
    pub(crate) zero: Vec<i64>,
    /// The axis along which the distances differ.
    pub(crate) axis: usize,
    /// The least integer.
    pub(crate) low: i64,
    /// The largest integer.
    pub(crate) high: i64,
    /// How a number between two neighbours is rounded.
    pub(crate) rounding: Rounding,
}

impl Grid {
    /// Whether one distance and one zero hold for all elements.
    pub(crate) fn is_uniform(&self) -> bool {
        self.scale.len() == 1 && self.zero.len() == 1
    }

    /// The grid of a tensor whose axes are put into another order: axis `i` of the result is axis `order[i]`.
    pub(crate) fn transposed(&self, order: &[usize]) -> Self {
        let axis = order.iter().position(|&axis| axis == self.axis).unwrap_or(self.axis);
        Self { axis, ..self.clone() }
    }

    /// Bits of the integers and whether some are negative.
    pub(crate) fn integers(&self) -> (u32, bool) {
        let (low, high) = (self.low, self.high);
        let signed = low < 0;
        let bits = |magnitude: i64| 64 - magnitude.leading_zeros();
        if signed { (bits(-(low + 1)).max(bits(high.max(0))) + 1, true) } else { (bits(high).max(1), false) }
    }

    /// The exponent of two that is the distance everywhere, when zero stands for itself.
    fn exponent(&self) -> Option<i32> {
        let [scale] = self.scale[..] else { return None };
        // The mantissa bits of a normal number, below its leading one.
        let is_power = scale.is_normal() && scale.to_bits() & 0x007f_ffff == 0;
        (is_power && self.zero.iter().all(|&zero| zero == 0)).then(|| (scale.to_bits() >> 23) as i32 - 127)
    }

    /// The fixed-point type whose numbers these are, rounding and saturating as the quantiser does; `None` when there is
    /// none.
    pub(crate) fn fixed(&self) -> Option<FixedType> {
        let (width, signed) = self.integers();
        self.with_modes(FixedType::new(width, width as i32 + self.exponent()?, signed))
    }

    /// The type of the integers, rounding and saturating as the quantiser does; `None` when there is none.
    pub(crate) fn integer(&self) -> Option<FixedType> {
        let (width, signed) = self.integers();
        self.with_modes(FixedType::new(width, width as i32, signed))
    }

    fn with_modes(&self, ty: FixedType) -> Option<FixedType> {
        let (width, signed) = self.integers();
        let full = 1i64.checked_shl(width - u32::from(signed)).filter(|_| width < 63)?;
        let overflow = match (signed, self.low) {
            _ if self.high != full - 1 => return None,
            (false, 0) => Overflow::Sat,
            (true, low) if low == -full => Overflow::Sat,
            (true, low) if low == 1 - full => Overflow::SatSym,
            _ => return None,
        };
        Some(ty.with_modes(self.rounding, overflow))
    }

    /// The type of trained constants on the grid; `None` when no fixed-point type has its numbers.
    pub(crate) fn constants(&self) -> Option<Precision> {
        let (width, signed) = self.integers();
        let exponent = self.exponent()?;
        Some(if exponent == 0 {
            Precision::Integer { width, signed }
        } else {
            Precision::Fixed(FixedType::new(width, width as i32 + exponent, signed))
        })
    }
}
