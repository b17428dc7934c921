//! Binary floating point to raw values and back, and decimal text.
//!
//! Every conversion works on the integers themselves: a float is exactly `mantissa * 2^exponent`, and one rounding leads
//! from the exact value to the result.

use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};

use hlsmith_diag::{Code, Diagnostic, Result, Subject};

use crate::raw::RawInt;
use crate::{Cast, FixedType, Raw, Value};

/// Stands for the exponent of infinity and NaN: beyond the range of every type.
const UNBOUNDED: i32 = 1 << 30;

/// The exact value of a finite `f64` as `mantissa * 2^exponent`; infinity and NaN as 1 or -1, by their sign bit, with an
/// exponent beyond every range.
fn decompose(value: f64) -> (i64, i32) {
    let bits = value.to_bits();
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let biased = ((bits >> 52) & 0x7ff) as i32;
    let (magnitude, exponent) = match biased {
        0 => (fraction, -1074),
        0x7ff => (1, UNBOUNDED),
        _ => (fraction | 1 << 52, biased - 1075),
    };
    (if value.is_sign_negative() { -magnitude } else { magnitude }, exponent)
}

impl FixedType {
    /// The raw value of the exact `value` assigned to this type.
    ///
    /// Infinity and NaN behave like a number beyond every range, of their sign bit: saturating types give the bound,
    /// wrapping ones 0.
    pub fn quantize(&self, value: f64) -> Raw {
        if self.format.container_bits() <= i64::BITS {
            Raw::from(self.quantize_in::<i64>(value))
        } else if self.format.container_bits() <= i128::BITS {
            Raw::from(self.quantize_in::<i128>(value))
        } else {
            let (mantissa, exponent) = decompose(value);
            Cast::new(-exponent, self).apply(num_bigint::BigInt::from(mantissa)).into_raw()
        }
    }

    /// [`FixedType::quantize`] in container `R`, of at least 64 bits.
    ///
    /// Precondition: the container holds every value of this type ([`crate::Format::container_bits`]).
    #[inline]
    pub fn quantize_in<R: RawInt + From<i64>>(&self, value: f64) -> R {
        let (mantissa, exponent) = decompose(value);
        Cast::new(-exponent, self).apply(R::from(mantissa))
    }

    /// The exact `value` assigned to this type, as [`FixedType::quantize`].
    pub fn from_f64(&self, value: f64) -> Value {
        Value::from_assignment(self.format, self.quantize(value))
    }

    /// The exact `value` assigned to this type, as [`FixedType::quantize`].
    pub fn from_f32(&self, value: f32) -> Value {
        self.from_f64(f64::from(value))
    }

    /// A decimal token read as the nearest `f64`, which is then assigned to this type.
    ///
    /// # Errors
    /// [`Code::ModelWeights`] when the token is not a number.
    pub fn from_decimal_str(&self, token: &str) -> Result<Value> {
        match token.trim().parse::<f64>() {
            Ok(value) => Ok(self.from_f64(value)),
            Err(_) => Err(Diagnostic::error(
                Code::ModelWeights,
                Subject::Argument("weight".into()),
                "a weight in text form is not a number",
            )
            .found(token)
            .expected("a decimal number such as `-0.125`")
            .into()),
        }
    }

    /// A weight as the peer hls4ml stores it: printed with as many decimal digits as the type has fractional bits, read
    /// back as `f64` and assigned to the type.
    pub fn from_weight(&self, weight: f64) -> Value {
        let digits = u32::try_from(self.format.fraction()).unwrap_or(0);
        // The text of a finite float is a number, so that the fallback stands for infinity and NaN alone.
        self.from_f64(decimal_round(weight, digits).parse().unwrap_or(weight))
    }
}

/// `raw * 2^-fraction` as the nearest `f64`, ties to even; beyond the range infinity.
pub fn to_f64(raw: &Raw, fraction: i32) -> f64 {
    if let Raw::Small(small) = raw
        && (-800..=1000).contains(&fraction)
    {
        // The integer is rounded once; the scale is a power of two and keeps the product normal.
        return *small as f64 * f64::from_bits(((1023 - i64::from(fraction)) as u64) << 52);
    }
    f64::from_bits(nearest_bits(raw, fraction, 52, 11))
}

/// `raw * 2^-fraction` as the nearest `f32`, ties to even; beyond the range infinity.
pub fn to_f32(raw: &Raw, fraction: i32) -> f32 {
    if let Raw::Small(small) = raw
        && (-100..=126).contains(&fraction)
    {
        return *small as f32 * f32::from_bits(((127 - fraction) as u32) << 23);
    }
    f32::from_bits(nearest_bits(raw, fraction, 23, 8) as u32)
}

