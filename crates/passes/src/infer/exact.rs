//! Types from the trained constants themselves: the narrowest that hold every number a layer can compute.
//!
//! Where the ordinary rules add up the widths of operands, these bound the numbers by the constants as quantised, so that
//! an accumulator is as wide as the worst sample needs and not a bit wider. They never change a number that the ordinary
//! rules give: both kinds of types hold all results exactly.

use hlsmith_fixed::{FixedType, Format, Interval, Precision, Raw};
use hlsmith_ir::{Array, Weight};

use super::Operands;

impl Operands<'_> {
    /// The type of a weight: in place of an automatic one the narrowest that holds all its values, where none of them
    /// needs more bits than the default has; then the default.
    pub(crate) fn weight_type(&self, weight: &Weight) -> Precision {
        let default = self.or_default(&weight.ty).precision;
        if !self.settings.bit_exact || weight.ty.precision != Precision::Auto {
            return default;
        }
        let is_on_grid = |format: &Format| {
            self.settings.follows_quantizers || default.format().is_some_and(|default| format.width <= default.width)
        };
        let narrowest = narrowest(&weight.data).filter(is_on_grid);
        narrowest
            .map_or(default, |format| Precision::Fixed(FixedType::new(format.width, format.integer, format.signed)))
    }

    /// The formats of the partial and of the whole sums of products with weights whose last axis counts the outputs;
    /// `None` unless exact types are asked for and all types are fixed point.
    pub(crate) fn exact_sums(
        &self,
        weight: &Array,
        weight_ty: Precision,
        bias: &Array,
        bias_ty: Precision,
    ) -> Option<[Format; 2]> {
        let (x, w, b) = (self.exact_input()?, weight_ty.assignment()?, bias_ty.assignment()?);
        let fraction = (x.fraction() + w.format.fraction()).max(b.format.fraction());
        let shift = (fraction - x.fraction() - w.format.fraction()).unsigned_abs();
        let n_out = bias.len().max(1);
        // The sums of the negative and of the positive weights of each output.
        let mut totals = vec![(Raw::ZERO, Raw::ZERO); n_out];
        for (position, value) in weight.iter().enumerate() {
            let raw = w.quantize(value);
            let total = &mut totals[position % n_out];
            let part = if raw.is_negative() { &mut total.0 } else { &mut total.1 };
            *part = &*part + &raw;
        }
        let with_zero = x.hull(&Interval::point(Raw::ZERO, x.fraction()));
        let (mut partial, mut whole): (Option<Interval>, Option<Interval>) = (None, None);
        for ((negative, positive), bias) in totals.iter().zip(bias.iter()) {
            let bias = b.quantize(bias).shl((fraction - b.format.fraction()).unsigned_abs());
            let bias = Interval::point(bias, fraction);
            let sum = |x: &Interval| {
                let products = x.scaled(negative, 0).sum(&x.scaled(positive, 0));
                Interval::new(products.lower().shl(shift), products.upper().shl(shift), fraction)
            };
            let (parts, total) = (sum(&with_zero)?, sum(&x)?);
            join(&mut partial, parts.hull(&parts.sum(&bias)));
            join(&mut whole, total.sum(&bias));
        }
        Some([format_of(&partial?), format_of(&whole?)])
    }

    /// The format of products with a scale and an offset for each channel; `None` as for [`Operands::exact_sums`].
    pub(crate) fn exact_scaled(
        &self,
        scale: &Array,
        scale_ty: Precision,
        bias: &Array,
        bias_ty: Precision,
    ) -> Option<Format> {
        let (x, s, b) = (self.exact_input()?, scale_ty.assignment()?, bias_ty.assignment()?);
        let fraction = (x.fraction() + s.format.fraction()).max(b.format.fraction());
        let shift = (fraction - x.fraction() - s.format.fraction()).unsigned_abs();
        let mut results = None;
        for (scale, bias) in scale.iter().zip(bias.iter()) {
            let product = x.scaled(&s.quantize(scale), 0);
            let product = Interval::new(product.lower().shl(shift), product.upper().shl(shift), fraction)?;
            let bias = b.quantize(bias).shl((fraction - b.format.fraction()).unsigned_abs());
            join(&mut results, product.sum(&Interval::point(bias, fraction)));
        }
        results.as_ref().map(format_of)
    }

    /// All numbers of the first input, where exact types are asked for.
    fn exact_input(&self) -> Option<Interval> {
        let input = self.input.assignment().filter(|_| self.settings.bit_exact)?;
        Some(Interval::of_type(&input))
    }
}

fn join(all: &mut Option<Interval>, more: Interval) {
    *all = Some(all.take().map_or_else(|| more.clone(), |all| all.hull(&more)));
}

/// The narrowest format on the grid of an interval that holds all of it.
fn format_of(interval: &Interval) -> Format {
    let signed = interval.lower().is_negative();
    let width = (interval.signed_bits() - u32::from(!signed)).max(1);
    Format { width, integer: width as i32 - interval.fraction(), signed }
}

/// The narrowest format that holds finite constants exactly; `None` when there is none of less than 1024 bits.
fn narrowest(data: &Array) -> Option<Format> {
    let (mut fraction, mut largest, mut signed) = (i32::MIN, i32::MIN, false);
    for value in data.iter().filter(|value| *value != 0.0) {
        if !value.is_finite() {
            return None;
        }
        let (mantissa, exponent) = parts(value.abs());
        fraction = fraction.max(-(exponent + mantissa.trailing_zeros() as i32));
        // A negative power of two needs no more bits than those below it.
        let bits =
            if value < 0.0 { 64 - (mantissa - 1).leading_zeros() as i32 } else { 64 - mantissa.leading_zeros() as i32 };
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

/// A positive finite number as `mantissa * 2^exponent`.
fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let (biased, low) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
    if biased == 0 { (low, -1074) } else { (low | 1 << 52, biased - 1075) }
}

#[cfg(test)]
mod tests {
    use super::{Array, narrowest};

    fn check(values: &[f64], expected: Option<(u32, i32, bool)>) {
        let data = Array::from_f64(vec![values.len()], values).expect("a vector");
        let found = narrowest(&data).map(|format| (format.width, format.integer, format.signed));
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
