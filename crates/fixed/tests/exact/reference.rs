//! The defining formulas in plain rational arithmetic. Nothing here calls the code under test.

use hlsmith_fixed::{FixedType, Overflow, Rounding};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

/// A rational number with a positive denominator, not necessarily in lowest terms.
#[derive(Clone, Debug)]
pub(crate) struct Rational {
    pub(crate) numerator: BigInt,
    pub(crate) denominator: BigInt,
}

pub(crate) fn power_of_two(exponent: i64) -> Rational {
    let magnitude = num_traits::pow(BigInt::from(2), exponent.unsigned_abs() as usize);
    if exponent < 0 {
        Rational { numerator: BigInt::one(), denominator: magnitude }
    } else {
        Rational { numerator: magnitude, denominator: BigInt::one() }
    }
}

impl Rational {
    pub(crate) fn new(raw: &BigInt, fraction: i32) -> Rational {
        let scale = power_of_two(-i64::from(fraction));
        Rational { numerator: raw * scale.numerator, denominator: scale.denominator }
    }

    pub(crate) fn times(&self, other: &Rational) -> Rational {
        Rational { numerator: &self.numerator * &other.numerator, denominator: &self.denominator * &other.denominator }
    }

    pub(crate) fn plus(&self, other: &Rational) -> Rational {
        Rational {
            numerator: &self.numerator * &other.denominator + &other.numerator * &self.denominator,
            denominator: &self.denominator * &other.denominator,
        }
    }

    pub(crate) fn negated(&self) -> Rational {
        Rational { numerator: -&self.numerator, denominator: self.denominator.clone() }
    }

    pub(crate) fn abs(&self) -> Rational {
        Rational { numerator: self.numerator.abs(), denominator: self.denominator.clone() }
    }

    pub(crate) fn floor(&self) -> BigInt {
        self.numerator.div_floor(&self.denominator)
    }

    pub(crate) fn toward_zero(&self) -> BigInt {
        &self.numerator / &self.denominator
    }

    pub(crate) fn compare(&self, other: &Rational) -> std::cmp::Ordering {
        (&self.numerator * &other.denominator).cmp(&(&other.numerator * &self.denominator))
    }
}

/// `value` in units of the least significant bit of `target`.
fn on_grid(value: &Rational, target: &FixedType) -> Rational {
    value.times(&power_of_two(i64::from(target.format.width) - i64::from(target.format.integer)))
}

/// The raw value of `value` on the grid of `target`, rounded but not brought into range.
fn round(value: &Rational, target: &FixedType) -> BigInt {
    let x = on_grid(value, target);
    let q = x.floor();
    let twice_rem: BigInt = (&x.numerator - &q * &x.denominator) * 2;
    let half = twice_rem >= x.denominator;
    let rest = !twice_rem.is_zero() && twice_rem != x.denominator;
    let negative = x.numerator.is_negative();
    let up = match target.rounding {
        Rounding::Trn => false,
        Rounding::TrnZero => negative && !twice_rem.is_zero(),
        Rounding::Rnd => half,
        Rounding::RndZero => half && (negative || rest),
        Rounding::RndInf => half && (!negative || rest),
        Rounding::RndMinInf => half && rest,
        Rounding::RndConv => half && (rest || q.is_odd()),
    };
    if up { q + 1 } else { q }
}

/// The smallest and largest raw value of a type.
pub(crate) fn range(target: &FixedType) -> (BigInt, BigInt) {
    let width = target.format.width as usize;
    let two = BigInt::from(2);
    if !target.format.signed {
        return (BigInt::zero(), num_traits::pow(two, width) - 1);
    }
    let bound = num_traits::pow(two, width - 1);
    let lower = if target.overflow == Overflow::SatSym && width > 1 { 1 - &bound } else { -&bound };
    (lower, bound - 1)
}

fn low_bits(mut number: BigInt, count: usize) -> Vec<bool> {
    let mut bits = Vec::new();
    for _ in 0..count {
        let (quotient, bit) = number.div_mod_floor(&BigInt::from(2));
        bits.push(bit.is_one());
        number = quotient;
    }
    bits
}

/// The raw value after assignment of `value` to `target`.
pub(crate) fn assign(value: &Rational, target: &FixedType) -> BigInt {
    let q = round(value, target);
    let (lower, upper) = range(target);
    if lower <= q && q <= upper {
        return q;
    }
    let negative = value.numerator.is_negative();
    let width = target.format.width as usize;
    let signed = target.format.signed;
    let bound = |negative: bool| if negative { lower.clone() } else { upper.clone() };
    // The low bits of q, least significant first, and the bit after them before rounding.
    let mut bits = low_bits(q, width);
    let next = low_bits(on_grid(value, target).floor(), width + 1)[width];
    let saturated = target.saturation_bits as usize;
    match target.overflow {
        Overflow::Sat | Overflow::SatSym => return bound(negative),
        Overflow::SatZero => return BigInt::zero(),
        Overflow::Wrap => {}
        Overflow::WrapSm => {
            let flip = match saturated {
                0 => bits[width - 1] != next,
                1 => bits[width - 1] != negative,
                n => bits[width - n] == negative,
            };
            if flip {
                bits.iter_mut().for_each(|bit| *bit = !*bit);
            }
            if saturated == 0 {
                bits[width - 1] = next;
            }
        }
    }
    for position in width - saturated..width {
        bits[position] = if signed { (position == width - 1) == negative } else { true };
    }
    let pattern = bits.iter().rev().fold(BigInt::zero(), |sum, bit| sum * 2 + i32::from(*bit));
    if signed && bits[width - 1] { pattern - num_traits::pow(BigInt::from(2), width) } else { pattern }
}