/// The bit pattern of the nearest number in an IEEE format with the given bits of fraction field and exponent field.
fn nearest_bits(raw: &Raw, fraction: i32, fraction_bits: u32, exponent_bits: u32) -> u64 {
    let magnitude = raw.to_bigint().into_parts().1;
    if magnitude.is_zero() {
        return 0;
    }
    let bias = (1_i64 << (exponent_bits - 1)) - 1;
    let smallest_quantum = 1 - bias - i64::from(fraction_bits);
    let leading = i64::try_from(magnitude.bits()).unwrap_or(i64::MAX) - 1 - i64::from(fraction);
    // The weight of the last bit kept: that of the fraction field, or that of denormals.
    let quantum = (leading - i64::from(fraction_bits)).max(smallest_quantum);
    let infinity = ((1_u64 << exponent_bits) - 1) << fraction_bits;
    let pattern = if leading > bias {
        infinity
    } else {
        let mantissa = round_half_even(magnitude, quantum + i64::from(fraction)).to_u64().unwrap_or(u64::MAX);
        // The hidden bit of a normal number, and a carry out of the mantissa, add 1 to the exponent field.
        (((quantum - smallest_quantum) as u64) << fraction_bits) + mantissa
    };
    pattern | u64::from(raw.is_negative()) << (fraction_bits + exponent_bits)
}

/// `magnitude / 2^shift` rounded to an integer, ties to even.
fn round_half_even(magnitude: BigUint, shift: i64) -> BigUint {
    if shift <= 0 {
        return magnitude << shift.unsigned_abs();
    }
    let shift = shift.unsigned_abs();
    if shift > magnitude.bits() {
        return BigUint::zero();
    }
    let half = magnitude.bit(shift - 1);
    let rest = magnitude.trailing_zeros().is_some_and(|zeros| zeros < shift - 1);
    let floor = magnitude >> shift;
    if half && (rest || floor.bit(0)) { floor + 1_u32 } else { floor }
}

/// The exact decimal form of `raw * 2^-fraction`, with `fraction` digits after the point, or none when that is negative.
pub fn to_decimal(raw: &Raw, fraction: i32) -> String {
    // Of common numbers the digits fit a machine integer.
    if let (Raw::Small(small), Ok(digits)) = (raw, u32::try_from(fraction))
        && let (Ok(magnitude), Some(power)) = (u64::try_from(small.unsigned_abs()), 5_u64.checked_pow(digits))
        && let Some(scaled) = magnitude.checked_mul(power)
    {
        return place_point(&scaled.to_string(), digits, *small < 0);
    }
    let magnitude = raw.to_bigint().into_parts().1;
    let digits = fraction.max(0).unsigned_abs();
    // Of 2^-fraction = 5^fraction / 10^fraction, the denominator is the position of the point.
    let scaled = (magnitude << (-fraction).max(0).unsigned_abs()) * BigUint::from(5_u32).pow(digits);
    place_point(&scaled.to_string(), digits, raw.is_negative())
}

/// `value` printed with `digits` decimal digits, rounded to nearest with ties to even on the exact binary value.
///
/// The same text as the Python expression `format(value, '.{digits}f')`: the sign of a negative value stays when it
/// rounds to zero, infinity is `inf` and not a number is `nan`.
pub fn decimal_round(value: f64, digits: u32) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-inf" } else { "inf" }.into();
    }
    let (mantissa, exponent) = decompose(value);
    let magnitude = mantissa.unsigned_abs();
    let text = if digits <= 22 && exponent < 0 {
        // 53 bits times 10^22 stay below 2^127.
        let scaled = u128::from(magnitude) * 10_u128.pow(digits);
        let shift = exponent.unsigned_abs();
        let rounded = if shift >= u128::BITS {
            0
        } else {
            let floor = scaled >> shift;
            let rest = scaled & ((1 << shift) - 1);
            let half = 1 << (shift - 1);
            floor + u128::from(rest > half || (rest == half && floor & 1 == 1))
        };
        rounded.to_string()
    } else {
        let scaled = BigUint::from(magnitude) * BigUint::from(10_u32).pow(digits);
        round_half_even(scaled, -i64::from(exponent)).to_string()
    };
    place_point(&text, digits, value.is_sign_negative())
}

/// Sets the point `digits` places from the right, after at least one digit.
fn place_point(text: &str, digits: u32, negative: bool) -> String {
    let digits = digits as usize;
    let mut placed = String::with_capacity(text.len().max(digits + 1) + 2);
    if negative {
        placed.push('-');
    }
    let (whole, part) = text.split_at(text.len().saturating_sub(digits));
    placed.push_str(if whole.is_empty() { "0" } else { whole });
    if digits > 0 {
        placed.push('.');
        placed.extend(std::iter::repeat_n('0', digits - part.len()));
        placed.push_str(part);
    }
    placed
}
