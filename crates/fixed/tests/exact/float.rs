//! Floating point to fixed point and back, and decimal text, against rational numbers.

use hlsmith_fixed::{FixedType, Format, Overflow, Raw, Rounding, Value, decimal_round, to_decimal, to_f32, to_f64};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed};
use proptest::prelude::*;

use crate::reference::{self, Rational, power_of_two};
use crate::sample;

/// The exact value of a finite float, from the definition of the IEEE formats.
fn exact(bits: u64, fraction_bits: u32, exponent_bits: u32) -> Rational {
    let fraction = bits & ((1 << fraction_bits) - 1);
    let exponent = (bits >> fraction_bits) & ((1 << exponent_bits) - 1);
    let bias = (1_i64 << (exponent_bits - 1)) - 1;
    let significand = if exponent == 0 { fraction } else { fraction + (1 << fraction_bits) };
    let scale = power_of_two(exponent.max(1) as i64 - bias - i64::from(fraction_bits));
    let magnitude = Rational { numerator: BigInt::from(significand), denominator: BigInt::one() }.times(&scale);
    if bits >> (fraction_bits + exponent_bits) == 1 { magnitude.negated() } else { magnitude }
}

fn distance(left: &Rational, right: &Rational) -> Rational {
    left.plus(&right.negated()).abs()
}

/// Whether `bits` is the pattern nearest to `number`, with ties to even and the sign of the number.
fn is_nearest(bits: u64, number: &Rational, fraction_bits: u32, exponent_bits: u32) -> bool {
    let sign = 1_u64 << (fraction_bits + exponent_bits);
    let infinity = ((1_u64 << exponent_bits) - 1) << fraction_bits;
    let magnitude = bits & (sign - 1);
    if (bits & sign != 0) != number.numerator.is_negative() || magnitude > infinity {
        return false;
    }
    // Infinity stands where the next power of two would: rounding goes there from the middle on.
    let of = |magnitude: u64| {
        if magnitude == infinity {
            power_of_two(1 << (exponent_bits - 1))
        } else {
            exact(magnitude, fraction_bits, exponent_bits)
        }
    };
    let number = number.abs();
    if magnitude == infinity && number.compare(&of(infinity)).is_ge() {
        return true;
    }
    let own = distance(&of(magnitude), &number);
    let neighbours = [magnitude.checked_sub(1), (magnitude < infinity).then_some(magnitude + 1)];
    neighbours.into_iter().flatten().all(|neighbour| {
        let other = distance(&of(neighbour), &number);
        match own.compare(&other) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => magnitude.is_multiple_of(2),
            std::cmp::Ordering::Greater => false,
        }
    })
}

fn check_floats(raw: &BigInt, fraction: i32) {
    let number = Rational::new(raw, fraction);
    let wide = to_f64(&Raw::from(raw.clone()), fraction);
    assert!(is_nearest(wide.to_bits(), &number, 52, 11), "{raw} {fraction} {wide:e}");
    let narrow = to_f32(&Raw::from(raw.clone()), fraction);
    assert!(is_nearest(u64::from(narrow.to_bits()), &number, 23, 8), "{raw} {fraction} {narrow:e}");
}

fn check_quantize(value: f64, target: &FixedType) {
    let expected = reference::assign(&exact(value.to_bits(), 52, 11), target);
    let result = target.from_f64(value);
    assert_eq!(sample::bigint(result.raw()), expected, "{value:e} {target}");
    assert_eq!(result.format(), target.format);
    if target.format.container_bits() <= 64 {
        assert_eq!(BigInt::from(target.quantize_in::<i64>(value)), expected, "{value:e} {target}");
    }
}

/// The text has `digits` digits after the point and is the nearest such number, ties to even, with the sign of `value`.
fn check_decimal(value: f64, digits: u32) {
    let text = decimal_round(value, digits);
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    assert_eq!(text.starts_with('-'), value.is_sign_negative(), "{value:e} {text}");
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    assert_eq!(part.len(), digits as usize, "{value:e} {text}");
    assert!(whole == "0" || !whole.starts_with('0') && !whole.is_empty(), "{value:e} {text}");
    assert_eq!(unsigned.contains('.'), digits > 0);
    let numerator: BigInt = format!("{whole}{part}").parse().expect("digits");
    let power = num_traits::pow(BigInt::from(10), digits as usize);
    let error = distance(
        &exact(value.abs().to_bits(), 52, 11),
        &Rational { numerator: numerator.clone(), denominator: power.clone() },
    );
    match error.compare(&Rational { numerator: BigInt::one(), denominator: power * 2 }) {
        std::cmp::Ordering::Less => {}
        std::cmp::Ordering::Equal => assert!(numerator.is_even(), "{value:e} {text}"),
        std::cmp::Ordering::Greater => panic!("{value:e} {text}"),
    }
}

