//! Assignment to fixed-point types that differ from element to element.

use hlsmith_fixed::{FixedType, Overflow, Rounding, to_f64};

use super::{ShapeError, Shapes, same_shape};
use crate::attribute::op;

/// Most bits of a type, and most integer bits that it may have or lack to the binary point.
const MAX_BITS: i64 = 128;

op! {
    /// Each element assigned to a fixed-point type of its own, then to the result type; 0 where its own type has no bits.
    ///
    /// The lists hold a type for each element of a mask, in C order. The mask has the rank of the input; along an axis
    /// where its extent is 1 all elements share their types.
    pub struct FixedPointQuantizer {
        /// Extents of the mask, each 1 or that of the input.
        Structure mask_shape: Vec<usize>,
        /// Whether the types are two's complement: 1 or 0.
        Structure signs: Vec<usize>,
        /// Bits of the types in all, the sign included; 0 to 128.
        Structure widths: Vec<usize>,
        /// Bits left of the binary point, the sign included; -128 to 128.
        Structure integers: Vec<i64>,
        /// Rounding on assignment.
        Structure rounding: Rounding,
        /// Overflow on assignment.
        Structure overflow: Overflow,
    }
}

impl FixedPointQuantizer {
    /// Integer bits of the types of a quantizer that only rounds: no number of a model has as many.
    pub const UNBOUNDED: i64 = 64;

    /// A number rounded to a multiple of `2^-fraction` in single precision, as HGQ2 does.
    pub fn rounded_single(rounding: Rounding, fraction: i32, value: f32) -> f64 {
        let scaled = value * 2f32.powi(fraction);
        let rounded = match rounding {
            Rounding::Rnd => (scaled + 0.5).floor(),
            Rounding::RndConv => scaled.round_ties_even(),
            Rounding::Trn | Rounding::TrnZero | Rounding::RndZero | Rounding::RndInf | Rounding::RndMinInf => {
                scaled.floor()
            }
        };
        f64::from(rounded) * 2f64.powi(-fraction)
    }

    /// What a type makes of a number that is rounded in single precision.
    pub fn of_single(ty: &FixedType, value: f32) -> f64 {
        let fraction = ty.format.fraction();
        to_f64(&ty.quantize(Self::rounded_single(ty.rounding, fraction, value)), fraction)
    }

    /// Whether some types are those of a quantizer that only rounds.
    pub fn is_unbounded(&self) -> bool {
        self.integers.iter().any(|&integer| integer >= Self::UNBOUNDED)
    }

    /// The types of the mask in C order; `None` for those without bits.
    pub fn mask_types(&self) -> impl Iterator<Item = Option<FixedType>> + '_ {
        let lists = self.signs.iter().zip(&self.widths).zip(&self.integers);
        lists.map(|((&sign, &width), &integer)| {
            let format = u32::try_from(width).ok().filter(|&width| width > 0).zip(i32::try_from(integer).ok());
            format.map(|(width, integer)| {
                FixedType::new(width, integer, sign != 0).with_modes(self.rounding, self.overflow)
            })
        })
    }

    /// The types that some elements have, each once.
    pub fn distinct_types(&self) -> Vec<FixedType> {
        let mut types: Vec<FixedType> = Vec::new();
        self.mask_types().flatten().for_each(|ty| {
            if !types.contains(&ty) {
                types.push(ty);
            }
        });
        types
    }

    /// The place in the mask of each element of an input of a shape that fits, in C order.
    pub fn places(&self, input: &[usize]) -> Vec<usize> {
        let mut places = vec![0];
        for (&extent, &own) in input.iter().zip(&self.mask_shape) {
            let along = |place: usize| (0..extent).map(move |index| place * own + if own == 1 { 0 } else { index });
            places = places.into_iter().flat_map(along).collect();
        }
        places
    }

    /// The type of all elements, where they share one.
    pub fn homogeneous(&self) -> Option<FixedType> {
        let mut types = self.mask_types();
        let first = types.next()??;
        types.all(|ty| ty == Some(first)).then_some(first)
    }
}

impl Shapes for FixedPointQuantizer {
    fn output_shapes(&self, inputs: &[&[usize]]) -> Result<Vec<Vec<usize>>, ShapeError> {
        let fits = |(&own, &extent): (&usize, &usize)| own == 1 || own == extent;
        if self.mask_shape.len() != inputs[0].len() || !self.mask_shape.iter().zip(inputs[0]).all(fits) {
            return Err(ShapeError::new(inputs[0], format!("a shape over which a mask {:?} repeats", self.mask_shape)));
        }
        let n: usize = self.mask_shape.iter().product();
        let lens = [self.signs.len(), self.widths.len(), self.integers.len()];
        if lens != [n; 3] {
            let found = format!("{} signs, {} widths and {} integer bits", lens[0], lens[1], lens[2]);
            return Err(ShapeError { found, expected: format!("{n} of each") });
        }
        let is_width = |&width: &usize| width as u64 <= MAX_BITS as u64;
        let is_sign = |&sign: &usize| sign <= 1;
        let are_in_range = self.signs.iter().all(is_sign)
            && self.widths.iter().all(is_width)
            && self.integers.iter().all(|integer| (-MAX_BITS..=MAX_BITS).contains(integer));
        if !are_in_range {
            return Err(ShapeError {
                found: "a type out of range".into(),
                expected: format!(
                    "signs 0 or 1, widths up to {MAX_BITS} and integer bits from -{MAX_BITS} to {MAX_BITS}"
                ),
            });
        }
        same_shape(inputs)
    }
}

#[cfg(test)]
mod tests {
    use hlsmith_fixed::{Overflow, Rounding};

    use super::{FixedPointQuantizer, Shapes};

    fn quantizer(mask_shape: &[usize]) -> FixedPointQuantizer {
        let n = mask_shape.iter().product();
        FixedPointQuantizer {
            mask_shape: mask_shape.to_vec(),
            signs: vec![1; n],
            widths: vec![8; n],
            integers: vec![2; n],
            rounding: Rounding::Rnd,
            overflow: Overflow::Wrap,
        }
    }

    fn check(mask_shape: &[usize], input: &[usize], expected: Option<&[usize]>) {
        let op = quantizer(mask_shape);
        let found = op.output_shapes(&[input]).ok().map(|_| op.places(input));
        assert_eq!(found.as_deref(), expected, "{mask_shape:?} over {input:?}");
    }

    #[test]
    fn masks_repeat_along_axes_of_extent_one() {
        check(&[1], &[3], Some(&[0, 0, 0]));
        check(&[3], &[3], Some(&[0, 1, 2]));
        check(&[1, 2], &[2, 2], Some(&[0, 1, 0, 1]));
        check(&[2, 1], &[2, 2], Some(&[0, 0, 1, 1]));
        check(&[2, 1, 2], &[2, 2, 2], Some(&[0, 1, 0, 1, 2, 3, 2, 3]));
        check(&[2], &[3], None);
        check(&[2], &[2, 2], None);
    }

    #[test]
    fn types_out_of_range_do_not_fit() {
        let change = |change: fn(&mut FixedPointQuantizer)| {
            let mut op = quantizer(&[2]);
            change(&mut op);
            op.output_shapes(&[&[2]]).is_ok()
        };
        assert!(change(|_| ()));
        assert!(!change(|op| op.widths[1] = 129));
        assert!(!change(|op| op.signs[1] = 2));
        assert!(!change(|op| op.integers[1] = -129));
        assert!(!change(|op| op.widths.truncate(1)));
    }
}
