//! Powers of two by the logarithm of a magnitude, as the quantisers of powers of two take them.

use hlsmith_diag::Result;

use super::Arguments;

/// Below it QKeras takes the smallest power.
const EPSILON: f32 = 1e-7;

/// The exponents that a quantiser has.
#[derive(Clone, Debug)]
pub(super) struct Exponents {
    least: i32,
    most: i32,
    max_value: Option<f32>,
}

impl Exponents {
    /// Those of the arguments of a quantiser, of which `n_signs` bits are the sign of results.
    pub(super) fn read(arguments: &Arguments<'_>, n_signs: u32) -> Result<Self> {
        if arguments.flag("quadratic_approximation", false)? {
            // The bounds between exponents are numbers that arguments have, where the logarithm falls to either side.
            return Err(arguments.unsupported("quadratic_approximation").expected("false").into());
        }
        if arguments.given("log2_rounding").is_some_and(|rounding| rounding != "rnd") {
            return Err(arguments.unsupported("log2_rounding").expected("rnd").into());
        }
        let max_value = arguments.optional_number("max_value")?.map(|value| value as f32);
        if max_value.is_some_and(|value| value < EPSILON) {
            return Err(arguments.unsupported("max_value").expected("nothing or a number from 1e-7 on").into());
        }
        let bits = arguments.bits(1 + i64::from(n_signs))?;
        if bits > 7 + n_signs {
            // Single precision has no smaller exponents.
            let expected = format!("at most {}", 7 + n_signs);
            return Err(arguments.unsupported("bits").expected(expected).into());
        }
        // Without a bound, or with one above 1, the exponent has a sign of its own.
        let has_sign = max_value.is_none_or(|value| value > 1.0);
        let bound = 2.0_f32.powi((bits - n_signs) as i32 - i32::from(has_sign));
        Ok(Self { least: -bound as i32, most: (bound - 1.0) as i32, max_value })
    }

    /// The power of a magnitude.
    pub(super) fn power(&self, magnitude: f32) -> f32 {
        if magnitude < EPSILON {
            return self.smallest();
        }
        let logarithm = (f64::from(self.limited(magnitude)).ln() as f32) / std::f32::consts::LN_2;
        2.0_f32.powi(logarithm.round_ties_even().clamp(self.least as f32, self.most as f32) as i32)
    }

    /// The power of 0.
    pub(super) fn smallest(&self) -> f32 {
        2.0_f32.powi(self.least)
    }

    /// From which magnitudes on which power holds, above the smallest one, in ascending order.
    pub(super) fn steps(&self) -> Vec<(f32, f32)> {
        // The logarithm is rounded up from the square root of two powers on, which is no number of single precision.
        let above_root = std::f32::consts::SQRT_2.next_up();
        let largest = self.power(self.max_value.unwrap_or(f32::MAX)).log2() as i32;
        let rounded_up = (self.least + 1..=largest)
            .map(|exponent| (above_root * 2.0_f32.powi(exponent - 1), 2.0_f32.powi(exponent)))
            .filter(|(threshold, _)| *threshold > EPSILON);
        [(EPSILON, self.power(EPSILON))].into_iter().chain(rounded_up).collect()
    }

    fn limited(&self, magnitude: f32) -> f32 {
        self.max_value.map_or(magnitude, |most| magnitude.min(most))
    }
}

/// The largest power of steps above the smallest one, and the steps of negative arguments with the same magnitudes.
pub(super) fn mirrored(steps: &[(f32, f32)], smallest: f32) -> (f32, Vec<(f32, f32)>) {
    let powers = || [smallest].into_iter().chain(steps.iter().map(|(_, power)| *power));
    // A negative argument leaves a power at the first number behind the threshold.
    let step = |((threshold, _), power): (&(f32, f32), f32)| ((-threshold).next_up(), -power);
    let mut negative: Vec<(f32, f32)> = steps.iter().zip(powers()).map(step).collect();
    negative.reverse();
    (powers().last().unwrap_or(smallest), negative)
}