/// A float whose exponent is near that of the numbers in use, or anywhere.
fn float() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => (any::<bool>(), 0_u64..1 << 52, 1023 - 40..1023 + 40_u64)
            .prop_map(|(negative, fraction, exponent)| compose(negative, exponent, fraction)),
        3 => (-5000..5000_i32, 0..12_i32).prop_map(|(raw, fraction)| f64::from(raw) * 2_f64.powi(-fraction)),
        1 => (any::<bool>(), 0_u64..1 << 52).prop_map(|(negative, fraction)| compose(negative, 0, fraction)),
        2 => any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |value| value.is_finite()),
    ]
}

fn compose(negative: bool, exponent: u64, fraction: u64) -> f64 {
    f64::from_bits(u64::from(negative) << 63 | exponent << 52 | fraction)
}

/// An integer near a tie of a mantissa of 24 or 53 bits, or any integer of a format.
fn near_tie() -> impl Strategy<Value = BigInt> {
    let tie = (any::<u64>(), prop::sample::select(vec![24_u32, 53]), 0_u32..100, -1..=1_i32, any::<bool>()).prop_map(
        |(mantissa, precision, spare, step, negative)| {
            let mantissa = BigInt::from(mantissa >> (64 - precision)) * 2 + 1;
            let raw: BigInt = (mantissa << spare) + step;
            if negative { -raw } else { raw }
        },
    );
    prop_oneof![2 => tie, 1 => sample::format_and_raw().prop_map(|(_, raw)| raw)]
}

proptest! {
    #![proptest_config(sample::seeded(20_000))]

    #[test]
    fn floats_are_assigned_exactly(value in float(), target in sample::fixed()) {
        check_quantize(value, &target);
    }

    #[test]
    fn narrow_floats_are_assigned_exactly(bits in any::<u32>(), target in sample::fixed()) {
        let value = f32::from_bits(bits);
        prop_assume!(value.is_finite());
        let expected = reference::assign(&exact(u64::from(bits), 23, 8), &target);
        prop_assert_eq!(sample::bigint(target.from_f32(value).raw()), expected);
    }

    #[test]
    fn results_are_the_nearest_floats(
        raw in near_tie(), fraction in prop_oneof![-200..200_i32, 100..180_i32, 1000..1250_i32, -1100..-700_i32]
    ) {
        check_floats(&raw, fraction);
    }

    #[test]
    fn decimals_are_the_nearest(value in float(), digits in 0_u32..40) {
        check_decimal(value, digits);
    }

    #[test]
    fn exact_decimals_are_exact((format, raw) in sample::format_and_raw()) {
        let value = Value::new(format, Raw::from(raw.clone())).expect("raw is of the format");
        let text = value.to_decimal();
        prop_assert_eq!(&text, &to_decimal(value.raw(), format.fraction()));
        prop_assert_eq!(&text, &value.to_string());
        let unsigned = text.strip_prefix('-').unwrap_or(&text);
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        prop_assert_eq!(part.len(), format.fraction().max(0) as usize);
        let digits: BigInt = format!("{whole}{part}").parse().expect("digits");
        let read = Rational { numerator: digits, denominator: num_traits::pow(BigInt::from(10), part.len()) };
        prop_assert!(read.compare(&Rational::new(&raw.abs(), format.fraction())).is_eq());
        prop_assert_eq!(text.starts_with('-'), raw.is_negative());
    }

    #[test]
    fn values_of_the_grid_return_through_floats_and_text(raw in -(1_i64 << 52)..1 << 52, fraction in -20..60_i32) {
        let format = Format { width: 54, integer: 54 - fraction, signed: true };
        let fixed = FixedType::new(54, 54 - fraction, true);
        let value = Value::new(format, raw).expect("in range");
        prop_assert_eq!(fixed.from_f64(value.to_f64()), value.clone());
        prop_assert_eq!(fixed.from_decimal_str(&value.to_decimal()), Ok(value.clone()));
        prop_assert_eq!(fixed.from_weight(value.to_f64()), value);
    }
}

#[test]
fn infinity_and_nan_are_beyond_every_range() {
    let negative_nan = f64::from_bits(f64::NAN.to_bits() | 1 << 63);
    let positive_nan = f64::from_bits(f64::NAN.to_bits() & !(1 << 63));
    for (width, integer, signed) in [(8, 4, true), (8, 4, false), (64, 70, true), (200, 2000, true), (16, 4096, false)]
    {
        for rounding in Rounding::ALL {
            for overflow in [Overflow::Wrap, Overflow::Sat, Overflow::SatZero, Overflow::SatSym] {
                let fixed = FixedType::new(width, integer, signed).with_modes(rounding, overflow);
                let (lower, upper) = fixed.bounds();
                for (value, bound) in [
                    (f64::INFINITY, &upper),
                    (f64::NEG_INFINITY, &lower),
                    (positive_nan, &upper),
                    (negative_nan, &lower),
                ] {
                    let expected = match overflow {
                        Overflow::Sat | Overflow::SatSym => bound.clone(),
                        Overflow::Wrap | Overflow::SatZero | Overflow::WrapSm => Raw::ZERO,
                    };
                    assert_eq!(fixed.quantize(value), expected, "{value} {fixed}");
                }
            }
        }
    }
}

