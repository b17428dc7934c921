//! Types from the trained constants themselves: the narrowest that hold every number a layer can compute.
//!
//! Where the ordinary rules add up the widths of operands, these bound the numbers by the constants as quantised, so that
//! an accumulator is as wide as the worst sample needs and not a bit wider. They never change a number that the ordinary
//! rules give: both kinds of types hold all results exactly.

use hlsmith_fixed::{FixedType, Format, Interval, Precision, Raw};
use hlsmith_ir::{Array, Compatibility, Weight};

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
        let narrowest = weight.data.narrowest_format().filter(is_on_grid).map(|format| {
            let has_zero = weight.data.iter().any(|value| value == 0.0);
            // To the peer a 0 reaches to the binary point, from both sides.
            let to_point =
                self.compatibility == Compatibility::Hls4ml13 && self.settings.follows_quantizers && has_zero;
            let integer = format.integer.max(i32::from(format.signed));
            let width = (integer + format.fraction().max(0)).unsigned_abs();
            if to_point && width > 0 { Format { width, integer, ..format } } else { format }
        });
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
