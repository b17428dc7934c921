//! Exact arithmetic against rational numbers.

use hlsmith_fixed::{FixedType, Format, Raw, Value};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Zero;
use proptest::prelude::*;

use crate::reference::{self, Rational};
use crate::sample;

fn rational(value: &Value) -> Rational {
    Rational::new(&sample::bigint(value.raw()), value.format().fraction())
}

/// The result has the expected number, lies on the grid of the expected format and within its range.
fn check(result: &Value, number: &Rational, format: (u32, i32, bool)) {
    let (width, integer, signed) = format;
    assert_eq!(result.format(), Format { width, integer, signed });
    assert!(rational(result).compare(number).is_eq(), "{result:?} {number:?}");
    assert!(result.format().contains(result.raw()), "{result:?}");
}

fn value() -> impl Strategy<Value = Value> {
    sample::format_and_raw().prop_map(|(format, raw)| Value::new(format, Raw::from(raw)).expect("raw is of the format"))
}

proptest! {
    #![proptest_config(sample::seeded(15_000))]

    #[test]
    fn results_are_exact_and_their_formats_hold_them(a in value(), b in value()) {
        let (fa, fb) = (a.format(), b.format());
        let (x, y) = (rational(&a), rational(&b));
        let either = fa.signed || fb.signed;
        let integer = 1 + (fa.integer + i32::from(fb.signed && !fa.signed))
            .max(fb.integer + i32::from(fa.signed && !fb.signed));
        let fraction = (fa.width as i32 - fa.integer).max(fb.width as i32 - fb.integer);
        let width = (integer + fraction) as u32;
        check(&(&a + &b), &x.plus(&y), (width, integer, either));
        check(&(&a - &b), &x.plus(&y.negated()), (width, integer, true));
        check(&(&a * &b), &x.times(&y), (fa.width + fb.width, fa.integer + fb.integer, either));
        check(&-&a, &x.negated(), (fa.width + 1, fa.integer + 1, true));
        prop_assert_eq!(a.cmp(&b), x.compare(&y));
        prop_assert_eq!(a == b, x.compare(&y).is_eq());
    }

    #[test]
    fn quotients_are_truncated_at_the_bit_of_the_formula(a in value(), b in value()) {
        let (ra, rb) = (sample::bigint(a.raw()), sample::bigint(b.raw()));
        let (fa, fb) = (a.format(), b.format());
        let scale = (fb.width as i32 - fb.integer).max(0);
        let Some(quotient) = a.checked_div(&b) else {
            prop_assert!(rb.is_zero());
            return Ok(());
        };
        prop_assert_eq!(sample::bigint(quotient.raw()), ra * num_traits::pow(BigInt::from(2), scale as usize) / rb);
        let sign = i32::from(fb.signed);
        prop_assert_eq!(quotient.format(), Format {
            width: (sign + fa.width as i32 + scale) as u32,
            integer: sign + fa.integer + fb.width as i32 - fb.integer,
            signed: fa.signed || fb.signed,
        });
        prop_assert!(quotient.format().contains(quotient.raw()));
    }

    #[test]
    fn shifts_slices_and_integers_follow_the_bit_pattern(
        a in value(), count in -1100..1100_i32, high in 0..1030_u32, low in 0..1030_u32
    ) {
        let Format { width, integer, signed } = a.format();
        let raw = sample::bigint(a.raw());
        let modulus = num_traits::pow(BigInt::from(2), width as usize);
        let power = num_traits::pow(BigInt::from(2), count.unsigned_abs() as usize);
        let shifted = if count < 0 { raw.div_floor(&power) } else { &raw * power };
        let pattern = shifted.mod_floor(&modulus);
        let expected = if signed && &pattern * 2 >= modulus { pattern - &modulus } else { pattern };
        prop_assert_eq!(sample::bigint(a.shift_left(count).raw()), expected.clone());
        prop_assert_eq!(sample::bigint(a.shift_right(-count).raw()), expected);
        prop_assert_eq!(a.shift_left(count).format(), a.format());

        let slice = a.bits(high, low).map(|slice| (slice.format(), sample::bigint(slice.raw())));
        let expected = (low <= high && high < width).then(|| {
            let count = high - low + 1;
            let field = raw.mod_floor(&modulus).div_floor(&num_traits::pow(BigInt::from(2), low as usize));
            (
                Format { width: count, integer: count as i32, signed: false },
                field.mod_floor(&num_traits::pow(BigInt::from(2), count as usize)),
            )
        });
        prop_assert_eq!(slice, expected);

        let number = Rational::new(&raw, width as i32 - integer);
        prop_assert_eq!(sample::bigint(&a.to_int()), number.toward_zero());
        prop_assert_eq!(sample::bigint(&a.to_int_floor()), number.floor());
        let low = number.toward_zero().mod_floor(&BigInt::from(1_u64 << 32));
        prop_assert_eq!(BigInt::from(a.to_i32_wrapping() as u32), low);
    }

    #[test]
    fn assignment_of_a_value_follows_the_formula(
        (a, target) in value().prop_flat_map(|a| { let near = sample::fixed_near(a.format()); (Just(a), near) })
    ) {
        let result = a.cast(&target);
        prop_assert_eq!(result.format(), target.format);
        prop_assert_eq!(sample::bigint(result.raw()), reference::assign(&rational(&a), &target));
    }

    #[test]
    fn raw_values_are_compared_and_measured_like_integers((format, raw) in sample::format_and_raw()) {
        let value = Raw::from(raw.clone());
        let (lower, upper) = reference::range(&FixedType::new(format.width, format.integer, format.signed));
        prop_assert_eq!(sample::bigint(&format.lower()), lower.clone());
        prop_assert_eq!(sample::bigint(&format.upper()), upper.clone());
        prop_assert!(Value::new(format, Raw::from(&upper + 1)).is_none());
        prop_assert!(Value::new(format, Raw::from(&lower - 1)).is_none());
        let bits = value.signed_bits();
        let signed = |width: u32| reference::range(&FixedType::new(width, 0, true));
        let (least, most) = signed(bits);
        prop_assert!(least <= raw && raw <= most);
        if bits > 1 {
            let (least, most) = signed(bits - 1);
            prop_assert!(raw < least || most < raw);
        }
    }
}

#[test]
fn known_quotients_and_integers() {
    let of = |width, integer, signed, raw: i64| Value::new(Format { width, integer, signed }, raw).expect("in range");
    let quotient = of(16, 6, true, 1024).checked_div(&of(16, 6, true, -3072)).expect("not zero");
    assert_eq!(quotient.format(), Format { width: 27, integer: 17, signed: true });
    assert_eq!(*quotient.raw(), Raw::from(-341));
    assert_eq!((-&of(6, 6, true, -32)).to_int(), Raw::from(32));
    assert_eq!(of(40, 40, true, 5_000_000_000).to_i32_wrapping(), 705_032_704);
    assert_eq!(of(8, 4, true, -27).to_int(), Raw::from(-1));
    assert_eq!(of(8, 4, true, -27).to_int_floor(), Raw::from(-2));
    assert_eq!(Value::from(u64::MAX).format(), Format { width: 64, integer: 64, signed: false });
    assert!(Value::from(-1_i32) < Value::from(1_u32));
    assert!(Value::from(true) == Value::from(1_i64));
}