#[test]
fn known_assignments() {
    let default = FixedType::new(16, 6, true);
    let wrapping = FixedType::new(8, 4, false);
    for (fixed, value, expected) in [
        (default, 1.0, 1024),
        (default, -0.0, 0),
        (default, 5e-324, 0),
        (default, -5e-324, -1),
        (default, 32.0, -32768),
        (wrapping, -1.25, 236),
        (wrapping.with_modes(Rounding::Trn, Overflow::Sat), -1.25, 0),
        (FixedType::integer(1, false), 0.7, 0),
        (FixedType::integer(8, true), -1.7, -1),
        (FixedType::integer(8, true), -300.5, -44),
    ] {
        assert_eq!(fixed.quantize(value), Raw::from(expected), "{value} {fixed}");
    }
}

#[test]
fn known_floats() {
    for (raw, fraction, expected) in [(16_777_217_i64, 28, 16_777_216.0), (16_777_219, 28, 16_777_220.0)] {
        let scale = 2_f32.powi(-fraction);
        assert_eq!(to_f32(&Raw::from(raw), fraction), expected * scale);
    }
    let one = Raw::from(1);
    for (fraction, double, single) in [
        (149, 2_f64.powi(-149), f32::from_bits(1)),
        (150, 2_f64.powi(-150), 0.0),
        (1074, f64::from_bits(1), 0.0),
        (1075, 0.0, 0.0),
        (i32::MAX, 0.0, 0.0),
        (-127, 2_f64.powi(127), 2_f32.powi(127)),
        (-128, 2_f64.powi(128), f32::INFINITY),
        (-1024, f64::INFINITY, f32::INFINITY),
        (i32::MIN, f64::INFINITY, f32::INFINITY),
    ] {
        assert_eq!(to_f64(&one, fraction), double, "{fraction}");
        assert_eq!(to_f32(&one, fraction), single, "{fraction}");
    }
    // One step above the middle between two floats must not be rounded to the middle first.
    let raw = Raw::from((1_i128 << 100) + (1 << 76) + 1);
    assert_eq!(to_f32(&raw, 100), 1.0 + f32::EPSILON);
    assert_eq!(to_f64(&raw, 100) as f32, 1.0);
    assert_eq!((to_f64(&Raw::ZERO, -3).to_bits(), to_f32(&Raw::ZERO, 200).to_bits()), (0, 0));
}

/// The texts that Python's `format(value, '.{digits}f')` gives.
#[test]
fn known_decimals() {
    for (value, digits, expected) in [
        (0.49999999, 7, "0.5000000"),
        (-1e-8, 7, "-0.0000000"),
        (0.5, 0, "0"),
        (1.5, 0, "2"),
        (2.5, 0, "2"),
        (-2.5, 0, "-2"),
        (0.125, 2, "0.12"),
        (0.375, 2, "0.38"),
        (1e22, 1, "10000000000000000000000.0"),
        (1e23, 0, "99999999999999991611392"),
        (0.1, 20, "0.10000000000000000555"),
        (0.1, 30, "0.100000000000000005551115123126"),
        (-0.0, 3, "-0.000"),
        (5e-324, 5, "0.00000"),
        (999.9999, 2, "1000.00"),
        (f64::INFINITY, 4, "inf"),
        (f64::NEG_INFINITY, 4, "-inf"),
        (f64::NAN, 4, "nan"),
    ] {
        assert_eq!(decimal_round(value, digits), expected, "{value:e} {digits}");
    }
}

#[test]
fn weights_pass_through_their_text() {
    let fixed = FixedType::new(9, 2, true);
    for (weight, expected) in [(0.49999999, 64), (-1e-8, 0), (-0.004, -1), (0.25, 32)] {
        assert_eq!(*fixed.from_weight(weight).raw(), Raw::from(expected), "{weight}");
    }
    assert_eq!(*fixed.from_f64(0.49999999).raw(), Raw::from(63));
    assert_eq!(*fixed.from_weight(f64::INFINITY).raw(), Raw::ZERO);
    let refusal = fixed.from_decimal_str("0.5x").map_err(|diagnostics| diagnostics.to_string());
    assert_eq!(
        refusal,
        Err("error[HS0405]: argument `weight`: a weight in text form is not a number\n  found: 0.5x\n  \
             expected: a decimal number such as `-0.125`"
            .to_string())
    );
}
