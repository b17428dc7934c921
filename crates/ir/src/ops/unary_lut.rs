//! Functions of one argument as a table of all its values, one for all elements or one for each.

use hlsmith_fixed::{FixedType, Format, Overflow, to_f64};

use super::{FixedPointQuantizer, ShapeError, Shapes, same_shape};
use crate::attribute::op;
use crate::{TableFunction, Weight};

/// Most bits that number the entries of a table.
pub const MAX_INDEX_BITS: usize = 20;

/// Most integer bits of an argument, and most that it may lack to the binary point.
const MAX_INTEGER: i64 = 128;

op! {
    /// `table[x[i]]`, assigned to the result type: each element is assigned to a type of its own, truncating and wrapping
    /// around, and the bits of that, as a number without sign, count the entry. Of several tables, which take turns,
    /// element `i` has number `i % n_tables`.
    pub struct UnaryLut {
        /// Number of elements.
        Structure n_in: usize,
        /// Bits of the type of arguments in all, 1 to 20.
        Structure index_width: usize,
        /// Bits of it left of the binary point, the sign included.
        Structure index_integer: i64,
        /// Whether it is two's complement.
        Structure is_index_signed: bool,
        /// What the entries are until the pass `tabulate_functions` has made them, with the type of the arguments, of the
        /// quantizers in front and behind; `given` from then on.
        Structure function: TableFunction = TableFunction::Given,
        /// The entries, shape `[2^index_width]` or `[n_tables, 2^index_width]` with a number of tables that divides
        /// `n_in`: those of 0 and all larger arguments, then those of the negative ones.
        Core table: Weight,
        /// How many elements share one table.
        Target reuse_factor: u32 = 1,
    }
}

impl UnaryLut {
    /// The type of arguments.
    pub fn index_type(&self) -> FixedType {
        let width = u32::try_from(self.index_width).unwrap_or(1);
        FixedType::new(width, i32::try_from(self.index_integer).unwrap_or(1), self.is_index_signed)
    }

    /// The numbers of a format of at most [`MAX_INDEX_BITS`] bits in the order of their bits.
    pub fn arguments(format: Format) -> impl Iterator<Item = f64> {
        let n = 1i64 << format.width;
        let number = move |bits: i64| if format.signed && bits >= n / 2 { bits - n } else { bits };
        (0..n).map(move |bits| number(bits) as f64 * 2f64.powi(-format.fraction()))
    }

    /// What stands in a table for a value that goes to some types behind it; `None` when nothing there becomes in each of
    /// them what the value does in single precision.
    ///
    /// Where there is one type, that is what the value becomes. Otherwise the entry has two bits more than the finest of
    /// them, and the last of them is set when something is left over, so that rounding to any of these types decides as it
    /// would on the value itself.
    pub fn entry(types: &[FixedType], value: f32) -> Option<f64> {
        let wraps = types.iter().any(|ty| matches!(ty.overflow, Overflow::Wrap | Overflow::WrapSm));
        if value.is_nan() || (value.is_infinite() && wraps) {
            return None;
        }
        let [first, others @ ..] = types else { return Some(0.0) };
        if others.is_empty() {
            return Some(FixedPointQuantizer::of_single(first, value));
        }
        let fraction = types.iter().map(|ty| ty.format.fraction()).max()? + 2;
        let bound = 2f64.powi(types.iter().map(|ty| ty.format.integer).max()? + 1);
        let exact = if wraps { f64::from(value) } else { f64::from(value).clamp(-bound, bound) };
        let scaled = exact * 2f64.powi(fraction);
        let (whole, is_exact) = (scaled.floor(), scaled.fract() == 0.0);
        // The last bit is free to say that something is left over.
        let whole = if is_exact || whole % 2.0 != 0.0 { whole } else { whole + 1.0 };
        let entry = whole * 2f64.powi(-fraction);
        let agrees = |ty: &FixedType| {
            to_f64(&ty.quantize(entry), ty.format.fraction()) == FixedPointQuantizer::of_single(ty, value)
        };
        (scaled.abs() < 2f64.powi(52) && types.iter().all(agrees)).then_some(entry)
    }

    /// How many tables take turns.
    pub fn n_tables(&self) -> usize {
        match self.table.data.shape() {
            &[n_tables, _] => n_tables,
            _ => 1,
        }
    }
}

impl Shapes for UnaryLut {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let is_in_range = (1..=MAX_INDEX_BITS).contains(&self.index_width)
            && (-MAX_INTEGER..=MAX_INTEGER).contains(&self.index_integer);
        if !is_in_range {
            let found = format!("arguments of {} bits, {} of them integer", self.index_width, self.index_integer);
            return Err(ShapeError { found, expected: format!("1 to {MAX_INDEX_BITS} bits") });
        }
        let n_entries = 1usize << self.index_width;
        let is_whole = match self.table.data.shape() {
            [own] => *own == n_entries,
            [n_tables, own] => *own == n_entries && *n_tables > 0 && self.n_in.is_multiple_of(*n_tables),
            _ => false,
        };
        if !is_whole {
            let expected = format!("a table [{n_entries}], or as many as divide {} elements", self.n_in);
            return Err(ShapeError::new(self.table.data.shape(), expected));
        }
        if inputs[0].iter().product::<usize>() != self.n_in {
            return Err(ShapeError::new(inputs[0], format!("{} elements", self.n_in)));
        }
        same_shape(inputs)
    }
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::{FixedType, Format, Overflow, Rounding};

    use super::UnaryLut;

    #[test]
    fn arguments_are_in_the_order_of_their_bits() {
        let numbers = |signed| UnaryLut::arguments(Format { width: 2, integer: 1, signed }).collect::<Vec<_>>();
        assert_eq!(numbers(false), [0.0, 0.5, 1.0, 1.5]);
        assert_eq!(numbers(true), [0.0, 0.5, -1.0, -0.5]);
    }

    #[test]
    fn entries_become_in_each_type_what_the_value_does() {
        let ty = |width, overflow| FixedType::new(width, 2, true).with_modes(Rounding::RndConv, overflow);
        let (coarse, fine) = (ty(3, Overflow::Sat), ty(5, Overflow::Sat));
        assert_eq!(UnaryLut::entry(&[coarse], 0.75), Some(1.0));
        assert_eq!(UnaryLut::entry(&[coarse], 9.0), Some(1.5));
        // A little above the middle between two numbers of the coarse type.
        assert_eq!(UnaryLut::entry(&[coarse, fine], 0.2501), Some(0.25 + 1.0 / 32.0));
        assert_eq!(UnaryLut::entry(&[coarse, fine], 0.25), Some(0.25));
        assert_eq!(UnaryLut::entry(&[coarse, fine], f32::INFINITY), Some(8.0));
        assert_eq!(UnaryLut::entry(&[ty(3, Overflow::Wrap)], f32::INFINITY), None);
        assert_eq!(UnaryLut::entry(&[], 0.3), Some(0.0));
    }
}
