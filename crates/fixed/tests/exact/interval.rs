//! Intervals contain every result of operations on their members, and no bound is out of reach where that is promised.

use hlsmith_fixed::{FixedType, Interval, Overflow, Raw, Rounding};
use proptest::prelude::*;

use crate::sample;

/// An interval with a few members, always including its bounds.
fn interval() -> impl Strategy<Value = (Interval, Vec<Raw>)> {
    let raw = prop_oneof![4 => -40..40_i128, 1 => any::<i64>().prop_map(i128::from), 1 => any::<i128>()];
    (prop::collection::vec(raw, 1..6), -4..=6_i32).prop_map(|(mut members, fraction)| {
        members.sort_unstable();
        let interval = Interval::new(members[0], members[members.len() - 1], fraction).expect("sorted");
        (interval, members.into_iter().map(Raw::from).collect())
    })
}

fn small_type() -> impl Strategy<Value = FixedType> {
    (1_u32..9, -3..9_i32, sample::fixed()).prop_map(|(width, integer, like)| {
        let mut fixed = FixedType::new(width, integer, like.format.signed).with_modes(like.rounding, like.overflow);
        fixed.saturation_bits = like.saturation_bits.min(width);
        fixed
    })
}

/// Every member is within, and the bounds are members.
fn check(interval: &Interval, members: &[Raw]) {
    assert!(members.iter().all(|member| interval.contains(member)), "{interval:?} {members:?}");
    assert!(members.contains(interval.lower()) && members.contains(interval.upper()), "{interval:?} {members:?}");
}

proptest! {
    #![proptest_config(sample::seeded(10_000))]

    #[test]
    fn arithmetic_is_tight((a, members) in interval(), (b, others) in interval()) {
        let finest = a.fraction().max(b.fraction());
        let on_finest = |raw: &Raw, fraction: i32| raw.shl((finest - fraction) as u32);
        let pairs = |combine: &dyn Fn(&Raw, &Raw) -> Raw| -> Vec<Raw> {
            members.iter().flat_map(|x| others.iter().map(move |y| combine(x, y))).collect()
        };
        check(&a.sum(&b), &pairs(&|x, y| &on_finest(x, a.fraction()) + &on_finest(y, b.fraction())));
        check(&a.difference(&b), &pairs(&|x, y| &on_finest(x, a.fraction()) - &on_finest(y, b.fraction())));
        check(&a.product(&b), &pairs(&|x, y| x * y));
        prop_assert_eq!(a.product(&b).fraction(), a.fraction() + b.fraction());
        prop_assert_eq!(a.sum(&b).fraction(), finest);
        check(&a.negated(), &members.iter().map(|x| -x).collect::<Vec<_>>());
        let constant = &others[0];
        check(&a.scaled(constant, 3), &members.iter().map(|x| x * constant).collect::<Vec<_>>());
        let joined: Vec<Raw> = members.iter().map(|x| on_finest(x, a.fraction()))
            .chain(others.iter().map(|y| on_finest(y, b.fraction()))).collect();
        check(&a.hull(&b), &joined);
        prop_assert_eq!(a.signed_bits(), members.iter().map(Raw::signed_bits).max().unwrap_or(0));
        prop_assert_eq!(a.fits::<i64>(), members.iter().all(|raw| raw.to_i64().is_some()));
    }

    #[test]
    fn assignment_contains_every_result(lower in -300..300_i128, length in 0..400_i128, fixed in small_type()) {
        let fraction = 3;
        let interval = Interval::new(lower, lower + length, fraction).expect("ordered").cast(&fixed);
        let cast = hlsmith_fixed::Cast::new(fraction, &fixed);
        let results: Vec<Raw> = (lower..=lower + length).map(|raw| Raw::from(cast.apply(raw))).collect();
        prop_assert!(results.iter().all(|raw| interval.contains(raw)), "{:?} {}", interval, fixed);
        prop_assert_eq!(interval.fraction(), fixed.format.fraction());
        let (least, most) = fixed.bounds();
        prop_assert!(least <= *interval.lower() && *interval.upper() <= most);
        let saturates = match fixed.overflow {
            Overflow::Sat | Overflow::SatSym => true,
            Overflow::Wrap | Overflow::SatZero | Overflow::WrapSm => false,
        };
        let whole = *interval.lower() == least && *interval.upper() == most;
        let ordered = fixed.overflow == Overflow::Wrap && !whole;
        if saturates || ordered {
            check(&interval, &results);
        }
    }
}

#[test]
fn wrapping_within_one_period_stays_tight() {
    let byte = FixedType::new(8, 8, true);
    let cast = |lower: i64, upper: i64| {
        let interval = Interval::new(lower, upper, 0).expect("ordered").cast(&byte);
        (interval.lower().to_i64().unwrap_or(0), interval.upper().to_i64().unwrap_or(0))
    };
    assert_eq!(cast(-5, 9), (-5, 9));
    assert_eq!(cast(256, 300), (0, 44));
    assert_eq!(cast(100, 200), (-128, 127));
    assert_eq!(cast(0, 256), (-128, 127));
    let clamped = Interval::point(-1000, 0).cast(&byte.with_modes(Rounding::Rnd, Overflow::SatSym));
    assert_eq!(clamped, Interval::point(-127, 0));
    assert!(Interval::new(1, 0, 0).is_none());
}
