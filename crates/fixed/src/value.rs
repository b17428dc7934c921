//! Exact values and the formats of their sums, products and quotients.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use crate::{Cast, FixedType, Format, Raw, RawInt, float};

/// The result formats of exact arithmetic. They hold every result and may exceed [`crate::MAX_WIDTH`].
#[expect(clippy::should_implement_trait, reason = "these are rules for types of results, not arithmetic on formats")]
impl Format {
    /// The format of a sum.
    #[must_use]
    pub fn add(self, other: Format) -> Format {
        // Beside a signed operand, an unsigned one needs a sign bit of its own.
        let left = self.integer + i32::from(other.signed && !self.signed);
        let right = other.integer + i32::from(self.signed && !other.signed);
        let integer = left.max(right) + 1;
        let width = integer + self.fraction().max(other.fraction());
        Format { width: width.unsigned_abs(), integer, signed: self.signed || other.signed }
    }

    /// The format of a difference, which is always signed.
    #[must_use]
    pub fn sub(self, other: Format) -> Format {
        Format { signed: true, ..self.add(other) }
    }

    /// The format of a product.
    #[must_use]
    pub fn mul(self, other: Format) -> Format {
        Format {
            width: self.width + other.width,
            integer: self.integer + other.integer,
            signed: self.signed || other.signed,
        }
    }

    /// The format of a quotient, which ends at the least significant bit of the dividend for a divisor with a fraction
    /// and at one finer or coarser by the negative fraction of the divisor otherwise.
    #[must_use]
    pub fn div(self, other: Format) -> Format {
        let sign = u32::from(other.signed);
        Format {
            width: sign + self.width + other.fraction().max(0).unsigned_abs(),
            integer: sign as i32 + self.integer + other.fraction(),
            signed: self.signed || other.signed,
        }
    }

    /// The format of a negated value, which is always signed.
    #[must_use]
    pub fn neg(self) -> Format {
        Format { width: self.width + 1, integer: self.integer + 1, signed: true }
    }
}

/// An exact number, `raw * 2^-fraction` of its format. The raw value is within the format.
///
/// Equality and order are those of numbers, whatever the formats; [`Value::format`] tells equal numbers apart.
#[derive(Clone, Debug)]
pub struct Value {
    format: Format,
    raw: Raw,
}

impl Value {
    /// The value of a raw integer; `None` when the format does not hold it.
    pub fn new(format: Format, raw: impl Into<Raw>) -> Option<Value> {
        let raw = raw.into();
        format.contains(&raw).then_some(Value { format, raw })
    }

    /// The value whose two's complement pattern is the low bits of `raw`.
    pub fn from_low_bits(format: Format, raw: impl Into<Raw>) -> Value {
        let wrap = FixedType::new(format.width, format.integer, format.signed);
        Value { format, raw: Cast::new(format.fraction(), &wrap).apply_raw(&raw.into()) }
    }

    /// A value that an assignment to `format` gave and that is therefore within it.
    pub(crate) fn from_assignment(format: Format, raw: Raw) -> Value {
        Value { format, raw }
    }

    /// Grid and range.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The integer that is scaled by `2^-fraction`.
    pub fn raw(&self) -> &Raw {
        &self.raw
    }

    /// The value assigned to a type, with its rounding and overflow.
    #[must_use]
    pub fn cast(&self, target: &FixedType) -> Value {
        Value { format: target.format, raw: Cast::new(self.format.fraction(), target).apply_raw(&self.raw) }
    }

    /// The quotient in the format of [`Format::div`], truncated toward zero there; `None` when the divisor is 0.
    pub fn checked_div(&self, divisor: &Value) -> Option<Value> {
        let scale = divisor.format.fraction().max(0).unsigned_abs();
        let raw = self.raw.shl(scale).div_toward_zero(&divisor.raw)?;
        Some(Value { format: self.format.div(divisor.format), raw })
    }

    /// The bit pattern shifted left within the format: bits are lost on the left. A negative count shifts right.
    #[must_use]
    pub fn shift_left(&self, count: i32) -> Value {
        match count {
            ..0 => Value { format: self.format, raw: self.raw.shr_floor(count.unsigned_abs()) },
            // All bits are lost; a wider shift would only cost memory.
            0.. if count.unsigned_abs() >= self.format.width => Value { format: self.format, raw: Raw::ZERO },
            0.. => Value::from_low_bits(self.format, self.raw.shl(count.unsigned_abs())),
        }
    }

