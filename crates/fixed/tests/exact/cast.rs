//! Assignments in every container against the defining formula.

use hlsmith_fixed::{Cast, FixedType, Format, Overflow, Raw, RawInt, Rounding};
use num_bigint::BigInt;
use proptest::prelude::*;

use crate::reference::{self, Rational};
use crate::sample;

/// Compares the container `R` with `expected`, if the container claims to be exact. Gives whether it does.
fn check_in<R: RawInt>(source: Format, raw: &BigInt, target: &FixedType, expected: &BigInt) -> bool {
    let cast = Cast::new(source.fraction(), target);
    let claimed = cast.fits::<R>(source);
    if claimed {
        let raw = R::from_raw(&Raw::from(raw.clone())).expect("the container holds the source");
        assert_eq!(sample::bigint(&cast.apply(raw).into_raw()), *expected, "{source:?} {target} in {} bits", R::BITS);
    }
    claimed
}

/// Compares every container with the formula.
fn check(source: Format, raw: &BigInt, target: &FixedType) {
    let expected = reference::assign(&Rational::new(raw, source.fraction()), target);
    check_in::<i32>(source, raw, target, &expected);
    check_in::<i64>(source, raw, target, &expected);
    check_in::<i128>(source, raw, target, &expected);
    assert!(check_in::<BigInt>(source, raw, target, &expected));
    let cast = Cast::new(source.fraction(), target);
    assert_eq!(sample::bigint(&cast.apply_raw(&Raw::from(raw.clone()))), expected, "{source:?} {target}");
}

proptest! {
    #![proptest_config(sample::seeded(60_000))]

    #[test]
    fn every_container_follows_the_formula(
        ((source, raw), target) in sample::format_and_raw().prop_flat_map(|(format, raw)| {
            (Just((format, raw)), sample::fixed_near(format))
        })
    ) {
        check(source, &raw, &target);
    }
}

#[test]
fn every_small_conversion_follows_the_formula() {
    for (source_signed, target_signed) in [(true, true), (true, false), (false, true), (false, false)] {
        for (rounding, overflow) in modes() {
            if overflow == Overflow::WrapSm && !target_signed {
                continue;
            }
            for (width, integer) in [(1, 1), (2, 1), (3, 3), (4, 2), (4, 6), (3, -1)] {
                let source = Format { width: 6, integer: 3, signed: source_signed };
                let target = FixedType::new(width, integer, target_signed).with_modes(rounding, overflow);
                for saturation_bits in 0..=width {
                    let target = FixedType { saturation_bits, ..target };
                    let lower = if source_signed { -32 } else { 0 };
                    for raw in lower..lower + 64 {
                        check(source, &BigInt::from(raw), &target);
                    }
                }
            }
        }
    }
}

fn modes() -> impl Iterator<Item = (Rounding, Overflow)> {
    Rounding::ALL.into_iter().flat_map(|rounding| Overflow::ALL.into_iter().map(move |overflow| (rounding, overflow)))
}

#[test]
fn containers_are_exact_up_to_their_last_bit() {
    let extremes = |format: Format| {
        let (lower, upper) = (sample::bigint(&format.lower()), sample::bigint(&format.upper()));
        [&lower + 1, &upper - 1, BigInt::from(1).min(upper.clone()), lower, upper]
    };
    let mut exact = [0; 3];
    for width in [31, 32, 33, 63, 64, 65, 127, 128, 129] {
        for signed in [true, false] {
            let source = Format { width, integer: 3, signed };
            for target_width in [31, 32, 33, 63, 64, 65, 127, 128, 129] {
                for (target_signed, shift) in [(true, 0), (false, 0), (true, 5), (false, 5), (true, -5), (false, -5)]
                    .into_iter()
                    .chain([63, 64, 65, 128, 200, -31, -63, -64, -65, -128, -200].map(|shift| (true, shift)))
                {
                    for (rounding, overflow) in modes() {
                        if overflow == Overflow::WrapSm && !target_signed {
                            continue;
                        }
                        let fraction = source.fraction() - shift;
                        let target = FixedType::new(target_width, target_width as i32 - fraction, target_signed)
                            .with_modes(rounding, overflow);
                        let cast = Cast::new(source.fraction(), &target);
                        let claims = [cast.fits_i32(source), cast.fits_i64(source), cast.fits_i128(source)];
                        for ((claim, bits), count) in claims.into_iter().zip([32, 64, 128]).zip(&mut exact) {
                            let fits = |width: u32, signed: bool| width + u32::from(!signed) <= bits;
                            assert_eq!(claim, fits(width, signed) && fits(target_width, target_signed));
                            *count += usize::from(claim);
                        }
                        for raw in extremes(source) {
                            check(source, &raw, &target);
                        }
                    }
                }
            }
        }
    }
    assert!(exact.iter().all(|count| *count > 100), "{exact:?}");
}

#[test]
fn shifts_beyond_every_container_are_exact() {
    let source = Format { width: 40, integer: 40, signed: true };
    for integer in [i32::MIN / 2, -100_000, 100_000, i32::MAX / 2] {
        for (rounding, overflow) in modes() {
            let target = FixedType::new(20, integer, true).with_modes(rounding, overflow);
            let cast = Cast::new(source.fraction(), &target);
            for raw in [-(1_i64 << 39), -5, -1, 0, 1, 5, (1 << 39) - 1] {
                // A coarser grid loses the value, a finer one overflows: both look the same from 100 bits on.
                let near = FixedType::new(20, integer.clamp(-200, 200), true).with_modes(rounding, overflow);
                let expected = reference::assign(&Rational::new(&BigInt::from(raw), 0), &near);
                assert_eq!(BigInt::from(cast.apply(raw)), expected, "{target} {raw}");
                assert_eq!(cast.apply(BigInt::from(raw)), expected, "{target} {raw}");
            }
        }
    }
}

#[test]
fn sign_magnitude_without_a_sign_is_plain() {
    for saturation_bits in 0..=4 {
        let wrap = FixedType { saturation_bits, ..FixedType::new(4, 4, false) };
        let (plain, other) = (Cast::new(1, &wrap), Cast::new(1, &wrap.with_modes(Rounding::Trn, Overflow::WrapSm)));
        for raw in -100..100_i64 {
            assert_eq!(other.apply(raw), plain.apply(raw), "{raw} {saturation_bits}");
        }
    }
}

#[test]
fn slices_are_converted_like_elements() {
    for (rounding, overflow) in modes() {
        let target = FixedType::new(9, 4, true).with_modes(rounding, overflow);
        let cast = Cast::new(8, &target);
        let source: Vec<i64> = (-3000..3000).collect();
        let mut wide = vec![0; source.len()];
        cast.apply_slice_i64(&source, &mut wide);
        let expected: Vec<i64> = source.iter().map(|raw| cast.apply(*raw)).collect();
        assert_eq!(wide, expected);
        let narrow: Vec<i32> = source.iter().map(|raw| *raw as i32).collect();
        let mut converted = vec![0; narrow.len()];
        cast.apply_slice_i32(&narrow, &mut converted);
        assert_eq!(converted, expected.iter().map(|raw| *raw as i32).collect::<Vec<_>>());
    }
}
