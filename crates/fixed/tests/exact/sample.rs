//! Seeded generators of types and raw values, dense at the boundaries of the containers.

use hlsmith_fixed::{FixedType, Format, Overflow, Raw, Rounding};
use num_bigint::{BigInt, Sign};
use num_traits::{One, Zero};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// The same cases on every run.
pub(crate) fn seeded(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(0x5eed), failure_persistence: None, ..Config::default() }
}

pub(crate) fn width() -> impl Strategy<Value = u32> {
    prop_oneof![3 => 1_u32..=10, 2 => 10_u32..=62, 3 => 62_u32..=66, 3 => 126_u32..=130, 1 => 130_u32..=1024]
}

pub(crate) fn format() -> impl Strategy<Value = Format> {
    (width(), any::<bool>()).prop_flat_map(|(width, signed)| {
        let near = width as i32;
        prop_oneof![4 => -3..=near + 3, 2 => Just(near), 1 => -150..=150_i32, 1 => -1100..=1100_i32]
            .prop_map(move |integer| Format { width, integer, signed })
    })
}

pub(crate) fn fixed() -> impl Strategy<Value = FixedType> {
    let modes = (prop::sample::select(&Rounding::ALL[..]), prop::sample::select(&Overflow::ALL[..]));
    (format(), modes, 0_u32..6).prop_map(|(format, (rounding, overflow), bits)| {
        let overflow = if overflow == Overflow::WrapSm && !format.signed { Overflow::Wrap } else { overflow };
        FixedType { format, rounding, overflow, saturation_bits: bits.saturating_sub(2).min(format.width) }
    })
}

/// A type near the grid and range of another, so that rounding and overflow both happen.
pub(crate) fn fixed_near(source: Format) -> impl Strategy<Value = FixedType> {
    let width = source.width as i32;
    let near = (-8..=8_i32, -8..=8_i32).prop_map(move |(wider, finer)| {
        let width = (width + wider).clamp(1, 1024);
        (width as u32, width - (source.width as i32 - source.integer) - finer)
    });
    (fixed(), near, 0_u8..4).prop_map(|(fixed, (width, integer), far)| {
        if far == 0 {
            return fixed;
        }
        let format = Format { width, integer, signed: fixed.format.signed };
        FixedType { format, saturation_bits: fixed.saturation_bits.min(width), ..fixed }
    })
}

/// A raw value of a format: anywhere, or close to a bound, to zero or to a power of two.
pub(crate) fn raw(format: Format) -> impl Strategy<Value = BigInt> {
    let span = BigInt::one() << format.width;
    let lower = if format.signed { -(BigInt::one() << (format.width - 1)) } else { BigInt::zero() };
    let words = prop::collection::vec(any::<u32>(), format.width.div_ceil(32) as usize);
    (words, 0_u8..5, 0..format.width, -3..=3_i32).prop_map(move |(words, place, power, step)| {
        let offset: BigInt = match place {
            0 => BigInt::from(step),
            1 => -&lower + step,
            2 => -&lower + (BigInt::one() << power) + step,
            3 => -&lower - (BigInt::one() << power) + step,
            _ => BigInt::from_slice(Sign::Plus, &words),
        };
        &lower + ((offset % &span) + &span) % &span
    })
}

pub(crate) fn format_and_raw() -> impl Strategy<Value = (Format, BigInt)> {
    format().prop_flat_map(|format| (Just(format), raw(format)))
}

pub(crate) fn bigint(raw: &Raw) -> BigInt {
    match raw {
        Raw::Small(small) => BigInt::from(*small),
        Raw::Wide(wide) => wide.clone(),
    }
}