    /// The bit pattern shifted right arithmetically within the format. A negative count shifts left.
    #[must_use]
    pub fn shift_right(&self, count: i32) -> Value {
        self.shift_left(count.saturating_neg())
    }

    /// Bits `high` down to `low` of the two's complement pattern as an unsigned integer; `None` unless
    /// `low <= high < width`.
    pub fn bits(&self, high: u32, low: u32) -> Option<Value> {
        let width = (low <= high && high < self.format.width).then(|| high - low + 1)?;
        let format = Format { width, integer: width as i32, signed: false };
        Some(Value::from_low_bits(format, self.raw.shr_floor(low)))
    }

    /// The integer part, toward zero: the conversion of `ap_fixed` to integers.
    pub fn to_int(&self) -> Raw {
        match self.format.fraction() {
            fraction @ 0.. => self.raw.shr_toward_zero(fraction.unsigned_abs()),
            fraction @ ..0 => self.raw.shl(fraction.unsigned_abs()),
        }
    }

    /// The integer part, toward minus infinity: the conversion of `ac_fixed` to integers.
    pub fn to_int_floor(&self) -> Raw {
        match self.format.fraction() {
            fraction @ 0.. => self.raw.shr_floor(fraction.unsigned_abs()),
            fraction @ ..0 => self.raw.shl(fraction.unsigned_abs()),
        }
    }

    /// The low 32 bits of the integer part, toward zero, as two's complement.
    pub fn to_i32_wrapping(&self) -> i32 {
        let low = Value::from_low_bits(Format { width: 32, integer: 32, signed: true }, self.to_int());
        i32::from_raw(&low.raw).unwrap_or_default()
    }

    /// The nearest `f64`, ties to even.
    pub fn to_f64(&self) -> f64 {
        float::to_f64(&self.raw, self.format.fraction())
    }

    /// The nearest `f32`, ties to even, directly from the exact value.
    pub fn to_f32(&self) -> f32 {
        float::to_f32(&self.raw, self.format.fraction())
    }

    /// The exact decimal form with as many digits after the point as the format has fractional bits.
    pub fn to_decimal(&self) -> String {
        float::to_decimal(&self.raw, self.format.fraction())
    }

    /// Both raw values on the finer of the two grids.
    fn aligned(&self, other: &Value) -> (Raw, Raw) {
        let finest = self.format.fraction().max(other.format.fraction());
        let on_finest = |value: &Value| value.raw.shl(finest.abs_diff(value.format.fraction()));
        (on_finest(self), on_finest(other))
    }
}

impl Add for &Value {
    type Output = Value;

    fn add(self, other: &Value) -> Value {
        let (left, right) = self.aligned(other);
        Value { format: self.format.add(other.format), raw: &left + &right }
    }
}

impl Sub for &Value {
    type Output = Value;

    fn sub(self, other: &Value) -> Value {
        let (left, right) = self.aligned(other);
        Value { format: self.format.sub(other.format), raw: &left - &right }
    }
}

impl Mul for &Value {
    type Output = Value;

    fn mul(self, other: &Value) -> Value {
        Value { format: self.format.mul(other.format), raw: &self.raw * &other.raw }
    }
}

impl Neg for &Value {
    type Output = Value;

    fn neg(self) -> Value {
        Value { format: self.format.neg(), raw: -&self.raw }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right) = self.aligned(other);
        left.cmp(&right)
    }
}

/// Implements the values of C integers: the formats are those of the machine types.
macro_rules! from_integer {
    ($($int:ty: $width:literal $signed:literal),+) => { $(
        impl From<$int> for Value {
            fn from(value: $int) -> Self {
                Value { format: Format { width: $width, integer: $width, signed: $signed }, raw: Raw::from(value) }
            }
        }
    )+ };
}

from_integer!(bool: 1 false, i32: 32 true, u32: 32 false, i64: 64 true, u64: 64 false);

/// The exact decimal form.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad_integral(!self.raw.is_negative(), "", self.to_decimal().trim_start_matches('-'))
    }
}
