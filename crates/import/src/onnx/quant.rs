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

    /// The distance of neighbours of the element at a place along the axis.
    pub(crate) fn scale_at(&self, place: usize) -> f32 {
        self.scale.get(place).or(self.scale.first()).copied().unwrap_or(1.0)
    }

    /// The integer that stands for 0 of the element at a place along the axis.
    pub(crate) fn zero_at(&self, place: usize) -> i64 {
        self.zero.get(place).or(self.zero.first()).copied().unwrap_or(0)
    }

    /// For each element of a tensor in C order its place along the axis.
    pub(crate) fn places(&self, shape: &[usize]) -> Vec<usize> {
        let extent = shape.get(self.axis).copied().unwrap_or(1).max(1);
        let inner: usize = shape.iter().skip(self.axis + 1).product::<usize>().max(1);
        (0..shape.iter().product()).map(|index| index / inner % extent).collect()
    }

    /// The exponents of two that are the distances, when zero stands for itself.
    fn exponents(&self) -> Option<Vec<i32>> {
        // The mantissa bits of a normal number, below its leading one.
        let exponent = |scale: &f32| (scale.to_bits() & 0x007f_ffff == 0).then(|| (scale.to_bits() >> 23) as i32 - 127);
        if self.zero.iter().any(|&zero| zero != 0) {
            return None;
        }
        self.scale.iter().map(exponent).collect()
    }

    /// The fixed-point types whose numbers these are, one or one for each element along the axis, rounding and
    /// saturating as the quantiser does; `None` when there are none.
    pub(crate) fn fixed_types(&self) -> Option<Vec<FixedType>> {
        let (width, signed) = self.integers();
        let ty = |exponent: i32| self.with_modes(FixedType::new(width, width as i32 + exponent, signed));
        self.exponents()?.into_iter().map(ty).collect()
    }

    /// The type of the integers, rounding and saturating as the quantiser does; `None` when there is none.
    pub(crate) fn integer(&self) -> Option<FixedType> {
        let (width, signed) = self.integers();
        self.with_modes(FixedType::new(width, width as i32, signed))
    }

    fn with_modes(&self, ty: FixedType) -> Option<FixedType> {
        let (width, signed) = self.integers();
        let full = 1i64.checked_shl(width - u32::from(signed)).filter(|_| width < 63)?;
        if self.high != full - 1 {
            return None;
        }
        let overflow = if !signed && self.low == 0 || self.low == -full {
            Overflow::Sat
        } else if self.low == 1 - full {
            Overflow::SatSym
        } else {
            return None;
        };
        Some(ty.with_modes(self.rounding, overflow))
    }

    /// The type of trained constants on the grid; `None` when no fixed-point type has its numbers.
    pub(crate) fn constants(&self) -> Option<Precision> {
        let (width, signed) = self.integers();
        let exponents = self.exponents()?;
        let (least, most) = (*exponents.iter().min()?, *exponents.iter().max()?);
        let width = width.checked_add_signed(most - least)?;
        Some(if least == 0 && most == 0 {
            Precision::Integer { width, signed }
        } else {
            Precision::Fixed(FixedType::new(width, width as i32 + least, signed))
        })
    }

    /// The type of the integers less those that stand for 0.
    pub(crate) fn differences(&self) -> Precision {
        let zeros = || self.zero.iter().copied();
        let (least, most) = (zeros().min().unwrap_or(0), zeros().max().unwrap_or(0));
        let all = Grid { low: self.low.saturating_sub(most), high: self.high.saturating_sub(least), ..self.clone() };
        let (width, signed) = all.integers();
        Precision::Integer { width, signed }
    }
}

/// The narrowest type that holds some numbers; `None` when it is wider than 40 bits.
pub(crate) fn narrowest(values: &[f32]) -> Option<Precision> {
    let parts = values.iter().filter(|value| **value != 0.0).map(|value| {
        // A number is an odd integer times a power of two.
        let exponent = ((value.to_bits() >> 23) & 0xff) as i32 - 150;
        let mantissa = value.to_bits() & 0x007f_ffff | 0x0080_0000;
        let zeros = mantissa.trailing_zeros() as i32;
        (exponent + zeros, exponent + 24, *value < 0.0)
    });
    let all = parts.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1), a.2 || b.2));
    let Some((least, most, signed)) = all else { return Some(Precision::Integer { width: 1, signed: false }) };
    let width = u32::try_from(most - least).ok()? + u32::from(signed);
    (width <= 40).then(|| Precision::Fixed(FixedType::new(width, most + i32::from(signed), signed)))
}
